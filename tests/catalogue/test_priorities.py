"""A clinical priority is one file: what it names exists, and its page follows."""

import pytest

from phm_core.catalogue.load import declared, load_catalogue
from phm_core.catalogue.schema import ClinicalPriority
from phm_core.errors import RefusedInput

CATALOGUE = load_catalogue()
GIVEN = """\
id: respiratory
title: Respiratory
meaning: Asthma and COPD in one PCN or Place.
icon: pulmonology
theme: respiratory
commentary: Look at who is not reviewed.
registers: [asthma, copd]
finders: [copd_review_due]
parts:
  - {title: Care processes, meaning: Who is reviewed?, tiles: [copd_review]}
"""


@pytest.mark.parametrize("priority", CATALOGUE.priorities.values(), ids=lambda p: p.id)
def test_its_finders_and_figures_belong_to_its_theme(
    priority: ClinicalPriority,
) -> None:
    finders = [CATALOGUE.casefinders[one] for one in priority.finders]
    figures = [CATALOGUE.indicators[one] for one in priority.tiles]
    assert all(priority.theme in one.themes for one in (*finders, *figures))
    assert priority.meaning.endswith(".")
    titles = [part.title for part in priority.parts]
    assert {"Care processes", "Treatment targets"} <= set(titles)


def test_a_third_one_is_one_file(tmp_path) -> None:
    (tmp_path / "priorities").mkdir()
    (tmp_path / "priorities" / "respiratory.yaml").write_text(GIVEN, "utf-8")
    assert set(declared("priorities", tmp_path)) == {
        *CATALOGUE.priorities,
        "respiratory",
    }
    assert "respiratory" in load_catalogue(tmp_path).priorities


def test_what_it_names_must_exist(tmp_path) -> None:
    wrong = GIVEN.replace("copd]", "copdd]").replace("copd_review]", "copd_revue]")
    wrong = wrong.replace("copd_review_due", "copd_review_dew")
    wrong += "by: [deprivation_quintile, ethnic_grupe]\n"
    (tmp_path / "priorities").mkdir()
    (tmp_path / "priorities" / "respiratory.yaml").write_text(wrong, "utf-8")
    with pytest.raises(RefusedInput) as fault:
        load_catalogue(tmp_path)
    for word in ("copdd", "copd_review_dew", "copd_revue", "ethnic_grupe"):
        assert f"there is no '{word}'" in str(fault.value)


def test_a_finder_given_twice_is_refused() -> None:
    first = next(iter(CATALOGUE.priorities.values())).model_dump()
    twice = first | {"finders": (*first["finders"], first["finders"][0])}
    with pytest.raises(ValueError, match=f"given twice: {first['finders'][0]}"):
        ClinicalPriority.model_validate(twice)


def test_a_file_with_faults_has_no_page_and_is_refused_by_name(tmp_path) -> None:
    (tmp_path / "priorities").mkdir()
    (tmp_path / "priorities" / "respiratory.yaml").write_text("id: respiratory\n")
    assert set(declared("priorities", tmp_path)) == set(CATALOGUE.priorities)
    with pytest.raises(RefusedInput, match=r"respiratory.yaml, line 1: 'title'"):
        load_catalogue(tmp_path)
