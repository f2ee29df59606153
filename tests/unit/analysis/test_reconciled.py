"""An indicator beside the published figure: same people, same rule, said why not."""

from datetime import date

import pytest

from phm_core.analysis.measured import Choice, measure
from phm_core.analysis.reconciled import reconcile
from phm_core.analysis.subject import of_indicator
from phm_core.area import Area, Level
from phm_core.definitions.questions import Comparators
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot
from phm_core.start import House, open_house
from phm_core.synthetic import national
from tests.snapshots import AS_AT, write_snapshot

ADJUSTED = national.figures()["qof_achievement_2024_25_england"]


@pytest.fixture(scope="module")
def house(demo_data) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def ask(house):
    scope = house.scope()
    return lambda question: house.gateway.ask(question, scope)


def test_a_register_of_a_pcn_is_set_beside_its_own_published_one(house, ask):
    indicator = house.catalogue.indicators["diabetes_prevalence"]
    code = house.public.areas(Level.PCN)["code"].iloc[0]
    found = reconcile(ask, indicator, Area(Level.PCN, code))
    members = house.public.practice_members(Level.PCN)
    own = members.loc[members["code"] == code, "practice_code"]
    table = house.public.registers
    rows = table[
        (table["condition_id"] == "diabetes")
        & (table["year"] == "2024-25")
        & table["practice_code"].isin(own)
    ]
    register, people = rows["register"].sum(), rows["list_size"].sum()
    assert set(rows["list_type"]) == {"17OV"}
    assert found.published.here
    assert found.published.numerator == register
    assert found.published.denominator == people
    assert found.published.value == pytest.approx(100 * register / people)
    assert found.ratio == pytest.approx(found.ours.value / found.published.value)
    assert found.covers
    assert "our interval covers it" in found.words
    assert [other.name for other in found.others] == ["England"]


def test_achievement_is_compared_before_personalised_care_adjustments(house, ask):
    indicator = house.catalogue.indicators["hypertension_controlled"]
    found = reconcile(ask, indicator)
    net, share = ADJUSTED["HYP008"]["achievement"], ADJUSTED["HYP008"]["adjusted_for"]
    assert found.published.everyone
    assert found.published.value == pytest.approx(net * (1 - share / 100), abs=0.01)
    assert [(o.value, o.everyone) for o in found.others] == [(net, False)]
    assert "left out" in found.others[0].words
    assert found.published.year == "2024-25"
    as_at = house.snapshot.as_at
    months = 12 * (as_at.year - 2025) + as_at.month - 3
    assert found.months == months
    assert f"Ours is {months} months later." in found.words


def test_nothing_published_is_said(house, ask):
    found = reconcile(ask, house.catalogue.indicators["ae_frequent_3"])
    assert (found.published, found.ratio, found.covers) == (None, None, None)
    assert found.words.endswith("Nothing is published of it in this snapshot.")


def test_where_people_live_only_england_is_published(house, ask):
    code = house.public.areas(Level.DISTRICT)["code"].iloc[0]
    indicator = house.catalogue.indicators["diabetes_prevalence"]
    found = reconcile(ask, indicator, Area(Level.DISTRICT, code))
    assert found.ours.value is not None
    assert (found.published.name, found.published.here) == ("England", False)


@pytest.mark.parametrize(
    ("identity", "england"),
    [
        ("diabetes_prevalence", 100 * 4109134 / 52049752),
        ("smi_physical_health_check", 75.87 * (1 - 0.1032)),
        ("ae_frequent_3", None),
    ],
)
def test_england_stands_beside_the_crude_figure_alone(house, ask, identity, england):
    subject = of_indicator(house.catalogue.indicators[identity])
    for basis, expected in (("crude", england), ("adjusted", None)):
        choice = Choice(subject, per=Level.ICS, basis=basis)
        found = measure(ask, choice, has_people=True).england
        assert found == (
            None if expected is None else pytest.approx(expected, abs=0.01)
        )


def test_at_least_forty_indicators_have_england_beside_them(house, ask):
    entries = house.catalogue.indicators.values()
    beside = [e.id for e in entries if reconciled_england(house, ask, e.id)]
    assert len(beside) >= 40


def reconciled_england(house, ask, identity) -> bool:
    published = house.catalogue.indicators[identity].published
    if published is None:
        return False
    code = published.comparator or f"prevalence:{published.register_}"
    figures = ask(Comparators((code,))).tables["figures"]
    return figures.num_rows == 1


def small(folder, **tables) -> Snapshot:
    practices = [
        {"practice_code": f"A{i}", "name": f"A{i}", "pcn_code": f"N{i // 2}",
         "pcn_name": f"N{i // 2}", "place_code": "L", "place_name": "L",
         "valid_from": date(2015, 4, 1), "special": False}
        for i in range(4)
    ]  # fmt: skip
    rows = {"organisation": practices} | tables
    return write_snapshot(folder / "snapshot", rows, as_at=AS_AT, synthetic=True)


def row(area: str, code: str, period: str, over: float | None, under: float | None):
    return {
        "area_type": "england" if area == "E" else "practice",
        "area_code": area,
        "area_name": area,
        "indicator": code,
        "period": period,
        "numerator": over,
        "denominator": under,
        "value": None if over is None else 100 * over / under,
        "sex": "persons",
    }


def test_practices_are_summed_and_the_newest_year_is_taken(tmp_path):
    figures = [
        row("A0", "qof:X1", "2024-25", 10, 20),
        row("A1", "qof:X1", "2024-25", 30, 40),
        row("A2", "qof:X1", "2024-25", None, None),
        row("A3", "qof:X1", "2024-25", 5, 10),
        row("A0", "qof:X1", "2020-21", 1, 20),
        row("E", "qof:X1", "2023-24", 500, 1000),
        row("A0", "qof:X2", "2024-25", 1, 20),
        row("E", "qof:X1", "2024-25", 600, 1000) | {"sex": "female"},
    ]
    snapshot = small(tmp_path, comparator=figures)
    house = open_house(Settings(data_dir=tmp_path / "data"), snapshot.path)
    asked = Comparators(("qof:X1",), per=Level.PCN)
    found = house.gateway.ask(asked, house.scope()).tables["figures"].to_pylist()
    shown = [
        (r["level"], r["code"], r["year"], r["numerator"], r["denominator"],
         r["practices"])
        for r in found
    ]  # fmt: skip
    assert shown == [
        ("england", "E", "2023-24", 500, 1000, None),
        ("pcn", "N0", "2024-25", 40, 60, 2),
        ("pcn", "N1", "2024-25", 5, 10, 1),
    ]
    # Wilson's interval of 40 in 60, by hand.
    assert found[1]["value"] == pytest.approx(66.6667, abs=1e-3)
    assert found[1]["lower"] == pytest.approx(54.06, abs=0.01)
    assert found[1]["upper"] == pytest.approx(77.27, abs=0.01)


def test_without_comparators_nothing_is_published(tmp_path):
    house = open_house(Settings(data_dir=tmp_path / "data"), small(tmp_path).path)
    released = house.gateway.ask(Comparators(("qof:X1",)), house.scope())
    assert released.facts["figures"] == 0
    assert released.rule == "Published figures: nothing is hidden."
