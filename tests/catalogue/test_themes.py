"""Every theme and scorecard is whole: what it names exists and belongs to it."""

from typing import get_args

import pytest

from phm_core.catalogue.contents import MORE, Catalogue
from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import Benefit, Evidence, Source, Theme
from phm_core.catalogue.schema.indicator import Aim
from phm_core.errors import RefusedInput

CATALOGUE = load_catalogue()
THEMES = sorted(CATALOGUE.themes)


@pytest.mark.parametrize("identity", THEMES)
def test_every_indicator_of_a_theme_stands_in_a_section_once(identity: str) -> None:
    theme = CATALOGUE.themes[identity]
    named = {key for key, one in CATALOGUE.indicators.items() if identity in one.themes}
    assert set(theme.tiles) == named
    assert len(theme.tiles) >= 5
    assert CATALOGUE.sections_of(identity) == theme.sections
    assert CATALOGUE.of_theme(identity) == theme.tiles


@pytest.mark.parametrize("identity", THEMES)
def test_a_theme_says_how_to_read_it_and_what_each_section_asks(identity: str) -> None:
    theme = CATALOGUE.themes[identity]
    assert len(theme.commentary) > 40
    assert theme.commentary.endswith(".")
    for section in theme.sections:
        assert section.meaning.endswith((".", "?"))
    for one in theme.missing:
        assert not one.needs.endswith(".")


def test_what_no_section_has_stands_in_a_last_one() -> None:
    themes = dict(CATALOGUE.themes)
    first = themes["diabetes"].sections[0]
    themes["diabetes"] = themes["diabetes"].model_copy(update={"sections": (first,)})
    fields = vars(CATALOGUE) | {"themes": themes}
    *declared, last = Catalogue(**fields).sections_of("diabetes")
    assert declared == [first]
    assert last.meaning == MORE
    assert {*first.tiles, *last.tiles} == set(CATALOGUE.of_theme("diabetes"))


def test_a_tile_given_twice_is_refused() -> None:
    section = {"title": "A", "meaning": "B?", "tiles": ["x", "x"]}
    given = {"id": "t", "title": "T", "meaning": "M", "icon": "i", "commentary": "C"}
    with pytest.raises(ValueError, match="tiles given twice: x"):
        Theme.model_validate(given | {"sections": [section]})


def test_a_benefit_that_runs_backwards_is_refused() -> None:
    evidence = Evidence(finding="F", source=Source(title="S"))
    with pytest.raises(ValueError, match="least must not be above most"):
        Benefit(least=5, most=1, evidence=(evidence,), assumptions=("A",))


def test_a_theme_that_names_what_is_not_there_is_refused(tmp_path) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "frost.yaml").write_text(
        "id: frost\ntitle: Frost\nmeaning: M\nicon: ac_unit\ncommentary: C\n"
        "sections: [{title: A, meaning: B, tiles: [diabetes_prevalance]}]\n"
        "contacts: [aee]\n"
        "candidates: {title: A, meaning: B, cohorts: [frail_living, frequent_ae]}\n",
        encoding="utf-8",
    )
    with pytest.raises(RefusedInput) as fault:
        load_catalogue(tmp_path)
    for word in ("diabetes_prevalance", "aee", "frail_living"):
        assert f"there is no '{word}'" in str(fault.value)


def test_proactive_care_has_candidates_and_says_what_care_may_gain() -> None:
    candidates = CATALOGUE.themes["ageing_well"].candidates
    assert candidates is not None
    assert candidates.benefit is not None
    assert candidates.benefit.least < candidates.benefit.most
    assert all(one.source.url for one in candidates.benefit.evidence)


@pytest.mark.parametrize("identity", sorted(CATALOGUE.scorecards))
def test_a_scorecard_has_indicators_of_each_aim(identity: str) -> None:
    card = CATALOGUE.scorecards[identity]
    assert set(card.by_aim) == set(get_args(Aim))
    assert len(set(card.all)) == len(card.all)
    for aim, ids in card.by_aim.items():
        assert len(ids) >= 4
        entries = [CATALOGUE.indicators[one] for one in ids]
        assert {entry.aim for entry in entries} == {aim}
        assert all(entry.better != "none" for entry in entries)
