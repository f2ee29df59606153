import pyarrow.parquet as pq

from pages.ui import drafts
from phm_core.definitions import parse_definition
from phm_core.start import House
from tests.pages.conftest import Opened, said
from tests.pages.test_inequalities import registered, rounded
from tests.pages.test_map_and_compare import table


def test_people_by_fifth_now_and_then_are_those_of_the_data(
    open_page: Opened, house: House
) -> None:
    app = open_page("restoration", opened=("restored",), setting="gp")
    rows = table(app, "People then")
    people = registered(house)
    fifths = (people["imd_decile"] + 1) // 2
    for row in rows[:5]:
        fifth = int(row["Group"].split(" ")[0])
        assert row["People now"] == rounded(int((fifths == fifth).sum()))
        assert row["People then"] != row["People now"]
    assert rows[5]["Group"] == "Not known"


def test_events_of_a_month_are_those_of_the_data(
    open_page: Opened, house: House
) -> None:
    app = open_page("restoration", opened=("months",), setting="ae")
    rows = app.dataframe[0].value
    events = pq.read_table(house.snapshot.path / "activity" / "ae.parquet").to_pandas()
    people = registered(house).set_index("person_id")["imd_decile"]
    month = events[events["start"].astype("datetime64[ns]").dt.strftime("%b %Y")
                   == "Mar 2026"]  # fmt: skip
    decile = month["person_id"].map(people)
    most = (rows["Group"] == "1 (most deprived)") & (rows["Month"] == "Mar 2026")
    expected = rounded(int(decile.isin([1, 2]).sum()))
    assert [f"{n:,}" for n in rows.loc[most, "Events now"]] == [expected]


def test_where_nobody_was_reached_no_empty_axis_is_drawn(open_page: Opened) -> None:
    nobody = parse_definition('{"name": "Nobody", "criteria": {"age": {"min": 119}}}')
    app = open_page("restoration", cohort="draft", define=drafts.pack(nobody))
    assert "no group is clearly reached" not in said(app)
    assert "No activity of this kind is recorded of people registered in" in said(app)
    drawn = [chart.proto.id for chart in app.get("vega_lite_chart")]
    assert not [one for one in drawn if "restored" in one or "months" in one]


def test_long_waits_stand_beside_and_nothing_is_claimed_of_a_single_month(
    open_page: Opened,
) -> None:
    text = said(open_page("restoration", by="ethnicity_group", baseline="12"))
    assert "Waiting 52 weeks or more" in text
    assert "month by month against the baseline" in text
    assert "no month is called different" in text
