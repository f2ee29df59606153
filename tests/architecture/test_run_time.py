"""Every part of the app works with the packages that its users install, no other."""

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
NOT_IMPORTED = "phm_core.store.migrations"
"""Alembic runs what is in there by itself."""
IMPORT = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(name)

ABSENT, NOT_IMPORTED = set(sys.argv[2].split()), sys.argv[1]
sys.meta_path.insert(0, Absent())
for root in sys.argv[3:]:
    package = importlib.import_module(root)
    for found in pkgutil.walk_packages(package.__path__, f"{root}."):
        if not found.name.startswith(NOT_IMPORTED):
            importlib.import_module(found.name)
"""


def absent() -> set[str]:
    """The modules here that come with none of the packages that the app asks for."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    asked = {
        canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line
    }
    return {
        module
        for module, packages in packages_distributions().items()
        if not asked & set(map(canonicalize_name, packages))
    }


def imported(*roots: str, without: set[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", IMPORT, NOT_IMPORTED, " ".join(without), *roots],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_needs_a_package_that_users_do_not_install() -> None:
    missing = absent()
    assert "pytest" in missing
    result = imported("phm_core", "pages.ui", without=missing)
    assert result.returncode == 0, result.stderr.strip().splitlines()[-1:]


def test_the_guard_can_fail() -> None:
    assert imported("phm_core.onboarding", without={"polars"}).returncode
