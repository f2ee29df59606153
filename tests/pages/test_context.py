import pyarrow.parquet as pq
import pytest

from phm_core.area import Level
from phm_core.start import House
from tests.pages.conftest import Opened, said


def registered(house: House) -> int:
    """People registered and alive at the as-at date who did not opt out."""
    read = {
        name: pq.read_table(house.snapshot.files(name)[0]).to_pandas()
        for name in ("person", "opt_out")
    }
    day = house.snapshot.as_at
    people, out = read["person"], read["opt_out"]
    gone = out[
        (out["recorded_on"] <= day)
        & (out["withdrawn_on"].isna() | (out["withdrawn_on"] > day))
    ]
    here = (
        people["registered_on"].notna()
        & (people["registered_on"] <= day)
        & (people["deregistered_on"].isna() | (people["deregistered_on"] > day))
        & (people["died_on"].isna() | (people["died_on"] > day))
        & ~people["person_id"].isin(gone["person_id"])
    )
    return int(here.sum())


def test_line_above_every_page_counts_the_people_of_the_snapshot(
    open_page: Opened, house: House
) -> None:
    rounded = (registered(house) + 2) // 5 * 5
    assert f"Showing **{rounded:,} people** registered" in said(open_page())


def test_published_lists_are_counted_where_there_are_no_people(
    open_area: Opened, area_house: House
) -> None:
    lists = pq.read_table(area_house.snapshot.files("list_size")[0])
    total = sum(lists["patients"].to_pylist())
    assert f"Showing **{total:,} people** registered" in said(open_area())


def test_area_and_lens_of_a_link_are_kept_on_the_next_page(open_area: Opened) -> None:
    app = open_area("map", area="pcn:DU0001", lens="resident")
    assert "living in Eldenmouth Harbour PCN" in said(app)
    assert [b.label for b in app.button if b.key == "up_place:DEM"] == ["Eldenmouth"]


def test_a_link_to_an_area_that_is_not_there_is_corrected_and_says_so(
    open_area: Opened,
) -> None:
    app = open_area("home", area="pcn:DU0O01")
    [warning] = app.warning
    assert "'pcn:DU0O01', which is not available" in warning.value
    assert "Did you mean 'pcn:DU0001'?" in warning.value
    assert "registered in Eldenshire Demo ICS" in said(app)


def test_up_one_level_opens_the_place_that_the_network_lies_in(
    open_area: Opened,
) -> None:
    app = open_area("home", area="pcn:DU0001")
    app.button(key="up_place:DEM").click().run()
    assert "registered in Eldenmouth by the published lists," in said(app)


def test_a_lens_that_an_area_does_not_have_is_never_asked_for(
    open_area: Opened,
) -> None:
    app = open_area("home", area="district:D07000001", lens="registered")
    assert "living in Eldenmouth" in said(app)


def test_reset_goes_back_to_everyone_in_the_whole_system(open_area: Opened) -> None:
    app = open_area("home", area="pcn:DU0001", lens="resident")
    next(button for button in app.button if button.label == "Reset").click().run()
    assert "registered in Eldenshire Demo ICS" in said(app)


@pytest.mark.parametrize("level", [Level.PRACTICE, Level.PCN])
def test_special_practices_and_the_unallocated_are_not_offered(
    open_area: Opened, area_house: House, level: Level
) -> None:
    areas = area_house.public.areas(level)
    hidden = {f"{level}:{code}" for code in areas.loc[~areas["rankable"], "code"]}
    assert hidden
    offered = open_area().selectbox(key="_shown_area").options
    names = areas.loc[~areas["rankable"], "name"]
    assert not [o for o in offered if any(str(name) in o for name in names)]


def test_a_cohort_of_a_link_is_named_above_the_page(
    open_page: Opened, house: House
) -> None:
    first = next(iter(house.catalogue.cohorts))
    app = open_page("home", cohort=first)
    assert house.catalogue.cohorts[first].definition.name in said(app)


def test_figures_of_everybody_are_called_so_beside_a_cohort(open_page: Opened) -> None:
    told = {
        name: "does not change them" in said(open_page(name, cohort=cohort))
        for name, cohort in (
            ("themes", "care_home_residents"),
            ("overview", "care_home_residents"),
            ("scorecard", "everyone"),
        )
    }
    assert told == {"themes": True, "overview": False, "scorecard": False}
