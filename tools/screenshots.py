"""Take a picture of every screen and put it into the documents.

    python -m tools.screenshots demo

The word names the pictures (docs/images/demo-map.png). The data is the active snapshot
of PHM_DATA_DIR. The pictures of `demo` also go into the README.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pyarrow.parquet as pq
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from pages.ui.menu import MENU
from pages.ui.screen import Screen
from phm_core.period import long_date
from phm_core.settings import Settings
from phm_core.snapshot import Manifest, Snapshot, active, open_snapshot
from phm_core.synthetic.pack import UNALLOCATED

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
GALLERY = ROOT / "docs" / "reference" / "screens.md"
README = ROOT / "README.md"
# The role that a visitor takes to open a screen that is not for everybody.
IN_ROLE = {"audit": "?role=governance", "load_records": "?role=administrator"}
# A list of people is photographed as the team sees it, of a PCN of the area.
TEAM = "?role=clinician&purpose=direct_care&org=pcn:{}"
LIST = "&list=new&made_of=finder:uncontrolled_hypertension"
WHY = "Weekly meeting of the PCN"
START, END = "<!-- screenshots: written by tools/screenshots.py -->", "<!-- end of "
IN_README = ("home", "map", "builder", "compare")
SIZE = ViewportSize(width=1440, height=1500)
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
BUSY = "[data-testid=stSkeleton], [data-stale=true], [data-testid=stSpinner]"
PATIENCE = 120
COLOURS = 256


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served() -> Iterator[str]:
    """The running app, stopped afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = [f"--server.port={port}", "--server.fileWatcherType=none"]
    with subprocess.Popen([*command, *options], cwd=ROOT) as app:  # noqa: S603 - our own app, no input
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/_stcore/health")
            yield address
        finally:
            app.terminate()


def _wait_for(address: str) -> None:
    for _ in range(PATIENCE):
        try:
            with urlopen(address, timeout=2):  # noqa: S310 - always http on this host
                return
        except (URLError, OSError):
            time.sleep(1)
    raise SystemExit("The app did not start; run 'python -m phm_core doctor'.")


def settle(page: Page) -> None:
    """Wait until the script has run, nothing is stale and two pictures are equal."""
    page.wait_for_selector(READY, timeout=PATIENCE * 1000)
    page.wait_for_function(
        "busy => !document.querySelector(busy)", arg=BUSY, timeout=PATIENCE * 1000
    )
    before = b""
    for _ in range(PATIENCE):
        now = page.screenshot()
        if now == before:
            return
        before = now
        page.wait_for_timeout(400)


def opened(page: Page, address: str, screen: Screen, pcn: str) -> None:
    """Open a screen as somebody who may; a worklist is made first."""
    if screen.shows != "patients":
        page.goto(f"{address}/{screen.name}{IN_ROLE.get(screen.action or '', '')}")
        settle(page)
        return
    page.goto(f"{address}/{screen.name}{TEAM.format(pcn)}{LIST}")
    settle(page)
    page.get_by_role("button", name="Make the list").click()
    settle(page)
    page.get_by_label("Why do you look").fill(WHY)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_000)
    settle(page)


def picture(page: Page, address: str, screen: Screen, pcn: str, to: Path) -> None:
    """Photograph one screen, in few colours so that the file stays small."""
    opened(page, address, screen, pcn)
    page.screenshot(path=to)
    with Image.open(to) as image:
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(
            to, optimize=True
        )


def caption(screen: Screen, manifest: Manifest) -> str:
    """What the picture shows, of where and when."""
    kind = "synthetic people" if manifest.synthetic else "published figures"
    where = manifest.name or "Demo ICS"
    return f"{screen.title}: {where}, {kind}, as at {long_date(manifest.as_at)}"


def block(folder: str, word: str, shown: list[Screen], manifest: Manifest) -> str:
    """Markdown of some pictures with their captions."""
    parts = [
        f"![{caption(each, manifest)}]({folder}/{word}-{each.name}.png)\n\n"
        f"*{each.help}* {caption(each, manifest)}.\n"
        for each in shown
    ]
    return "\n".join(parts)


def first_pcn(snapshot: Snapshot) -> str:
    """The first PCN of the area by its code."""
    [file] = snapshot.files("organisation")
    codes = pq.read_table(file, columns=["pcn_code"]).column("pcn_code").to_pylist()
    return min(str(code) for code in codes if code and code != UNALLOCATED)


def into_readme(text: str) -> None:
    """Replace what stands between the marks."""
    whole = README.read_text(encoding="utf-8")
    before, rest = whole.split(START, 1)
    after = rest[rest.index(END) :]
    README.write_text(f"{before}{START}\n\n{text}\n{after}", encoding="utf-8")


def into_gallery(word: str, text: str) -> None:
    """Write the section of this word; those of others stay."""
    head = "# Screens\n\nEvery screen, photographed by `tools/screenshots.py`.\n"
    whole = GALLERY.read_text(encoding="utf-8") if GALLERY.exists() else head
    mark = f"\n<!-- {word} -->\n"
    sections = whole.split("\n<!-- ")
    kept = [each for each in sections[1:] if not each.startswith(f"{word} -->")]
    others = "".join(f"\n<!-- {each}" for each in kept)
    GALLERY.write_text(f"{sections[0]}{others}{mark}\n{text}", encoding="utf-8")


def main(word: str) -> None:
    """Photograph every screen of the menu and write the documents."""
    chosen = active(Settings().snapshots)
    if chosen is None:
        raise SystemExit("No snapshot is active; run 'python -m phm_core doctor'.")
    snapshot = open_snapshot(chosen)
    manifest, pcn = snapshot.manifest, first_pcn(snapshot)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport=SIZE, locale="en-GB", reduced_motion="reduce")
        shown = [screen for screen in MENU if not screen.hidden]
        for screen in shown:
            to = IMAGES / f"{word}-{screen.name}.png"
            picture(page, address, screen, pcn, to)
            print(f"docs/images/{word}-{screen.name}.png")
        browser.close()
    into_gallery(word, block("../images", word, shown, manifest))
    if word == "demo":
        first = [screen for screen in MENU if screen.name in IN_README]
        into_readme(block("docs/images", word, first, manifest))


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "demo")
