"""Several indicators at once: each figure as by itself, and few false alarms."""

import json
from shutil import copytree

import pytest
from scipy import stats

from phm_core.analysis.standing import Standings
from phm_core.area import WHOLE, Level
from phm_core.definitions.questions import Rate, Standing
from phm_core.errors import NotHeld, RefusedInput
from phm_core.settings import Settings
from phm_core.snapshot import active
from phm_core.start import House, open_house


@pytest.fixture(scope="module")
def demo(demo_data) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def asked(demo):
    names = tuple(demo.catalogue.indicators)
    return demo.gateway.ask(Standing(names, Level.PCN), demo.scope())


@pytest.fixture(scope="module")
def exact(demo):
    names = tuple(demo.catalogue.indicators)
    scope = demo.scope(purpose="analysis")
    return demo.gateway.ask(Standing(names, Level.PCN), scope)


def rows(released, indicator):
    return [
        r for r in released.tables["areas"].to_pylist() if r["indicator"] == indicator
    ]


def test_every_figure_is_what_its_own_question_releases(demo, asked):
    for identity, indicator in demo.catalogue.indicators.items():
        alone = demo.gateway.ask(
            Rate(
                indicator.counted_definition,
                Level.PCN,
                among=indicator.among_definition,
            ),
            demo.scope(),
        )
        names = {"value": indicator.lead}
        names |= {end: f"{indicator.lead}_{end}" for end in ("lower", "upper")}
        names |= {one: one for one in ("count", "people", "expected", "rankable")}
        own = {r["code"]: r for r in alone.tables["areas"].to_pylist()}
        together = rows(asked, identity)
        assert {r["code"] for r in together} == set(own)
        for row in together:
            for name, column in names.items():
                assert row[name] == own[row["code"]][column], (identity, name)
            given = row["value"] is not None
            assert row["mark"] == ("" if given else own[row["code"]]["mark"])


def test_what_stands_out_is_controlled_over_all_areas_and_indicators(demo, exact):
    p_values, places = [], []
    whole = {r["indicator"]: r for r in exact.tables["whole"].to_pylist()}
    for row in exact.tables["areas"].to_pylist():
        indicator = demo.catalogue.indicators[row["indicator"]]
        if not row["rankable"] or row["mark"] or not indicator.of_people:
            continue
        count, people = row["count"], row["people"]
        if indicator.lead == "crude":
            usual = whole[row["indicator"]]["count"] / whole[row["indicator"]]["people"]
            chance = stats.binom(people, usual)
        else:
            chance = stats.poisson(row["expected"])
        p_values.append(min(1.0, 2 * min(chance.cdf(count), chance.sf(count - 1))))
        places.append((row["indicator"], row["code"], row["side"]))
    found = stats.false_discovery_control(p_values) <= 0.05
    expected = {
        (indicator, code)
        for (indicator, code, side), out in zip(places, found, strict=True)
        if out and side in ("higher", "lower")
    }
    shown = {
        (r["indicator"], r["code"])
        for r in exact.tables["areas"].to_pylist()
        if r["stands_out"]
    }
    assert shown == expected
    assert shown


def test_the_value_of_a_small_area_is_never_said_to_stand_out(demo, asked):
    of_areas = [k for k, e in demo.catalogue.indicators.items() if not e.of_people]
    assert of_areas == ["digital_exclusion"]
    found = rows(asked, "digital_exclusion")
    assert {"higher", "lower"} <= {row["side"] for row in found}
    assert not any(row["stands_out"] for row in found)
    assert any("High risk of digital exclusion" in note for note in asked.notes)


def test_the_prize_is_the_people_who_would_change_at_the_average(exact):
    whole = exact.tables["whole"].to_pylist()
    usual = {r["indicator"]: r["count"] / r["people"] for r in whole}
    for row in rows(exact, "hypertension_controlled"):
        short = usual["hypertension_controlled"] * row["people"] - row["count"]
        assert row["to_average"] == max(0, round(short))
    for row in rows(exact, "smoking_prevalence"):
        assert row["to_average"] == pytest.approx(
            max(0.0, row["count"] - row["expected"]), abs=0.51
        )
    assert all(r["to_average"] is None for r in rows(exact, "diabetes_prevalence"))


def test_an_indicator_that_is_not_there_and_none_at_all_are_refused(demo):
    for names, said in (
        (("smoking_prevalance",), "Did you mean"),
        ((), "at least one"),
    ):
        with pytest.raises(RefusedInput, match=said):
            demo.gateway.ask(Standing(names, Level.PCN, area=WHOLE), demo.scope())


def without(demo_data, folder, *tables) -> House:
    """The same snapshot with some tables gone."""
    path = folder / "snapshot"
    running = active(demo_data / "snapshots")
    assert running is not None
    copytree(running, path)
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    kept = [f for f in manifest["files"] if not f["name"].startswith(tables)]
    for one in manifest["files"]:
        if one not in kept:
            (path / one["name"]).unlink()
    (path / "manifest.json").write_text(json.dumps(manifest | {"files": kept}))
    return open_house(Settings(data_dir=demo_data), path)


def test_an_indicator_without_its_records_stands_aside_with_the_reason(
    demo_data, tmp_path
):
    house = without(demo_data, tmp_path, "waiting", "cancer_pathway")
    names = ("waiting_list", "diabetes_prevalence", "cancer_early_stage")
    answer = house.gateway.ask(Standing(names, Level.PCN), house.scope())

    aside = {r["indicator"]: r["reason"] for r in answer.tables["missing"].to_pylist()}
    assert set(aside) == {"waiting_list", "cancer_early_stage"}
    assert "No waits for treatment are in this snapshot" in aside["waiting_list"]
    assert set(answer.tables["areas"]["indicator"].to_pylist()) == {names[1]}
    found = Standings(answer, house.catalogue.indicators, {})
    assert found.missing == aside
    assert [line.indicator.id for line in found.of("DU0001")] == [names[1]]


def test_when_no_indicator_has_its_records_the_question_is_refused(demo_data, tmp_path):
    house = without(demo_data, tmp_path, "waiting")
    names = ("waiting_list", "waiting_18_weeks")
    with pytest.raises(NotHeld, match="No waits for treatment are in"):
        house.gateway.ask(Standing(names, Level.PCN), house.scope())


def test_the_whole_is_a_line_of_its_own_beside_nothing(demo, asked):
    found = Standings(asked, demo.catalogue.indicators, {"diabetes_statin": 50.0})
    wholes = {row["indicator"]: row for row in asked.tables["whole"].to_pylist()}
    lines = {line.indicator.id: line for line in found.of_whole()}
    assert lines.keys() == wholes.keys()
    line = lines["diabetes_statin"]
    assert (line.value, line.count) == (
        wholes["diabetes_statin"]["value"],
        wholes["diabetes_statin"]["count"],
    )
    assert (line.whole, line.side, line.stands_out) == (None, "", False)
    assert (line.england, line.judgement) == (50.0, "")
