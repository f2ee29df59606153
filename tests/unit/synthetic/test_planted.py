"""The planted truths are in the data, found here with pandas alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from phm_core.snapshot import Snapshot, open_snapshot
from tests.demo_data import null_people
from tests.demo_tables import table_of

Read = Callable[..., pd.DataFrame]
BANDS = [*range(0, 95, 5), 200]
EUROPE_2013 = [
    50,
    55,
    55,
    55,
    60,
    60,
    65,
    70,
    70,
    70,
    70,
    65,
    60,
    55,
    50,
    40,
    25,
    15,
    10,
]


@pytest.fixture(scope="module")
def truths(demo: Snapshot) -> dict[str, dict[str, Any]]:
    return {str(truth["id"]): truth for truth in demo.manifest.planted}


def active(rows: pd.DataFrame) -> pd.Index:
    last = rows.sort_values(["person_id", "date", "kind"])
    last = last.drop_duplicates("person_id", keep="last")
    return pd.Index(last[last["kind"] == "diagnosis"]["person_id"])


def within(rows: pd.DataFrame, demo: Snapshot, months: int) -> pd.DataFrame:
    date = "start" if "start" in rows else "date"
    return rows[rows[date] > pd.Timestamp(demo.as_at) - pd.DateOffset(months=months)]


def test_the_manifest_says_what_where_and_how(
    truths: dict[str, dict[str, Any]],
) -> None:
    assert set(truths) == {
        "undiagnosed_diabetes",
        "blood_pressure_dip",
        "statin_gradient",
        "crude_against_adjusted",
        "frailty_programme",
        "null_area",
    }
    for truth in truths.values():
        assert {"what", "where", "size", "found_by", "level"} <= set(truth)


def test_two_practices_have_more_undiagnosed_diabetes(
    registered: pd.DataFrame, read: Read, truths: dict[str, dict[str, Any]]
) -> None:
    results = read("measurement", "hba1c").sort_values(["person_id", "date"])
    latest = results.groupby("person_id")["value"].last()
    high = registered.index.isin(latest[latest >= 48].index)
    known = registered.index.isin(active(read("condition", "diabetes")))
    table = registered.assign(hidden=high & ~known, known=known)
    sums = table.groupby("practice_code")[["hidden", "known"]].sum()
    large = sums[sums["known"] >= 40]
    share = large["hidden"] / large.sum(axis=1)
    assert set(share.nlargest(2).index) == set(truths["undiagnosed_diabetes"]["where"])
    assert share.nlargest(2).min() > 1.4 * share.drop(share.nlargest(2).index).max()


def test_one_network_took_fewer_blood_pressures(
    read: Read, truths: dict[str, dict[str, Any]]
) -> None:
    dip = truths["blood_pressure_dip"]
    series = read("theme_month").query("measure_id == 'bp_check' and level == 'pcn'")
    during = series["month"].between(str(dip["from"]), str(dip["to"]))
    before = series["month"].between("2025-03-01", "2025-10-01")
    table = pd.DataFrame(
        {
            "during": series[during].groupby("area_code")["value"].mean(),
            "before": series[before].groupby("area_code")["value"].mean(),
        }
    ).drop("U")
    ratio = table["during"] / table["before"]
    assert [ratio.idxmin()] == dip["where"]
    assert ratio.min() < 0.5
    assert ratio.drop(ratio.idxmin()).min() > 0.75


def test_statins_follow_affluence_among_people_due(
    registered: pd.DataFrame, read: Read, demo: Snapshot
) -> None:
    due = set()
    for name in ("coronary_heart_disease", "stroke_tia", "peripheral_arterial_disease"):
        due |= set(active(read("condition", name)))
    forty = registered[registered["age"] >= 40].index
    due |= set(active(read("condition", "diabetes"))) & set(forty)
    table = registered[registered.index.isin(list(due))]
    taken = within(read("medication", "statin"), demo, 12)["person_id"].unique()
    share = table.index.isin(taken)
    by_fifth = (
        pd.Series(share).groupby((table["imd_decile"].to_numpy() - 1) // 2).mean()
    )
    assert by_fifth.iloc[-1] - by_fifth.iloc[0] > 0.10


def test_atrial_fibrillation_falls_crude_and_rises_adjusted(
    registered: pd.DataFrame, read: Read
) -> None:
    table = registered.assign(
        ill=registered.index.isin(active(read("condition", "atrial_fibrillation"))),
        band=np.digitize(registered["age"], BANDS) - 1,
        fifth=(registered["imd_decile"] - 1) // 2,
    ).dropna(subset="fifth")
    crude = table.groupby("fifth")["ill"].mean().to_numpy(dtype=float)
    rates = table.pivot_table("ill", "fifth", "band", aggfunc="mean")
    adjusted = rates.to_numpy(dtype=float) @ EUROPE_2013 / sum(EUROPE_2013)
    assert crude[0] < 0.9 * crude[4]
    assert adjusted[0] > 1.05 * adjusted[4]


def test_the_frailty_programme_worked(
    registered: pd.DataFrame,
    read: Read,
    demo: Snapshot,
    truths: dict[str, dict[str, Any]],
) -> None:
    joined = read("process", "proactive_care").groupby("person_id")["date"].min()
    joined = joined[joined.index.isin(registered.index)]
    practices = registered.loc[joined.index, "practice_code"]
    networks = read("organisation").set_index("practice_code")["pcn_code"]
    assert set(practices.map(networks)) == set(truths["frailty_programme"]["where"])
    frail = registered[registered["age"] >= 70].index
    frailty = read("condition", "frailty")
    frailty = frailty[frailty["date"] <= joined.median()]
    frail = frail.intersection(active(frailty))
    others = pd.Series(joined.median(), index=frail.difference(joined.index))
    # The frail grow older and iller, so that others are admitted more, not less.
    elsewhere = _change(read, demo, others)
    assert 0.95 < elsewhere < 1.45
    # Few joined in so small a demo: chance alone moves this by a fifth.
    assert _change(read, demo, joined) < 0.9 * elsewhere


def _change(read: Read, demo: Snapshot, since: pd.Series) -> float:
    """Emergency admissions a year after a day against the two years before it."""
    rows = read("activity", "emergency_admission")
    rows = rows[rows["person_id"].isin(since.index)]
    day = rows["person_id"].map(since)
    after = (rows["start"] > day).sum()
    before = (rows["start"] <= day) & (rows["start"] > day - pd.DateOffset(years=2))
    years = (pd.Timestamp(demo.as_at) - since).dt.days.sum() / 365.25
    return float(after / years / (before.sum() / (2 * len(since))))


def test_nothing_stands_out_in_the_null_place(
    registered: pd.DataFrame, read: Read, truths: dict[str, dict[str, Any]]
) -> None:
    """At equal age and sex, its conditions are as common as in the whole."""
    places = read("organisation").query("valid_to.isna()").set_index("practice_code")
    inside = (
        registered["practice_code"]
        .map(places["place_code"])
        .isin(truths["null_area"]["where"])
    )
    groups = [np.digitize(registered["age"], BANDS), registered["sex"]]
    scores = {}
    for name in sorted(read("condition")["condition_id"].unique()):
        ill = pd.Series(
            registered.index.isin(active(read("condition", name))), registered.index
        )
        due = ill.groupby(groups).transform("mean")[inside].sum()
        scores[name] = (ill[inside].sum() - due) / np.sqrt(max(due, 1))
    z = np.array(list(scores.values()), dtype=float)
    assert np.abs(z).max() < 3.6
    assert (np.abs(z) > 1.96).mean() < 0.12


@pytest.fixture(scope="module")
def null(area: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    into = tmp_path_factory.mktemp("null")
    return open_snapshot(null_people(area, into, seed=7))


def test_a_null_demo_has_nothing_planted(null: Snapshot) -> None:
    """Blood pressures are taken everywhere, and nobody joined a programme."""
    assert null.manifest.planted == ()
    series = table_of(null, "theme_month")
    series = series.query("measure_id == 'bp_check' and level == 'pcn'")
    dip = series["month"].between("2025-11-01", "2026-03-31")
    before = series["month"].between("2024-11-01", "2025-03-31")
    ratio = series[dip].groupby("area_code")["value"].sum()
    ratio = ratio / series[before].groupby("area_code")["value"].sum()
    assert ratio.drop("U").between(0.7, 1.4).all()
    joined = table_of(null, "process")["process_id"] == "proactive_care"
    assert not joined.any()


@pytest.mark.parametrize("by", ["pcn_code", "imd_decile"])
def test_in_a_null_demo_areas_differ_by_chance_alone(null: Snapshot, by: str) -> None:
    """Neither illness, use nor age, crude as they are, nor what was a year ago."""
    person = table_of(null, "person").set_index("person_id")
    networks = table_of(null, "organisation").set_index("practice_code")["pcn_code"]
    person["pcn_code"] = person["practice_code"].map(networks)
    spread = []
    for ago in (0, 24):
        on = pd.Timestamp(null.as_at) - pd.DateOffset(months=ago)
        here = person[_present(person, on)]
        for flags in _flags(null, here, on):
            group = here[by]
            share = flags.mean()
            size = group.value_counts()
            got = flags.groupby(group).sum().reindex(size.index)
            spread.append((got - size * share) / np.sqrt(size * share * (1 - share)))
    z = pd.concat(spread)
    assert len(z) > 100
    assert np.abs(z).max() < 4.2
    assert 0.8 < z.std() < 1.2


def _present(person: pd.DataFrame, on: pd.Timestamp) -> pd.Series:
    gone = (person["died_on"] <= on) | (person["deregistered_on"] <= on)
    return (person["registered_on"] <= on) & ~gone


def _flags(null: Snapshot, here: pd.DataFrame, on: pd.Timestamp) -> Iterator[pd.Series]:
    """Who is old, who has each common condition, and who used what in a year."""
    born = pd.to_datetime(here["birth_month"])
    yield born < on - pd.DateOffset(years=65)
    year = on - pd.DateOffset(years=1)
    for name in ("hypertension", "diabetes", "depression", "asthma", "obesity"):
        rows = table_of(null, "condition", name)
        yield pd.Series(here.index.isin(active(rows[rows["date"] <= on])), here.index)
    for table, kind, date in (
        ("process", "bp_check", "date"),
        ("medication", "statin", "date"),
        ("activity", "ae", "start"),
        ("activity", "emergency_admission", "start"),
    ):
        rows = table_of(null, table, kind)
        lately = rows[(rows[date] > year) & (rows[date] <= on)]
        yield pd.Series(here.index.isin(lately["person_id"]), here.index)
