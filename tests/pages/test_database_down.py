"""With the app database down, every screen says so, and works again afterwards."""

import pytest

from pages.ui.menu import MENU
from phm_core.store.audit import Audit
from phm_core.store.database import DatabaseDown
from tests.pages.conftest import Opened, said

SENTENCE = "The app database cannot be used just now (disk I/O error)"
# They say what is published already, or ask nothing until somebody is chosen.
SILENT = {"home", "about", "definitions", "access", "person"}


@pytest.mark.parametrize(
    "name", [one.name for one in MENU if one.action is None and one.name not in SILENT]
)
def test_a_screen_says_it_in_a_sentence_and_recovers(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def down(*_: object, **__: object) -> int:
        raise DatabaseDown(SENTENCE)

    with monkeypatch.context() as broken:
        broken.setattr(Audit, "intend", down)
        page = open_page(name)
        assert SENTENCE in said(page)
    page.run()
    assert not page.exception
    assert SENTENCE not in said(page)
