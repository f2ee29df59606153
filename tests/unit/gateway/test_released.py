"""What comes through the door: right, protected, and the same everywhere."""

import logging

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.area import Area, Lens, Level
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import (
    ActivityBy,
    Attrition,
    Conditions,
    Crosstab,
    HowMany,
    Incidence,
    Journeys,
    Need,
    Overlap,
    Profile,
    PublishedRate,
    Rate,
    RateBy,
    Spread,
    Standing,
    Timeline,
)
from phm_core.definitions.rows_of_people import People
from phm_core.errors import NotPermitted, RefusedInput

# Columns that count people or what happened to them.
COUNTS = {
    "people", "others", "count", "alone", "unknown", "remaining", "gained_if_dropped",
    "both", "first_only", "second_only", "only_first", "only_second", "events",
    "new_cases", "population", "reached", "with_any", "contacts", "among",
}  # fmt: skip
CANARY = "p00001"
# European Standard Population 2013, bands of five years up to 90 and over.
ESP = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000]
ESP += [7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000]


def questions(hypertension, rare):
    yield HowMany(rare)
    for cohort in (hypertension, rare):
        yield Attrition(cohort)
        yield Profile(cohort)
        yield Rate(cohort, Level.PRACTICE)
        yield Rate(cohort, Level.LSOA, lens=Lens.RESIDENT)
        yield RateBy(cohort, ("deprivation_decile",))
        yield RateBy(cohort, ("ethnicity_group", "age_group"))
        yield Spread(cohort)
        yield Crosstab(cohort, "age_band", "sex")
        yield Timeline(cohort, "emergency_admission", 24)
        yield ActivityBy(cohort, "gp", "age_group")
        yield Conditions(cohort)
        yield Journeys(cohort, "emergency_admission")
    yield Rate(rare, Level.PCN, among=hypertension)
    yield Profile(area=Area(Level.PCN, "P1"))
    yield Incidence("hypertension", Level.PRACTICE, 12)
    yield Need(per=Level.LSOA, lens=Lens.RESIDENT)
    yield Overlap((hypertension, rare))
    yield Standing(("diabetes_prevalence", "ethnicity_recorded"), Level.PRACTICE)


@pytest.fixture(scope="session")
def planned(house, hypertension, rare):
    """Every kind of question about people, asked for planning."""
    asked = list(questions(hypertension, rare))
    return house.gateway.ask_all(asked, house.scope())


def people_of(house) -> pa.Table:
    """Everybody, with whether they have hypertension, read apart from the engine."""
    person = pq.read_table(house.snapshot.files("person")[0])
    entries = pq.read_table(house.snapshot.files("condition")[0]).to_pylist()
    ill = {row["person_id"] for row in entries if row["condition_id"] == "hypertension"}
    flags = [i in ill for i in person.column("person_id").to_pylist()]
    return person.append_column("ill", pa.array(flags))


def test_no_count_of_1_to_7_and_only_multiples_of_5_leave(planned):
    seen = 0
    for released in planned:
        for name in COUNTS & released.facts.keys():
            value = released.facts[name]
            assert value is None or value == 0 or (value >= 10 and value % 5 == 0)
        for table in released.tables.values():
            for name in COUNTS & set(table.column_names):
                values = [v for v in table.column(name).to_pylist() if v is not None]
                seen += len(values)
                assert all(v == 0 or (v >= 10 and v % 5 == 0) for v in values), name
    assert seen > 500


def test_a_hidden_number_is_null_and_marked(planned):
    hidden = 0
    for released in planned:
        for table in released.tables.values():
            if "mark" not in table.column_names:
                continue
            for row in table.to_pylist():
                counts = [row[name] for name in COUNTS & row.keys()]
                if None in counts:
                    hidden += 1
                    assert row["mark"] in {"suppressed", "none", "unfit"}
                elif counts and not {"adjusted", "reason"} & row.keys():
                    assert row["mark"] in {"", "none"}
    assert hidden > 20


def test_every_kind_of_question_says_what_it_counts_and_how_it_is_protected(planned):
    for released in planned:
        assert released.sentence.endswith(".")
        assert released.rule.startswith("Counts of 1 to 7 are hidden")
        assert any("opted out" in note for note in released.notes)
        assert released.purpose == "planning"
    assert len({released.key for released in planned}) == len(planned)


def test_analysis_counts_exactly(house, hypertension):
    released = house.gateway.ask(HowMany(hypertension), house.scope(purpose="analysis"))
    table = people_of(house).to_pandas()
    assert released.facts["people"] == int((table["ill"] & (table["age"] >= 18)).sum())
    assert released.facts["population"] == len(table)
    assert released.rule == "Counts are exact."


def test_planning_leaves_out_those_who_opted_out_then_rounds(house, hypertension):
    released = house.gateway.ask(HowMany(hypertension), house.scope())
    table = people_of(house).to_pandas()
    table = table[table["person_id"] % 50 != 0]
    people = int((table["ill"] & (table["age"] >= 18)).sum())
    assert released.facts["people"] == (people + 2) // 5 * 5
    assert released.facts["population"] == (len(table) + 2) // 5 * 5


def test_attrition_names_the_rules_and_adds_up(house, hypertension):
    released = house.gateway.ask(
        Attrition(hypertension), house.scope(purpose="analysis")
    )
    first, second = released.tables["rules"].to_pylist()
    assert (first["name"], first["sentence"]) == ("Adults", "aged 18 or over")
    assert second["name"] == second["sentence"] == "with hypertension"
    assert second["remaining"] == released.facts["people"]
    assert first["remaining"] == first["alone"]
    assert second["gained_if_dropped"] == first["remaining"] - second["remaining"]


def bands_of(table, here, counted, sex) -> dict[int, list[float]]:
    """Weight, people and cases by age band; bands that nobody has anywhere left out."""
    found = {}
    for band in range(19):
        ages = (np.minimum(table["age"] // 5, 18) == band) & (table["sex"] == sex)
        if ages.any():
            found[band] = [
                ESP[band],
                (here & ages).sum(),
                (here & ages & counted).sum(),
            ]
    return found


def standardised_by_hand(table, here, counted) -> float:
    """Rate per 100 of the standard; weights of empty bands go to the nearest."""
    weighted = weights = 0.0
    for sex in ("female", "male"):
        bands = bands_of(table, here, counted, sex)
        peopled = [band for band, row in bands.items() if row[1]]
        for band, row in bands.items():
            near = min(peopled, key=lambda other, band=band: (abs(other - band), other))
            if near != band:
                bands[near][0] += row[0]
        weighted += sum(bands[b][0] * bands[b][2] / bands[b][1] for b in peopled)
        weights += sum(bands[b][0] for b in peopled)
    return 100 * weighted / weights


def test_a_rate_is_crude_and_standardised_as_the_formulae_say(house, hypertension):
    released = house.gateway.ask(
        Rate(hypertension, Level.PRACTICE), house.scope(purpose="analysis")
    )
    table = people_of(house).to_pandas()
    counted = table["ill"] & (table["age"] >= 18)
    for row in released.tables["areas"].to_pylist():
        here = table["practice_code"] == row["code"]
        assert row["people"] == here.sum()
        assert row["count"] == (here & counted).sum()
        assert row["crude"] == pytest.approx(100 * row["count"] / row["people"])
        by_hand = standardised_by_hand(table, here, counted)
        assert row["adjusted"] == pytest.approx(by_hand)


def test_expected_is_what_the_rates_of_the_whole_would_give(house, hypertension):
    released = house.gateway.ask(
        Rate(hypertension, Level.PRACTICE), house.scope(purpose="analysis")
    )
    areas, whole = (released.tables[name].to_pylist() for name in ("areas", "whole"))
    assert sum(row["expected"] for row in areas) == pytest.approx(
        whole[0]["count"], abs=0.5
    )
    assert whole[0]["observed_expected"] == pytest.approx(1, abs=1e-3)
    assert whole[0]["code"] == ""
    for row in areas:
        assert row["observed_expected"] == pytest.approx(
            row["count"] / row["expected"], abs=2e-3
        )


def test_crude_falls_and_adjusted_rises_with_deprivation(house, hypertension):
    facts = house.gateway.ask(
        Rate(hypertension, Level.LSOA, lens=Lens.RESIDENT), house.scope()
    ).facts
    assert facts["correlation_crude_upper"] < 0 < facts["correlation_adjusted_lower"]
    assert facts["correlation_areas"] == 24
    assert facts["standard"] == "ESP2013"


def test_adjusted_rates_for_planning_do_not_give_exact_counts_back(planned):
    for released in planned:
        table = released.tables.get("areas")
        if table is None or "adjusted" not in table.column_names:
            continue
        for value in table.column("adjusted").to_pylist():
            if value is not None:
                places = 2 if value < 1 else 1
                assert value == round(value, places)


def test_an_area_differs_only_where_its_interval_leaves_the_whole_out(
    house, hypertension
):
    released = house.gateway.ask(Rate(hypertension, Level.PRACTICE), house.scope())
    whole = released.tables["whole"].to_pylist()[0]["adjusted"]
    for row in released.tables["areas"].to_pylist():
        expected = (
            ""
            if row["adjusted"] is None
            else "higher"
            if row["adjusted_lower"] > whole
            else "lower"
            if row["adjusted_upper"] < whole
            else "similar"
        )
        assert row["compared"] == expected


def test_too_few_cases_carry_no_adjusted_rate(house, rare):
    rows = (
        house.gateway.ask(Rate(rare, Level.PRACTICE), house.scope(purpose="analysis"))
        .tables["areas"]
        .to_pylist()
    )
    few = [row for row in rows if row["count"] < 10]
    assert few
    for row in few:
        assert row["adjusted"] is None
        assert row["mark"] == "small"
        assert "Fewer than 10 cases" in row["reason"]


def test_published_registers_are_shown_as_they_are(house):
    released = house.gateway.ask(
        PublishedRate("hypertension", Level.PRACTICE), house.scope()
    )
    table = people_of(house).to_pandas()
    for row in released.tables["areas"].to_pylist():
        here = table["practice_code"] == row["code"]
        assert (row["people"], row["count"]) == (
            int(here.sum()),
            int((here & table["ill"]).sum()),
        )
        assert row["adjusted"] is None
        assert row["observed_expected"] == pytest.approx(
            row["count"] / row["expected"], rel=0.02
        )
    assert released.facts["year"] == "2024-25"
    assert released.facts["practices_counted"] == 8
    assert released.rule == "Published figures: nothing is hidden."


def test_need_describes_areas_by_their_people(house):
    rows = (
        house.gateway.ask(
            Need(per=Level.LSOA, lens=Lens.RESIDENT), house.scope(purpose="analysis")
        )
        .tables["areas"]
        .to_pylist()
    )
    first = next(row for row in rows if row["code"] == "E01000000")
    assert (first["imd"], first["imd_decile_mean"], first["share_core20"]) == (
        60.0,
        1.0,
        100.0,
    )
    assert [row["share_core20"] for row in rows].count(0.0) == 19


def test_a_profile_adds_up_to_the_cohort(house, hypertension):
    released = house.gateway.ask(Profile(hypertension), house.scope(purpose="analysis"))
    rows = released.tables["breakdowns"].to_pylist()
    ages = [row for row in rows if row["breakdown"] == "age_band"]
    assert sum(row["people"] for row in ages) == released.facts["people"]
    assert sum(row["others"] for row in ages) == released.facts["others"]
    one = next(row for row in ages if row["people"] > 30 and row["others"] > 30)
    share = 100 * one["people"] / released.facts["people"]
    others = 100 * one["others"] / released.facts["others"]
    assert one["share"] == pytest.approx(share)
    assert one["ratio"] == pytest.approx(share / others, abs=1e-3)
    assert one["lower"] < share < one["upper"]


def test_a_profile_of_almost_nobody_is_not_shown(house):
    few = parse_definition("""
name: Few
criteria:
  all:
    - age: {min: 75}
    - condition: {is: asthma}
    - registered_at: {practice: T00001}
""")
    exact = house.gateway.ask(HowMany(few), house.scope(purpose="analysis"))
    assert 1 <= exact.facts["people"] <= 7
    released = house.gateway.ask(Profile(few), house.scope())
    assert released.facts["people"] is None
    assert released.facts["mean_age"] is None
    assert {table.num_rows for table in released.tables.values()} == {0}
    assert "Too few people" in released.notes[0]


def test_people_are_listed_with_a_reason_and_sensitive_records_never(
    house, hypertension
):
    scope = house.scope("clinician", "direct_care")
    with pytest.raises(RefusedInput, match="needs a reason"):
        house.gateway.ask(People(hypertension), scope)
    released = house.gateway.ask(
        People(hypertension, size=5_000), scope, reason="Recall for review"
    )
    listed = released.tables["people"].column("person_id").to_pylist()
    assert listed == sorted(listed)
    assert len(listed) + released.facts["withheld"] == released.facts["total"]
    assert not any(i % 97 == 0 for i in listed)
    with pytest.raises(NotPermitted, match="not listed"):
        house.gateway.ask(People(hypertension), house.scope())


def test_nothing_of_a_person_is_in_a_log_or_the_audit(
    house, hypertension, caplog, capfd
):
    with caplog.at_level(logging.DEBUG):
        house.gateway.ask(
            People(hypertension, columns=("person_id", "pseudonym"), size=5_000),
            house.scope("clinician", "direct_care"),
            reason="Recall",
        )
    written = "".join(str(row) for row in house.audit.rows())
    said = capfd.readouterr()
    for text in (caplog.text, said.out, said.err, written):
        assert CANARY not in text
    assert "Recall" in written
