"""A fresh clone has what two commands need, wherever it lies."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
from streamlit import config

from tests.architecture.source import ROOT, project_files, text_of

PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)(.*)$", re.MULTILINE)
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-spark.txt")
NOT_AT_RUN_TIME = {"statsmodels", "pyspark", "pytest", "hypothesis"}
# Streamlit draws captions with the text colour at this share over the background.
CAPTION = 0.6
READABLE = 4.5


def pins(text: str) -> dict[str, set[str]]:
    """Versions by package; a package may have one for each range of Python."""
    found: dict[str, set[str]] = {}
    for name, version, _ in PIN.findall(text):
        found.setdefault(name, set()).add(version)
    return found


def unhashed(text: str) -> list[str]:
    """Pinned packages that no hash follows."""
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    pinned = [block for block in blocks if PIN.match(block)]
    return [block.split("==")[0] for block in pinned if "--hash=sha256:" not in block]


def luminance(colour: tuple[float, ...]) -> float:
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_on_white(spelt: str, share: float) -> float:
    """WCAG contrast of a colour, drawn at a share of its strength, on white."""
    parts = [int(spelt[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return 1.05 / (luminance(tuple(share * c + 1 - share for c in parts)) + 0.05)


def theme() -> dict[str, dict[str, object]]:
    return tomllib.loads(text_of(".streamlit/config.toml"))


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    assert len(pins(text_of(name))) > 20
    assert unhashed(text_of(name)) == []


@pytest.mark.parametrize("name", LOCKS[1:])
def test_requirements_were_resolved_together(name: str) -> None:
    other, base = pins(text_of(name)), pins(text_of(LOCKS[0]))
    assert {package: other.get(package) for package in base} == base


def test_test_libraries_are_not_needed_to_run() -> None:
    assert NOT_AT_RUN_TIME & pins(text_of(LOCKS[0])).keys() == set()


def test_each_direct_requirement_is_pinned() -> None:
    for lock in LOCKS:
        direct = text_of(lock.replace(".txt", ".in")).lower().replace(".", "-").split()
        names = {
            name.partition("[")[0]
            for name in direct
            if not name.startswith(("-r", "requirements"))
        }
        assert names <= pins(text_of(lock)).keys()


def test_the_requirement_guards_can_fail() -> None:
    assert unhashed("a==1 \\\n    --hash=sha256:0\nb==2\n") == ["b"]
    assert pins("numpy==1 ; python_version < '3.12'\nnumpy==2\n") == {
        "numpy": {"1", "2"}
    }


def test_only_declared_packages_are_imported() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "deptry", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_what_the_two_commands_start_is_there() -> None:
    files = set(project_files())
    wanted = {"app.py", "Makefile", ".ci/run", ".streamlit/config.toml", *LOCKS}
    assert wanted - files == set()
    assert "pages/ui/shell.py" in text_of("app.py")


def test_ci_is_make_test_and_nothing_after_it() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert text_of(".ci/run").splitlines()[-1] == "make --no-print-directory test"


def test_streamlit_knows_every_option_and_reports_to_nobody() -> None:
    options = config.get_config_options()
    for section, values in theme().items():
        assert [key for key in values if f"{section}.{key}" not in options] == []
    assert theme()["browser"]["gatherUsageStats"] is False
    assert "address" not in theme()["server"]


def test_captions_can_be_read() -> None:
    colour = str(theme()["theme"]["textColor"])
    assert contrast_on_white(colour, CAPTION) >= READABLE
    assert contrast_on_white("#212B32", CAPTION) < READABLE
    assert contrast_on_white("#000000", 1) == pytest.approx(21)


def test_the_container_is_unprivileged_hashed_and_watched() -> None:
    lines = text_of("Dockerfile").splitlines()
    orders = [line.split()[0] for line in lines if line and line[0].isupper()]
    assert orders.index("USER") < orders.index("CMD")
    assert "HEALTHCHECK" in orders
    assert "--require-hashes" in text_of("Dockerfile")


def test_a_table_on_the_screen_has_no_way_out_beside_the_door() -> None:
    """Streamlit's own download is neither permitted nor marked nor written down."""
    assert theme()["client"]["disableDataExport"] is True
