from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from phm_core.start import House
from tests.pages.conftest import Opened, said
from tests.pages.test_inequalities import registered, rounded
from tests.pages.test_map_and_compare import table


def contacts(house: House, setting: str, months: int = 12) -> pd.DataFrame:
    """Contacts of people who count, in the months up to the date of the data."""
    path = house.snapshot.path / "activity" / f"{setting}.parquet"
    rows = pq.read_table(path).to_pandas(date_as_object=False)
    as_at = pd.Timestamp(house.snapshot.as_at)
    rows = rows[(rows["start"] <= as_at)]
    rows = rows[rows["start"] > as_at - pd.DateOffset(months=months)]
    return rows[rows["person_id"].isin(registered(house)["person_id"])]


def row_of(rows: list[dict[str, Any]], **cells: str) -> dict[str, Any]:
    return next(r for r in rows if cells.items() <= r.items())


def test_ways_of_arrival_are_those_of_the_data(open_page: Opened, house: House) -> None:
    app = open_page("journeys", opened=("arrival",))
    came = contacts(house, "ae")
    rows = table(app, "Way of arrival")
    for value, label in (("ambulance", "Ambulance"), ("walk_in", "Own way (walk-in)")):
        row = row_of(rows, **{"Way of arrival": label})
        count = int((came["arrival_mode"] == value).sum())
        assert row["Attendances"] == rounded(count)
        share = 100 * round(count / 5) / round(len(came) / 5)
        assert float(row["Share"].rstrip("%")) == pytest.approx(share, abs=0.2)
    assert f"{rounded(len(came))}" in [metric.value for metric in app.metric]


def test_gp_appointments_before_and_after_are_those_of_the_data(
    open_page: Opened, house: House
) -> None:
    app = open_page("journeys", opened=("days_30",))
    came, gp = contacts(house, "ae"), contacts(house, "gp", 14)
    both = came[["person_id", "start"]].reset_index().merge(gp[["person_id", "start"]],
                                                            on="person_id")  # fmt: skip
    both["days"] = (both["start_y"] - both["start_x"]).dt.days
    as_at = pd.Timestamp(house.snapshot.as_at)
    followed = came["start"] + pd.Timedelta(days=30) <= as_at
    seen = app.dataframe[0].value if app.dataframe else pd.DataFrame(table(app, "When"))
    rows = [{str(k): str(v) for k, v in row.items()} for row in seen.to_dict("records")]
    for when, ends, among in (
        ("30 days before", (-30, -1), came),
        ("30 days after", (1, 30), came[followed]),
    ):
        near = both[both["days"].between(*ends) & both["index"].isin(among.index)]
        row = row_of(rows, Service="GP practice appointments", When=when)
        assert row["With any contact"].replace(",", "") == rounded(
            near["index"].nunique()
        ).replace(",", "")
        assert row["Contacts"].replace(",", "") == rounded(len(near)).replace(",", "")


def test_both_panels_say_what_is_clear_and_who_is_followed(open_page: Opened) -> None:
    text = said(open_page("journeys"))
    assert "no service is clearly used more or less" in text
    assert "on the same day: emergency admissions" in text
    assert "those with 30 days of records after them" in text
    assert "share of A&E attendances in 12 months" in text


def test_journeys_of_another_kind_and_of_a_cohort_come_from_the_link(
    open_page: Opened,
) -> None:
    text = said(open_page("journeys", around="ambulance", shown="per_100"))
    assert "Where they went" in text
    assert "Contacts for each 100 incidents" in text
    assert "reason for the call and its category are not in the table" in text
    text = said(
        open_page(
            "journeys",
            around="emergency_admission",
            told="reasons",
            lens="resident",
        )
    )
    assert "Primary diagnosis" in text
    assert "People living in Eldenshire Demo ICS" in text


def test_a_link_to_journeys_that_do_not_exist_is_answered(open_page: Opened) -> None:
    text = said(open_page("journeys", around="helicopter"))
    assert "asks for journeys of 'helicopter', which is not available" in text


def test_what_could_have_been_avoided_says_of_how_many(open_page: Opened) -> None:
    app = open_page("journeys")
    labels = [metric.label for metric in app.metric]
    assert "Low acuity, could have been seen elsewhere" in labels
    text = said(app)
    assert "with enough recorded" in text
    assert "It is known only afterwards" in text


def test_the_theme_of_urgent_care_shows_them_in_short_and_leads_there(
    open_page: Opened, house: House
) -> None:
    app = open_page("themes", theme="urgent_care")
    assert any("Journeys: how people come" in head.value for head in app.subheader)
    count = rounded(len(contacts(house, "ae")))
    assert count in [metric.value for metric in app.metric]
    links = {link.label for link in app.get("page_link") if link.page == "journeys"}
    assert links == {
        "Journeys of A&E attendances",
        "Journeys of emergency admissions",
        "Journeys of NHS 111 calls",
        "Journeys of ambulance incidents",
    }
    other = open_page("themes", theme="diabetes")
    assert not any("Journeys" in head.value for head in other.subheader)


def test_the_theme_draws_its_journeys_on_demand(open_page: Opened) -> None:
    app = open_page("themes", theme="urgent_care")
    assert "How it ended:" not in said(app)
    app.session_state["journeys_drawn"] = True
    app.run()
    assert not app.exception
    assert "How it ended:" in said(app)
    assert "against the 30 days before" in said(app)
