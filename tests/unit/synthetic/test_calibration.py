"""Made people are held to the published figures, counted here in another way."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.snapshot import Snapshot
from phm_core.synthetic import check

Read = Callable[..., pd.DataFrame]


def latest_is_diagnosis(rows: pd.DataFrame) -> pd.Index:
    """People whose latest entry is a diagnosis; a resolution wins on the same day."""
    ordered = rows.sort_values(["person_id", "date", "kind"])
    last = ordered.drop_duplicates("person_id", keep="last")
    return pd.Index(last[last["kind"] == "diagnosis"]["person_id"])


def test_every_bar_is_met(demo: Snapshot) -> None:
    missed = [bar for bar in check.bars(demo.path) if not bar.met]
    assert missed == []


def test_the_bars_can_be_missed(few: Snapshot) -> None:
    """Two thousand people are too few to be right by chance alone."""
    found = check.bars(few.path)
    assert len(found) > 60
    assert not all(bar.met for bar in found)


def test_attendances_begin_and_end_as_national_figures_say(read: Read) -> None:
    detail = read("emergency_care")
    share = {
        name: 100 * detail[name].value_counts(normalize=True)
        for name in ("arrival_mode", "disposition", "attendance_source")
    }
    hours = 100 * detail["arrival_hour"].value_counts(normalize=True)
    # One in five admitted, 57.7% sent home or to their GP, nearly a quarter by
    # ambulance (England, 2014-15); busiest from 10 to noon, quietest before dawn.
    assert 14 < share["disposition"]["admitted"] < 23
    home = share["disposition"]["discharged"] + share["disposition"]["gp_follow_up"]
    assert 55 < home < 72
    assert 19 < share["arrival_mode"]["ambulance"] < 28
    assert share["attendance_source"]["self"] > share["attendance_source"]["nhs111"]
    assert hours[[10, 11, 12]].min() > hours[[3, 4, 5]].max() * 3


def test_what_is_told_of_an_attendance_agrees_with_itself(read: Read) -> None:
    detail, attendances = read("emergency_care"), read("activity", "ae")
    came = attendances["arrival_mode"].value_counts()
    assert (detail["arrival_mode"].value_counts() == came).all()
    admitted = attendances["discharge_destination"] == "other_hospital"
    assert (detail["disposition"] == "admitted").sum() == admitted.sum()
    carried = detail["arrival_mode"] == "ambulance"
    assert set(detail.loc[carried, "attendance_category"]) == {"first"}


def test_everyone_asked_for_is_registered(registered: pd.DataFrame) -> None:
    assert len(registered) == 40_000


def test_lists_by_practice_age_and_sex(registered: pd.DataFrame, read: Read) -> None:
    lists = read("list_size")
    due = lists.set_index(["practice_code", "age_band", "sex"])["patients"]
    due = due * len(registered) / due.sum()
    start = np.minimum(registered["age"] // 5 * 5, 95)
    band = start.astype(str) + "-" + (start + 4).astype(str)
    band = band.where(start < 95, "95+")
    got = registered.groupby(["practice_code", band, "sex"]).size()
    got.index.names = due.index.names
    assert (got.reindex(due.index).fillna(0) - due).abs().max() <= 1.0


@pytest.mark.parametrize(
    ("condition", "youngest"),
    [("diabetes", 17), ("copd", 0), ("atrial_fibrillation", 0), ("depression", 18)],
)
def test_registers_of_practices_are_within_binomial_noise(
    registered: pd.DataFrame, read: Read, condition: str, youngest: int
) -> None:
    published = read("published_register").query(
        f"condition_id == '{condition}' and year == '2024-25'"
    )
    published = published.set_index("practice_code")
    share = published["register"] / published["list_size"]
    old = registered[registered["age"] >= youngest]
    have = old.index.intersection(latest_is_diagnosis(read("condition", condition)))
    got = old.loc[have].groupby("practice_code").size()
    size = old.groupby("practice_code").size()
    table = pd.DataFrame({"share": share, "n": size, "got": got}).fillna(0)
    noise = np.sqrt(table["n"] * table["share"] * (1 - table["share"]))
    far = (table["got"] - table["n"] * table["share"]).abs() > 2.6 * noise + 1
    assert not far.any()


def test_illness_clusters_in_people(registered: pd.DataFrame, read: Read) -> None:
    """Diabetes is commoner among people with heart disease of the same age."""
    old = registered[registered["age"].between(60, 74)].index
    sugar = old.isin(latest_is_diagnosis(read("condition", "diabetes")))
    heart = old.isin(latest_is_diagnosis(read("condition", "coronary_heart_disease")))
    assert sugar[heart].mean() > 1.3 * sugar[~heart].mean()


def test_emergency_admissions_are_more_uneven_than_chance(
    registered: pd.DataFrame, read: Read, demo: Snapshot
) -> None:
    rows = read("activity", "emergency_admission")
    recent = rows[rows["start"] > pd.Timestamp(demo.as_at) - pd.DateOffset(years=1)]
    counts = recent.groupby("person_id").size().reindex(registered.index).fillna(0)
    assert 0.90 < (counts == 0).mean() < 0.95
    assert counts.var() > 1.2 * counts.mean()


def test_medicines_and_results_fit_the_conditions(read: Read) -> None:
    diabetes = latest_is_diagnosis(read("condition", "diabetes"))
    metformin = read("medication", "metformin")["person_id"].unique()
    assert np.isin(metformin, diabetes).all()
    results = read("measurement", "hba1c").groupby("person_id")["value"].mean()
    mine = results.index.isin(diabetes)
    assert results[mine].mean() > 52
    assert results[~mine].mean() < 42
    kidney = read("condition", "chronic_kidney_disease")
    known = kidney[kidney["person_id"].isin(latest_is_diagnosis(kidney))]
    since = known.groupby("person_id")["date"].min()
    egfr = read("measurement", "egfr")
    due = egfr["date"] >= egfr["person_id"].map(since)
    before = egfr["date"] < egfr["person_id"].map(since)
    assert (egfr[due]["value"] < 60).all()
    assert (egfr[before]["value"] >= 60).all()
    assert before.sum() > 500


def test_nothing_happens_after_death_or_leaving(read: Read, demo: Snapshot) -> None:
    person = read("person")
    end = person[["died_on", "deregistered_on"]].min(axis=1).to_numpy()
    for table, date in (
        ("condition", "date"),
        ("measurement", "date"),
        ("medication", "date"),
        ("process", "date"),
        ("activity", "start"),
    ):
        rows = read(table)
        late = rows[date].to_numpy() >= end[rows["person_id"]]
        assert not late.any(), table
        assert rows[date].max() <= pd.Timestamp(demo.as_at), table


def test_measurements_are_plausible_and_in_their_units(read: Read) -> None:
    declared = load_catalogue().measurements
    for kind, rows in read("measurement").groupby("measure_id"):
        entry = declared[str(kind)]
        assert set(rows["unit"]) == {entry.unit}
        assert rows["value"].min() >= entry.plausible_minimum
        assert rows["value"].max() <= entry.plausible_maximum


def test_ids_and_outcomes_are_those_of_the_catalogue(read: Read) -> None:
    catalogue = load_catalogue()
    assert set(read("condition")["condition_id"]) <= set(catalogue.conditions)
    assert set(read("medication")["medicine_id"]) <= set(catalogue.medicines)
    assert set(read("activity")["setting"]) == set(catalogue.settings_of_care)
    assert set(read("score")["score_id"]) <= set(catalogue.scores)
    for kind, rows in read("process").groupby("process_id"):
        known = {outcome.id for outcome in catalogue.processes[str(kind)].outcomes}
        assert set(rows["outcome"]) <= known, kind


def test_rows_are_in_the_order_that_readers_rely_on(read: Read) -> None:
    results = read("measurement", "hba1c")
    ordered = results.sort_values(["person_id", "date"], kind="stable")
    assert ordered.index.equals(results.index)
    place = read("organisation").query("valid_to.isna()").set_index("practice_code")
    person = read("person")
    person = person[person["practice_code"].isin(place.index)]
    codes = person["practice_code"].map(place["pcn_code"]) + person["practice_code"]
    keys = person["practice_code"].map(place["place_code"]) + codes
    assert keys.is_monotonic_increasing


def test_monthly_series_are_counts_of_the_events(read: Read, demo: Snapshot) -> None:
    rows = read("activity", "emergency_admission")
    month = rows["start"].dt.to_period("M").dt.to_timestamp()
    counted = month.value_counts().sort_index()
    series = read("theme_month").query(
        "measure_id == 'emergency_admission' and level == 'ics'"
    )
    series = series.set_index("month")["value"]
    assert len(series) == 60
    assert (series == counted.reindex(series.index).fillna(0)).all()
    places = read("theme_month").query(
        "measure_id == 'emergency_admission' and level == 'place'"
    )
    assert (places.groupby("month")["value"].sum() == series).all()
    assert series.index.max() == pd.Timestamp(demo.as_at.replace(day=1))
