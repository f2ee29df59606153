"""A file that may not leave says why, instead of failing without a word."""

from types import SimpleNamespace
from typing import Any

import pytest

from pages.ui.show import taking
from phm_core.errors import NotPermitted
from phm_core.governance.taking_out import Taking

SENTENCE = "'Mine' was counted before. Use the earlier group."


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What pressing the button of a kind of file gives, where the door refuses."""

    def take_out(*_: object) -> bytes:
        raise NotPermitted(SENTENCE)

    files = SimpleNamespace(closed=lambda *_: "", take_out=take_out)
    house = SimpleNamespace(gateway=SimpleNamespace(files=files))
    here = SimpleNamespace(house=house, scope=SimpleNamespace(may=lambda _: False))
    made: list[Any] = []
    monkeypatch.setattr(taking, "entered", lambda: here)
    monkeypatch.setattr(
        taking.st, "download_button", lambda _, data, *__, **___: made.append(data)
    )

    def press(form: Any) -> bytes:
        about = Taking("Diabetes, by PCN", form, public=False)
        taking.button("Download", about, lambda _: b"never", key="it")
        return made[-1]()

    return press


def test_a_table_holds_the_reason_in_place_of_its_rows(pressed: Any):
    text = pressed("csv").decode("utf-8-sig")
    assert text == f"# Diabetes, by PCN\n# Not taken out: {SENTENCE}\n"


@pytest.mark.parametrize("form", ["pdf", "pptx"])
def test_a_document_is_not_made_at_all(pressed: Any, form: str):
    with pytest.raises(NotPermitted):
        pressed(form)
