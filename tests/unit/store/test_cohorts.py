"""Saved cohorts: every version kept, nothing lost when two people save."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from phm_core.definitions.parse import parse_definition
from phm_core.errors import RefusedInput
from phm_core.store.cohorts import Cohorts, Conflict, slug_of

TEXT = """
name: Rising-risk diabetes
owner: Dr Shah
tags: [diabetes, long term]
review_by: 2027-03-31
criteria:
  all:
    - age: {min: 40}
      name: Forty or over
    - condition: {is: diabetes_type_2}
      disabled: true
"""


def cohort(name="Rising-risk diabetes", least=40):
    text = TEXT.replace("Rising-risk diabetes", name).replace("40", str(least))
    return parse_definition(text)


@pytest.fixture
def library(database, clock):
    return Cohorts(database, clock, {"frail": cohort("Frail")})


def test_what_is_saved_comes_back_whole(library):
    saved = library.save(cohort(), note="first")
    assert saved.id == "rising_risk_diabetes"
    found = library.get("rising_risk_diabetes")
    assert found == saved
    assert found.definition == cohort()
    assert (found.owner, found.tags, str(found.review_by)) == (
        "Dr Shah",
        ("diabetes", "long term"),
        "2027-03-31",
    )
    assert found.created_at.isoformat() == "2026-10-31T09:00:00+00:00"


def test_every_version_is_kept(library):
    library.save(cohort())
    library.save(cohort(least=50), identity="rising_risk_diabetes", edited=1)
    assert [v.version for v in library.versions("rising_risk_diabetes")] == [2, 1]
    assert library.definition("rising_risk_diabetes", 1) == cohort()
    newest = library.definition("rising_risk_diabetes", None)
    assert newest.version == 2
    assert newest.criteria == cohort(least=50).criteria


def test_two_tabs_saving_one_cohort_lose_nothing(library):
    library.save(cohort())
    mine = cohort(least=60)
    library.save(cohort(least=50), identity="rising_risk_diabetes", edited=1)
    with pytest.raises(Conflict, match=r"saved as version 2 by Dr Shah .* version 1"):
        library.save(mine, identity="rising_risk_diabetes", edited=1)
    library.save(mine, identity="rising_risk_diabetes", edited=2)
    library.save(
        mine, identity="my_own", forked_from="rising_risk_diabetes 2", note="mine"
    )
    kept = [v.definition.criteria for v in library.versions("rising_risk_diabetes")]
    assert kept == [cohort(least=n).criteria for n in (60, 50, 40)]
    assert library.get("my_own").forked_from == "rising_risk_diabetes 2"


def test_many_savers_at_once_each_win_or_are_told(library):
    library.save(cohort())

    def save(least):
        try:
            library.save(cohort(least=least), identity="rising_risk_diabetes", edited=1)
        except Conflict:
            return "told"
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(save, range(20, 36)))
    assert sorted(set(ends)) == ["saved", "told"]
    assert ends.count("saved") == 1
    assert library.get("rising_risk_diabetes").version == 2


def test_a_new_cohort_does_not_overwrite_one_of_the_same_name(library):
    library.save(cohort())
    with pytest.raises(Conflict, match="while you were making it new"):
        library.save(cohort(least=20))


def test_a_version_of_a_cohort_that_is_not_there_is_refused(library):
    with pytest.raises(RefusedInput, match="no saved cohort 'x' to make a version"):
        library.save(cohort(), identity="x", edited=3)


def test_the_examples_are_found_and_never_overwritten(library):
    assert library.definition("frail", None).name == "Frail"
    with pytest.raises(RefusedInput, match="example of the catalogue"):
        library.save(cohort("Frail"))


def test_what_is_not_there_is_said_with_the_nearest_name(library):
    library.save(cohort())
    assert library.definition("nothing", None) is None
    with pytest.raises(RefusedInput, match="Did you mean 'rising_risk_diabetes'"):
        library.get("rising_risk_diabets")
    with pytest.raises(RefusedInput, match="in version 7"):
        library.get("rising_risk_diabetes", 7)


def test_the_list_holds_the_newest_versions_and_the_revision_moves(library):
    assert library.revision() == 0
    library.save(cohort())
    library.save(cohort("Another"))
    library.save(cohort(least=50), identity="rising_risk_diabetes", edited=1)
    listed = [(saved.id, saved.version) for saved in library.newest()]
    assert listed == [("rising_risk_diabetes", 2), ("another", 1)]
    assert library.revision() == 3


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rising-risk diabetes", "rising_risk_diabetes"),
        ("65+ and frail", "cohort_65_and_frail"),
        ("Élan", "elan"),
        ("年", "cohort"),
        ("a" * 200, "a" * 50),
    ],
)
def test_an_id_is_made_from_the_name(name, slug):
    assert slug_of(name) == slug
