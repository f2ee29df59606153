"""Modules stay small, and no shelf is named after nothing."""

from pathlib import PurePosixPath

import pytest

from tests.architecture.source import modules, project_files, text_of

PAGE_LINES = 60
MODULE_LINES = 250
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def line_limit(name: str) -> int:
    """60 lines for a screen (a table of contents), 250 for any other module."""
    return PAGE_LINES if PurePosixPath(name).parent.name == "pages" else MODULE_LINES


def too_long(name: str, text: str) -> bool:
    return len(text.splitlines()) > line_limit(name)


def badly_named(name: str) -> bool:
    return bool({part.split(".")[0] for part in name.split("/")} & BANNED_NAMES)


@pytest.mark.parametrize("name", modules())
def test_module_is_small_enough(name: str) -> None:
    lines = len(text_of(name).splitlines())
    assert not too_long(name, text_of(name)), f"{lines} lines; split {name} by meaning"


def test_no_file_is_named_after_nothing() -> None:
    assert [name for name in project_files() if badly_named(name)] == []


def test_the_guard_sees_a_long_page_and_a_long_module() -> None:
    assert too_long("pages/home.py", "x\n" * 61)
    assert not too_long("pages/ui/shell.py", "x\n" * 61)
    assert too_long("phm_core/gateway.py", "x\n" * 251)


def test_the_guard_sees_a_shelf() -> None:
    assert badly_named("phm_core/utils.py")
    assert badly_named("phm_core/common/rates.py")
    assert not badly_named("phm_core/definitions/describe.py")
