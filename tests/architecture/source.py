"""The project's own files, as the guards read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("phm_core/", "pages/", "app.py")
CODE = (*PRODUCT, "benchmarks/", "docs/", "tools/")


@cache
def project_files() -> tuple[str, ...]:
    """Every file that is, or could be, committed: what git ignores is left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return tuple(_walk())
    names = listed.stdout.decode("utf-8").split("\0")
    return tuple(sorted(name for name in names if name and (ROOT / name).is_file()))


def _walk() -> Iterator[str]:
    # A downloaded archive has no git: then everything outside hidden folders counts.
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT)
        hidden = any(part.startswith(".") for part in name.parts[:-1])
        if path.is_file() and not hidden and "__pycache__" not in name.parts:
            yield name.as_posix()


def modules(*prefixes: str) -> list[str]:
    """Python files below the given folders."""
    return [
        name
        for name in project_files()
        if name.endswith(".py") and name.startswith(prefixes or CODE)
    ]


def text_of(name: str) -> str:
    """A file's text; a file that is not text is empty."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree_of(name: str) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(text_of(name), filename=name)


def dotted(node: ast.expr) -> str:
    """Spell a name or attribute as it is written: 'st.session_state'."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))
