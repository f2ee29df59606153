"""Why two counts of a register differ, in parts that add up."""

from datetime import date

import pytest

from phm_core.analysis.mismatch import Match, explained, parts, published_beside
from phm_core.analysis.reconciled import Published
from phm_core.catalogue.load import load_catalogue
from phm_core.governance.evidence import LIST, NOT_SENT, Beside, Dated, Evidence
from phm_core.governance.matching import TOGETHER, beyond

LIMITS = load_catalogue().limits
AS_AT = date(2026, 10, 31)


def diabetes(
    ours: int | None, own: int | None, on: date = AS_AT, withheld: float = 0, **more
) -> Match:
    both = ours is not None and own is not None
    days = (AS_AT - on).days
    return Match(
        "diabetes",
        "Diabetes",
        AS_AT,
        LIMITS["register_match"],
        ours,
        None if own is None else Dated(own, on),
        beside=Beside(ours, own, days, withheld, withheld) if both else None,
        **more,
    )


@pytest.mark.parametrize(
    ("ours", "own", "beyond"),
    [
        (500, 500, False),
        (485, 500, False),
        (484, 500, True),
        (516, 500, True),
        (19, 20, False),
        (18, 20, True),
        (1, 0, False),
        (2, 0, True),
    ],
)
def test_three_in_a_hundred_or_one_person_is_no_matter(ours, own, beyond) -> None:
    assert diabetes(ours, own).beyond is beyond


@pytest.mark.parametrize("register", [30, 40, 60, 80, 100, 250, 500, 1_500])
def test_a_shortfall_of_five_in_a_hundred_is_seen_at_every_size(register) -> None:
    lost = round(register * 0.05)
    assert lost > 1
    assert diabetes(register - lost, register).beyond


def test_each_month_between_the_days_allows_a_little_more() -> None:
    assert diabetes(484, 500).most == 15
    # 3.6% of 500, and two standard deviations of the 15 who came or went.
    earlier = diabetes(484, 500, date(2026, 8, 31))
    assert earlier.most == 25
    assert not earlier.beyond


def test_people_whose_records_are_not_sent_are_not_missing() -> None:
    one = diabetes(475, 500, withheld=25)
    assert (one.by_opt_out, one.rest, one.beyond) == (-25, 0, False)
    assert "Opt-outs: 25 fewer. To expect of the people" in " ".join(explained(one))
    # As many again are missing: more than chance makes of an estimate of 25.
    assert diabetes(450, 500, withheld=25).beyond


def test_the_parts_add_up_to_the_difference() -> None:
    one = diabetes(480, 500, date(2026, 8, 31), 5, then=474, by_list=-4, coded=483)
    assert (one.difference, one.by_date, one.by_list, one.rest) == (-20, 6, -4, -17)
    adding = [part.people for part in parts(one) if part.adds]
    assert sum(adding) == one.difference
    told = " ".join(explained(one))
    assert "20 fewer than yours (4.0%), within the limit of" in told
    assert "Date: 6 more. Came or left since 31 August 2026." in told
    assert "Opt-outs: 5 fewer" in told
    assert "List size: 4 fewer" in told
    assert "Rule: 3 people. Have the code" in told
    assert "Coding: 17 fewer" in told


def test_every_part_has_its_figure_even_where_it_is_none() -> None:
    found = {part.name: part.people for part in parts(diabetes(475, 500, coded=475))}
    assert found == {
        "Date": 0, "Opt-outs": 0, "List size": 0, "Coding": -25, "Rule": 0
    }  # fmt: skip


def test_a_count_after_the_records_says_what_is_not_known() -> None:
    told = explained(diabetes(500, 503, date(2026, 11, 20)))
    assert "what changed since is not known here" in " ".join(told)


def test_the_published_count_stands_beside_ours_with_its_day() -> None:
    found = Published("qof_dm", "A", "2025-26", 5.0, 4.0, 6.0, 480, 9_600, "QOF",
                      here=True, everyone=True)  # fmt: skip
    said = published_beside(diabetes(504, 504, published=found))
    assert "480 were published for 2025-26; ours is 24 more (+5.0%), 7 months" in said
    assert "At its list of 9,600" in said


def test_without_a_count_nothing_is_said() -> None:
    for one in (diabetes(None, 500), diabetes(500, None)):
        assert explained(one) == ()
        assert not one.beyond
    assert diabetes(None, 500).verdict == "not shown"
    assert diabetes(500, None).verdict == "not counted yet"
    assert explained(diabetes(500, 500)) == ("Diabetes: ours is the same as yours.",)


def test_a_list_is_not_explained_by_coding() -> None:
    beside = Beside(900, 1_000, 0)
    limit = LIMITS["list_match"]
    own = Dated(1_000, AS_AT)
    list_of = Match(LIST, "List", AS_AT, limit, 900, own, beside=beside)
    assert list_of.beyond
    assert "Registrations that did not arrive" in " ".join(explained(list_of))


def evidence(lost: int, registers: int = 8, people: int = 25) -> Evidence:
    names = load_catalogue().limits["register_match"].counted[:registers]
    own = {name: Dated(people, AS_AT) for name in names}
    return Evidence(own, dict.fromkeys(names, people - lost), AS_AT)


def test_one_person_missing_from_each_of_several_registers_is_seen() -> None:
    catalogue = load_catalogue()
    assert beyond(catalogue, evidence(lost=1)) == (TOGETHER,)
    assert beyond(catalogue, evidence(lost=0)) == ()
    assert beyond(catalogue, evidence(lost=1, registers=1)) == ()
    # Where registers are named already, all together are not named besides.
    assert TOGETHER not in beyond(catalogue, evidence(lost=2))


def test_what_is_not_sent_is_taken_as_of_the_whole_list() -> None:
    own = {LIST: 1_000, "diabetes": 100, NOT_SENT: 50}
    told = Evidence({k: Dated(v, AS_AT) for k, v in own.items()}, {}, AS_AT)
    assert told.withheld("diabetes") == 5
    assert told.withheld(LIST) == 50
    assert told.beside(LIST).estimated == 0
    assert told.counted == (LIST, "diabetes")
    without = Evidence({"diabetes": Dated(100, AS_AT)}, {}, AS_AT)
    assert without.withheld("diabetes") == 0
