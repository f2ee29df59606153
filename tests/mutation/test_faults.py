"""The tests see faults that somebody could put into what protects people.

Each fault is put into a copy of the code, and the tests that must see it are run there.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
FOLDERS = ("phm_core", "pages", "tests", "benchmarks", "tools", ".streamlit", "docs")
FILES = ("app.py", "pyproject.toml", "README.md", "CHANGELOG.md", "mkdocs.yml")
# Of all faults, so many may stay unseen; each such one is a fault of the tests.
MAY_STAY = 1
TRIED_ALWAYS = ("rounded_down", "end_of_the_audit_unanchored")  # quickly seen
MINUTES = 10


class Fault(BaseModel):
    """One change of the code that the tests must see."""

    id: str
    file: str
    old: str
    new: str
    tests: list[str]


FAULTS = [
    Fault.model_validate(one)
    for one in yaml.safe_load((ROOT / "tests/mutation/faults.yaml").read_text("utf-8"))
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code and its tests, to be changed."""
    folder = tmp_path_factory.mktemp("copy")
    left_out = shutil.ignore_patterns("__pycache__", "images", "mutation")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


def seen(fault: Fault, copy: Path) -> bool:
    """Whether a test fails once the fault is in the code."""
    file = copy / fault.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(fault.old, fault.new), encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    surroundings = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251  # handed on without ours
        if not name.startswith(("PYTEST", "PHM_"))
    }
    try:
        run = subprocess.run(
            [*words, *fault.tests],
            cwd=copy,
            env=surroundings | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=MINUTES * 60,
            check=False,
        )
    finally:
        file.write_text(whole, encoding="utf-8")
    # 1: a test failed. Anything else says that the tests could not be run.
    assert run.returncode in (0, 1), run.stdout[-2_000:]
    return run.returncode == 1


def test_there_are_enough_and_each_has_its_place():
    assert len(FAULTS) >= 25
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)
    for fault in FAULTS:
        text = (ROOT / fault.file).read_text(encoding="utf-8")
        assert text.count(fault.old) == 1, fault.id
        assert fault.old != fault.new
        assert all((ROOT / path).exists() for path in fault.tests), fault.id


@pytest.mark.soak
def test_the_tests_see_them(copy: Path, request: pytest.FixtureRequest):
    whole = request.config.getoption("--soak")
    tried = [fault for fault in FAULTS if whole or fault.id in TRIED_ALWAYS]
    unseen = [fault.id for fault in tried if not seen(fault, copy)]
    sys.stdout.write(f"{len(tried)} faults tried, unseen of them: {unseen}\n")
    assert len(unseen) <= (MAY_STAY if whole else 0), unseen
