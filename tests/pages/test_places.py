"""Built Places on every page: one number wherever it is asked for."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from phm_core.analysis.place_keeping import definition
from phm_core.area import Area, Lens, Level
from phm_core.charts.words import number
from phm_core.cli import main
from phm_core.definitions import to_yaml
from phm_core.definitions.built_place import BuiltPlace, Part
from phm_core.definitions.questions import HowMany, Series
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.pages.conftest import Opened, said
from tests.pages.test_map_and_compare import table

PCN = "DU0001"
INDICATOR = "hypertension_controlled"
COUNTED = {"condition": "hypertension"}


@pytest.fixture
def own(demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The small demo with an app database of its own."""
    address = f"sqlite:///{tmp_path / 'app.db'}"
    monkeypatch.setenv("PHM_DATABASE_URL", address)
    return open_house(Settings(data_dir=demo_data, database_url=address))


def practices(house: House, pcn: str) -> tuple[str, ...]:
    members = house.public.members_among(house.public.organisation_history, Level.PCN)
    return tuple(members.loc[members["code"] == pcn, "practice_code"])


def save(house: House, name: str, level: Level, *codes: str) -> str:
    place = BuiltPlace(name=name, parts=(Part(level=level, codes=codes),))
    return house.places.save(place).id


def rows_of(app: AppTest, column: str, name: str) -> dict[str, str]:
    return next(r for r in table(app, "People counted") if r[column] == name)


def test_all_practices_of_a_pcn_are_the_pcn_on_every_page(
    own: House, open_page: Opened
) -> None:
    identity = save(own, "Mine", Level.PRACTICE, *practices(own, PCN))
    both = (f"built_place:{identity}", f"pcn:{PCN}")
    for page, opened in (("compare", ("ranked",)), ("map", ())):
        mine, pcn = (
            rows_of(open_page(page, opened=opened, per=per, **COUNTED), column, name)
            for per, column, name in (
                ("built_place", "Built Place", "Mine"),
                ("pcn", "PCN", own.public.names(Level.PCN)[PCN]),
            )
        )
        del mine["Built Place"], pcn["PCN"]
        # What the area pack says of the PCN's own shape.
        pcn.pop("Residents registered elsewhere", None)
        assert mine == pcn, page
    for page in ("overview", "segments"):
        figures = [
            [metric.value for metric in open_page(page, area=area).metric]
            for area in both
        ]
        assert figures[0] == figures[1], page


def test_a_neighbourhood_that_cuts_pcns_is_one_number_everywhere(
    own: House,
    open_page: Opened,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    members = own.public.practice_members(Level.NEIGHBOURHOOD)
    pcns = own.public.practice_members(Level.PCN).set_index("practice_code")["code"]
    cut = members.assign(pcn=members["practice_code"].map(pcns))
    cuts = cut.groupby("code")["pcn"].nunique()
    code = str(cuts[cuts > 1].index[0])
    name = own.public.names(Level.NEIGHBOURHOOD)[code]
    identity = save(own, "Cutting", Level.NEIGHBOURHOOD, code)

    shown = {
        rows_of(
            open_page(page, opened=("ranked",), per="neighbourhood", **COUNTED),
            "Neighbourhood",
            name,
        )["People"]
        for page in ("map", "compare")
    }
    for level, one in (("neighbourhood", code), ("built_place", identity)):
        rule = {"registered_at": {level: [one]}}
        file = tmp_path / f"{level}.yaml"
        file.write_text(to_yaml({"name": level, "criteria": rule}))
        monkeypatch.setenv("PHM_DATA_DIR", str(own.settings.data_dir))
        with pytest.raises(SystemExit):
            main(["cohort", "count", str(file), "--json"])
        shown.add(number(json.loads(capsys.readouterr().out)["people"]))
    assert len(shown) == 1, shown


def test_an_indicator_on_the_command_line(
    own: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHM_DATA_DIR", str(own.settings.data_dir))
    save(own, "Mine", Level.PRACTICE, *practices(own, PCN))
    save(own, "Sea", Level.DISTRICT, str(own.public.areas(Level.DISTRICT)["code"][0]))
    told = []
    for area in (f"pcn:{PCN}", "built_place:mine", "built_place:sea"):
        with pytest.raises(SystemExit):
            main(["indicator", "value", INDICATOR, "--area", area, "--json"])
        told.append(json.loads(capsys.readouterr().out))
    same = ("numerator", "denominator", "value", "lower", "upper", "lens")
    assert [told[0][key] for key in same] == [told[1][key] for key in same]
    assert told[0]["value"] is not None
    assert told[2]["lens"] == "resident"


def test_a_link_to_a_place_opens_it_cold(own: House, open_page: Opened) -> None:
    ward = str(own.public.areas(Level.DISTRICT)["code"][0])
    identity = save(own, "By the sea", Level.DISTRICT, ward)
    app = open_page("overview", area=f"built_place:{identity}")
    text = said(app)
    assert "living in By the sea" in text
    assert "Built from 1 district, so counted by where people live." in text
    area = Area(Level.BUILT_PLACE, identity)
    place = own.places.get(identity).place
    asked = HowMany(of=definition(place, Lens.RESIDENT), area=area, lens=Lens.RESIDENT)
    people = own.gateway.ask(asked, own.scope()).figure("people")
    assert f"**{number(people)} people**" in text
    other = open_page(area=f"built_place:{identity}", lens="registered")
    assert "'registered', which is not available here" in said(other)


def test_a_place_is_built_saved_and_changed_without_loss(
    own: House, open_page: Opened
) -> None:
    app = open_page("places")
    assert "This Place has no areas yet." in said(app)
    pick = next(m for m in app.multiselect if m.label == "PCNs in this Place")
    pick.set_value([PCN]).run()
    app.text_input(key="keep-new-name").set_value("Harbour")
    next(b for b in app.button if b.label == "Save this Place").click().run()
    assert not app.exception
    assert own.places.get("harbour").place.parts == (
        Part(level=Level.PCN, codes=(PCN,)),
    )
    # Somebody else saves it meanwhile; nothing of theirs or ours is lost.
    theirs = BuiltPlace(
        name="Harbour", parts=(Part(level=Level.PCN, codes=("DU0002",)),)
    )
    own.places.save(theirs, identity="harbour", edited=1)
    pick = next(m for m in app.multiselect if m.label == "PCNs in this Place")
    pick.set_value([PCN, "DU0003"]).run()
    next(b for b in app.button if b.label == "Save as version 2").click().run()
    assert "was saved as version 2 by somebody while you were" in said(app)
    next(b for b in app.button if b.label == "Save as version 3").click().run()
    kept = [version.place.parts[0].codes for version in own.places.versions("harbour")]
    assert kept == [(PCN, "DU0003"), ("DU0002",), (PCN,)]


def test_practices_and_wards_do_not_make_one_place(
    own: House, open_page: Opened
) -> None:
    app = open_page("places", way="paste")
    ward = own.public.areas(Level.WARD)["code"][0]
    app.text_area[0].set_value(f"{practices(own, PCN)[0]} {ward}")
    next(b for b in app.button if b.label == "Add these areas").click().run()
    assert "practices and wards cannot make one Place" in said(app)
    assert "This Place has no areas yet." in said(app)


def test_several_places_at_once(own: House, open_page: Opened) -> None:
    app = open_page("places", way="several")
    app.text_area[0].set_value(f"North,{PCN}\nSouth,DU0002\nSouth,DU0003").run()
    next(b for b in app.button if b.label == "Save 2 Places").click().run()
    assert "North: saved. South: saved." in said(app)
    assert own.places.get("south").place.words == "2 PCNs"


def test_on_published_figures_alone(
    area_data: Path, open_area: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path / 'app.db'}"
    monkeypatch.setenv("PHM_DATABASE_URL", address)
    house = open_house(Settings(data_dir=area_data, database_url=address))
    save(house, "Mine", Level.PRACTICE, *practices(house, PCN))
    lists = house.public.list_size(Level.PCN).set_index("code")["patients"]
    app = open_area("places", place="mine")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["People, registered"] == f"{lists[PCN]:,}"
    rows = table(app, "Share of the area")
    own = next(row for row in rows if row["Level"] == "PCN")
    assert (own["Share of this Place"], own["Share of the area"]) == (
        "100.0%",
        "100.0%",
    )
    register = rows_of(open_area("compare", opened=("ranked",), per="built_place"),
                       "Built Place", "Mine")  # fmt: skip
    assert (
        register["People counted"]
        == rows_of(
            open_area("compare", opened=("ranked",), per="pcn"),
            "PCN",
            house.public.names(Level.PCN)[PCN],
        )["People counted"]
    )
    assert not open_area("overview", area="built_place:mine").error


@pytest.mark.parametrize("look", ["overlap", "rates", "people", "peers"])
def test_every_closer_look_is_of_the_place(
    own: House, open_page: Opened, look: str
) -> None:
    save(own, "Mine", Level.PCN, PCN)
    app = open_page("places", place="mine", look=look)
    assert not app.error
    assert not app.exception
    place = own.places.get("mine").place
    people = own.gateway.ask(
        HowMany(of=definition(place, Lens.REGISTERED)), own.scope()
    )
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["People, registered"] == number(people.figure("people"))
    if look == "people":
        assert shown["People"] == shown["People, registered"]


def test_the_months_of_a_place_are_those_of_its_practices(
    own: House, open_page: Opened
) -> None:
    identity = save(own, "Mine", Level.PRACTICE, *practices(own, PCN))
    mine, pcn = (
        own.gateway.ask(Series(INDICATOR, area.level, area), own.scope())
        .tables["series"]
        .select(["month", "count", "people", "value", "mark"])
        for area in (Area(Level.BUILT_PLACE, identity), Area(Level.PCN, PCN))
    )
    assert mine.num_rows == 36
    assert mine.to_pylist() == pcn.to_pylist()
    page = open_page("trends", area=f"built_place:{identity}", measure=INDICATOR)
    assert ", Mine, by month" in said(page)


def test_a_place_of_small_areas_says_why_it_has_no_months(
    own: House, open_page: Opened
) -> None:
    code = str(own.public.areas(Level.DISTRICT)["code"][0])
    identity = save(own, "By the sea", Level.DISTRICT, code)
    page = open_page("trends", area=f"built_place:{identity}", measure=INDICATOR)
    assert "counted by where people live" in said(page)
