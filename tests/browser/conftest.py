"""The app as people meet it: a server on the small demo, and one Chromium."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.browser.navigator import PATIENCE, Navigator

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium starts quietly, draws without a graphics card and always alike.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]
WAIT_SECONDS = 60
WIDE, NARROW = (1440, 900), (390, 844)
VISITOR = {
    "reduced_motion": "reduce",
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "device_scale_factor": 1,
    "accept_downloads": True,
}


expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, started once for all journeys."""
    with served("app.py", demo_data, tmp_path_factory.mktemp("server")) as address:
        yield address


@contextmanager
def served(
    script: str, data: Path, folder: Path, *more: str, port: int | None = None
) -> Iterator[str]:
    """Address of a running script, stopped afterwards; its log goes into `folder`.

    more: further words for Streamlit.
    """
    port, log = port or free_port(), folder / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += [f"--server.port={port}", "--server.fileWatcherType=none", *more]
    with log.open("w") as out, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHM_DATA_DIR", str(data))
        patch.setenv("PYTHONPATH", str(ROOT))
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", process, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for the run; each visit gets a context of its own."""
    if CHROMIUM is None:
        raise AssertionError("Chromium is not there: apt-get install chromium")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """What the tests' visitors share: the app's files, kept after they came once."""
    with chromium.new_context(**VISITOR) as context:
        yield context


@pytest.fixture
def visit(server: str, profile: BrowserContext) -> Iterator[Navigator]:
    """A visitor with a wide screen."""
    yield from visitor(server, profile, WIDE)


@pytest.fixture
def phone(server: str, chromium: Browser) -> Iterator[Navigator]:
    """Somebody else, with a telephone."""
    with chromium.new_context(**VISITOR) as context:
        yield from visitor(server, context, NARROW)


def visitor(
    server: str, context: BrowserContext, size: tuple[int, int]
) -> Iterator[Navigator]:
    """A visitor who comes without cookies and leaves no tab open."""
    found = Navigator(context.new_page(), server)
    found.page.set_viewport_size({"width": size[0], "height": size[1]})
    yield found
    for page in context.pages:
        page.close()
    context.clear_cookies()
    assert found.outside == [], "The app asked another host for something."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  # our own server
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(
        f"The app did not start in {WAIT_SECONDS} s: {log.read_text()}"
    )
