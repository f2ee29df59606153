"""Pages are always entered by the shell, as a visitor does."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from phm_core.gateway import door
from phm_core.gateway.coverage import Coverage
from phm_core.gateway.keys import digest
from phm_core.settings import Settings
from phm_core.start import House, open_house

SHELL = Path(__file__).parents[2] / "pages" / "ui" / "shell.py"
Opened = Callable[..., AppTest]
OPEN: list[Path] = []
"""The data that the app was opened on last."""
FIGURES = {"metric", "vega_lite_chart", "table", "dataframe"}
# Below a chart or a table, and below a headline where practices are missing.
BEHIND = re.compile(r"As at: |^\d+ of \d+ practices, ")

# How far the data carry a figure: beside it, above that line.
CHIP = re.compile("Good data|Use with care|Not fit for this question")


@pytest.fixture(scope="session", autouse=True)
def packages_searched_once() -> Iterator[None]:
    """Streamlit would read what every installed package says, for each AppTest anew."""
    with pytest.MonkeyPatch.context() as patch:
        search = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        yield


def turn_to(app: AppTest, name: str) -> None:
    """Go to a screen by its name in the address: several may share a module."""
    app._page_hash = calc_hash(name)
    app.run()


def opener(data: Path, monkeypatch: pytest.MonkeyPatch, *, anew: bool = True) -> Opened:
    """A way to open pages on some data; anew: as after a start of the app."""
    monkeypatch.setenv("PHM_DATA_DIR", str(data))
    # The demo area alone would have its people made by a child process.
    monkeypatch.setattr("phm_core.synthetic.first_start._wants_people", lambda _: False)
    if anew or [data] != OPEN:
        st.cache_resource.clear()
        OPEN[:] = [data]

    def page(
        name: str = "home",
        *,
        opened: tuple[str, ...] = (),
        held: tuple[str, ...] = (),
        **choices: str,
    ) -> AppTest:
        app = AppTest.from_file(str(SHELL), default_timeout=60)
        for key, value in choices.items():
            app.query_params[key] = value
        for key in opened:
            app.session_state[f"table_{key}"] = True
        for key in held:
            app.session_state[key] = True
        app.run()
        if name != "home":
            turn_to(app, name)
        assert not app.exception, app.exception
        return app

    return page


@pytest.fixture
def open_page(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Open a page on the small demo with people."""
    return opener(demo_data, monkeypatch)


@pytest.fixture
def open_area(area_data: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Open a page on the area pack alone."""
    return opener(area_data, monkeypatch)


@pytest.fixture
def house(demo_data: Path) -> House:
    """The same data, asked directly."""
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture
def area_house(area_data: Path) -> House:
    """The area pack, asked directly."""
    return open_house(Settings(data_dir=area_data))


def keep_apart(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Answers of a world that a test changes are not those of the one of others.

    What is made of an answer is kept by its key, as long as the process lives.
    """
    monkeypatch.setattr(door, "digest", lambda *parts: digest(*parts, name))


@pytest.fixture
def few(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """Records come from all but twelve practices; what is said of that."""
    keep_apart(monkeypatch, "few practices")
    every = sorted(house.trust.coverage.current)
    monkeypatch.setattr(Coverage, "held", frozenset(every[:-12]))
    return f"{len(every) - 12} of {len(every)} practices, "


def figures(app: AppTest) -> Iterator[tuple[str, str, str]]:
    """Each figure of a page, the line below it that says whose it is, and the chip."""
    waiting: list[str] = []
    chip = ""
    for each in _walked(app.main):
        if each.type in FIGURES:
            waiting.append(each.type)
        elif each.type == "markdown" and CHIP.search(each.value):
            chip = each.value
        elif each.type == "caption" and BEHIND.search(each.value):
            yield from ((one, each.value, chip) for one in waiting)
            waiting.clear()
            chip = ""
    yield from ((one, "", chip) for one in waiting)


def _walked(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _walked(child)
        else:
            yield child


def said(app: AppTest) -> str:
    """Everything that a page says, in one text."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)
