"""What people write on a view: by whom, until when, and for whoever opens its link."""

from datetime import UTC, date, datetime

from streamlit.testing.v1 import AppTest

from phm_core.settings import Settings
from phm_core.start import open_house
from phm_core.store.remarks import Note

LOOKED_AT = {"area": "place:DEM", "condition": "copd", "per": "pcn", "crude": "yes"}


def comments(page: AppTest) -> str:
    return "\n".join(str(each.value) for each in page.text)


def view(page: AppTest) -> str:
    """The name by which comments on the open view are kept."""
    page.session_state["write_comment"] = True
    page.run()
    boxes = (str(box.key) for box in page.text_area)
    return next(key for key in boxes if key.startswith("comment-text-")).removeprefix(
        "comment-text-"
    )


def test_a_comment_stands_where_its_link_leads_and_nowhere_else(open_page):
    page = open_page("map", **LOOKED_AT)
    about = view(page)
    page.text_area(key=f"comment-text-{about}").input("A new clinic opened in May.")
    page.button(key=f"comment-save-{about}").click().run()

    again = open_page("map", pick="DU0001", **LOOKED_AT)
    elsewhere = [
        open_page("map", **(LOOKED_AT | {"area": "place:DWF"})),
        open_page("map", **(LOOKED_AT | {"crude": "no"})),
        open_page("compare", **LOOKED_AT),
    ]

    shown = comments(again)
    assert "A new clinic opened in May." in shown
    assert "visitor (ICS analyst), " in shown
    assert "stands until" in shown
    assert not any("A new clinic" in comments(other) for other in elsewhere)


def test_an_expired_comment_is_kept_but_no_longer_shown(open_page, house, demo_data):
    about = view(open_page("segments"))
    long_ago = open_house(
        Settings(data_dir=demo_data), clock=lambda: datetime(2020, 1, 1, tzinfo=UTC)
    )
    last_day = date(2020, 2, 1)
    note = Note("commentary", about, "Only in January.", expires_on=last_day)
    long_ago.remarks.write(note, "ana (Analyst)")

    page = open_page("segments")

    assert "Only in January." not in comments(page)
    assert [one.note for one in house.remarks.about(about)] == [note]


def test_every_cohort_has_a_view_of_its_own(open_page):
    names = {
        view(open_page("overview", cohort=cohort))
        for cohort in ("everyone", "rising_risk_diabetes", "frequent_ae")
    }
    assert len(names) == 3
