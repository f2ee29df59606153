"""Which practices sent records stands in every file of people's figures, and is true.

That it stands with every figure on every screen is seen in `test_every_page`.
"""

import zipfile
from io import BytesIO

import pytest

from pages.ui.entered import entered
from pages.ui.show import taking
from phm_core.gateway.coverage import Coverage
from phm_core.start import House
from tests.pages.conftest import Opened, keep_apart, said

# What each screen offers, at least; similar areas are found from public tables.
OFFERED = {"compare": 2, "scorecard": 2, "area_profile": 3, "quality": 6}
# Its files are of one area, whose practices send records or do not.
OF_AN_AREA = "area_profile"
PUBLIC = {"csv_peers"}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Every file that a page offers, by the key of its button."""
    files: dict[str, bytes] = {}

    def take(_label, what, make, *, key, **_):
        here = entered()
        files[key] = here.house.gateway.files.take_out(what, here.scope, make)

    monkeypatch.setattr(taking, "button", take)
    return files


def words_of(file: bytes) -> str:
    """What a file says of itself: a CSV its text, a PDF and slides their description.

    The mark is that description; that it is printed too is tested with each kind.
    """
    if zipfile.is_zipfile(BytesIO(file)):
        with zipfile.ZipFile(BytesIO(file)) as slides:
            return slides.read("docProps/core.xml").decode()
    return file.decode(errors="ignore")


@pytest.mark.parametrize("screen", OFFERED)
def test_every_file_says_of_which_practices_it_is(
    open_page: Opened, few: str, made: dict[str, bytes], screen: str
) -> None:
    open_page(screen, opened=("ranked",))
    assert len(made) >= OFFERED[screen]
    said_there = "Records of " if screen == OF_AN_AREA else f"Records of {few}"
    for key, file in made.items():
        assert (said_there in words_of(file)) == (key not in PUBLIC), key


def test_a_file_of_all_practices_says_so(
    open_page: Opened, made: dict[str, bytes]
) -> None:
    open_page("compare", opened=("ranked",))
    for file in made.values():
        assert "Records of all 29 practices." in words_of(file)


def test_figures_of_all_practices_say_so(open_page: Opened) -> None:
    words = said(open_page("overview"))
    assert "Coverage: all 29 practices." in words
    assert "records are held of" not in words.lower()


def test_an_area_that_sends_whole_says_so_while_others_are_missing(
    open_page: Opened, few: str
) -> None:
    words = said(open_page("overview", area="practice:D90001"))
    assert "Coverage: the one practice." in words
    assert few not in words


def test_who_comes_first_to_a_role_belongs_where_there_are_records(
    open_page: Opened, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_apart(monkeypatch, "one practice")
    last = max(house.trust.coverage.current)
    monkeypatch.setattr(Coverage, "held", frozenset([last]))
    app = open_page(role="practice_manager", purpose="direct_care")
    assert app.selectbox(key="_shown_org").value == f"practice:{last}"
