"""How far a measure has moved: only between values of people counted apart."""

from datetime import date
from types import SimpleNamespace

import pytest

from phm_core.analysis.course import course
from phm_core.analysis.histories import histories
from phm_core.analysis.settled import all_settled, view
from phm_core.analysis.tracked import Tracked
from phm_core.analysis.trend import STEADY, of_rows
from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.period import months_before
from phm_core.store.remarks import Note

ENTRY = load_catalogue().indicators["hypertension_controlled"]
LAST = date(2026, 10, 1)
PEOPLE = 10_000


def months(shares: list[float | None], people: int = PEOPLE) -> list[dict]:
    """Rows as released, the last for October 2026; shares in percent."""
    return [
        {
            "indicator": "made_up",
            "code": "A",
            "name": "Area A",
            "month": months_before(LAST, len(shares) - 1 - at),
            "count": None if share is None else round(share * people / 100),
            "people": people,
            "value": share,
            "lower": None if share is None else share - 0.9,
            "upper": None if share is None else share + 0.9,
            "mark": "",
            "reason": "",
        }
        for at, share in enumerate(shares)
    ]


def measure(**given) -> Tracked:
    usual = {
        "id": "made_up",
        "title": "Made up",
        "unit": "%",
        "better": "higher",
        "apart": False,
        "looks_back": 12,
        "indicator": ENTRY,
    }
    return Tracked(**(usual | given))


def followed(shares, *, target=None, **given):
    released = SimpleNamespace(as_at=date(2026, 10, 31))
    return of_rows(months(shares), released, measure(**given), target=target)


# Newcombe at 99.8%: Wilson limits of 6,000 and of 5,700 of 10,000, combined.
def test_a_year_apart_with_the_interval_of_newcombe():
    found = course(months([57.0] * 12 + [60.0]), unit="share")

    assert found is not None
    assert found.since == date(2025, 10, 1)
    assert (found.before, found.change) == (57.0, pytest.approx(3.0))
    assert found.lower == pytest.approx(0.846682, abs=1e-6)
    assert found.upper == pytest.approx(5.149391, abs=1e-6)
    assert found.side == "high"


def test_what_chance_explains_has_no_side():
    found = course(months([59.5] * 12 + [60.0]), unit="share")
    assert found is not None
    assert found.side == ""


def test_events_are_compared_as_rates_per_thousand():
    rows = months([5.0] * 12 + [9.0], people=1_000)
    found = course(rows, unit="rate")
    assert found is not None
    assert found.change == pytest.approx(40.0)


@pytest.mark.parametrize(
    ("shares", "looks_back"),
    [([60.0] * 12, 0), ([None, *[60.0] * 12], 0), ([60.0] * 24, 24), ([], 0)],
)
def test_without_a_month_to_compare_with_there_is_none(shares, looks_back):
    assert course(months(shares), unit="share", looks_back=looks_back) is None


def test_months_that_look_back_further_are_compared_further_apart():
    found = course(months([50.0] * 24 + [60.0]), unit="share", looks_back=24)
    assert found is not None
    assert found.since == date(2024, 10, 1)


SLOW = [60 + 0.02 * at for at in range(36)]
FALL = [60.0 + 0.3 * (at % 2) for at in range(24)] + [59 - 0.5 * at for at in range(12)]


def test_a_run_that_overlap_alone_can_make_is_steady():
    found = followed(SLOW)
    assert found.chart is not None
    assert found.chart.variation == "improvement high"
    assert found.variation == STEADY


def test_a_run_that_a_year_apart_bears_out_is_named():
    assert followed(FALL).variation == "concern low"


def test_months_that_stand_apart_are_judged_by_the_chart_alone():
    found = followed(SLOW, apart=True, looks_back=0)
    assert found.variation == "improvement high"


def test_a_target_within_the_interval_of_the_latest_value_may_be_met_or_missed():
    steady = [60.0 + 0.1 * (at % 2) for at in range(36)]
    assert followed(steady, target=60.8).assurance == "hit or miss"
    assert followed(steady, target=62.0).assurance == "fail"
    assert followed(steady, target=58.0).assurance == "pass"
    assert followed(steady).assurance == "none"
    assert followed(steady, target=60.8, apart=True).assurance == "fail"


def nobody(measures):
    return all_settled(measures, Area(Level.PCN, "A"), [])


class Released:
    """Two measures of one area, as released."""

    as_at = date(2026, 10, 31)

    def __init__(self, rows):
        self.tables = {"series": SimpleNamespace(to_pylist=lambda: rows)}


def test_histories_end_on_the_day_asked_for_and_leave_out_what_is_not_held():
    rows = months([float(50 + at) for at in range(24)])
    rows += [row | {"indicator": "hidden"} for row in months([None] * 24)]
    both = (measure(), measure(id="hidden"), measure(id="elsewhere"))

    found = histories(Released(rows), both, date(2026, 4, 30), nobody(both))

    assert list(found) == ["made_up"]
    assert found["made_up"].months[-1] == date(2026, 4, 1)
    assert found["made_up"].values[-1] == 67.0


def test_without_any_series_there_are_none():
    nothing, one = Released([]), (measure(),)
    nothing.tables = {}
    assert histories(nothing, one, date(2026, 10, 31), nobody(one)) == {}


def test_what_people_settled_on_a_chart_holds_on_every_page():
    area, one = Area(Level.PCN, "A"), measure(target=70.0)
    moved = date(2025, 1, 1)
    notes = [
        Note("target", view("made_up", area), "First", value=50.0),
        Note("target", view("made_up", area), "Then", value=55.0),
        Note("rebase", view("made_up", area), "Clinic opened", month=moved),
        Note("target", view("made_up", Area(Level.PCN, "B")), "There", value=1.0),
    ]
    settled = all_settled((one,), area, notes)
    rows = months([float(50 + at) for at in range(36)])

    found = histories(Released(rows), (one,), date(2026, 10, 31), settled)["made_up"]

    assert (found.target, found.rebased) == (55.0, (moved,))
    assert all_settled((one,), area, [])[0].target == 70.0
