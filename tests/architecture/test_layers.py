"""The import contracts of pyproject.toml, and what they cannot say about pages."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, dotted, modules, tree_of

LINTER = "from importlinter.cli import lint_imports; import sys; "
LINTER += "sys.exit(lint_imports(no_cache=True))"
SCREENS = [name for name in modules("pages/") if name.count("/") == 1]
# What a screen may import: what draws, and what answers.
SCREEN_IMPORTS = ("pages.ui", "phm_core")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINTER],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def foreign_imports(tree: ast.Module) -> list[str]:
    """Imports of a screen that are neither shared screen code nor the core."""
    return [name for name in imported(tree) if not name.startswith(SCREEN_IMPORTS)]


def foreign_calls(tree: ast.Module) -> list[str]:
    """Calls of a screen that do not begin at something it imported or was given."""
    known = {"require"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            known |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            known.add(node.id)
    called = [dotted(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)]
    return [name for name in called if name and name.split(".")[0] not in known]


def test_every_import_contract_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_the_linter_sees_an_import_that_points_up(tmp_path: Path) -> None:
    for package in ("low", "high"):
        (tmp_path / "house" / package).mkdir(parents=True)
        (tmp_path / "house" / package / "__init__.py").write_text("")
    (tmp_path / "house" / "__init__.py").write_text("")
    (tmp_path / "house" / "low" / "leaf.py").write_text("import house.high\n")
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = house\n"
        "[importlinter:contract:1]\nname = Down\ntype = layers\n"
        "layers =\n    house.high\n    house.low\n"
    )
    result = lint(tmp_path)
    assert result.returncode == 1
    assert "house.low is not allowed to import house.high" in result.stdout


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_a_table_of_contents(name: str) -> None:
    tree = tree_of(name)
    assert foreign_imports(tree) == [], "a screen draws through pages.ui only"
    assert foreign_calls(tree) == [], "a screen calls only what it imported"


@pytest.mark.parametrize("name", modules("pages/ui/"))
def test_shared_screen_code_imports_no_screen(name: str) -> None:
    pages = [each for each in imported(tree_of(name)) if each.startswith("pages.")]
    assert [each for each in pages if not each.startswith("pages.ui")] == []


def test_the_guard_sees_streamlit_and_builtins_on_a_screen() -> None:
    bad = ast.parse("import streamlit as st\nst.write(open('x').read())\n")
    assert foreign_imports(bad) == ["streamlit"]
    assert "open" in foreign_calls(bad)
    good = ast.parse("from pages.ui import show\nscope = show.scope()\nscope.text()")
    assert foreign_imports(good) == foreign_calls(good) == []
