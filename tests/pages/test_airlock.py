"""The airlock is asked by analysts, decided by governance, and explained to others."""

import pytest

from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.pages.conftest import Opened, said

WHY = "For the annual report of the board"


@pytest.fixture
def own(demo_data, tmp_path, monkeypatch) -> House:
    address = f"sqlite:///{tmp_path / 'app.db'}"
    monkeypatch.setenv("PHM_DATABASE_URL", address)
    return open_house(Settings(data_dir=demo_data, database_url=address))


def test_a_table_is_asked_for_released_and_taken_out(own: House, open_page: Opened):
    page = open_page("compare", opened=("ranked",), purpose="analysis")
    key = "csv_ranked"
    page.text_area(key=f"ask-why-{key}").input(WHY)
    page.button(key=f"ask-go-{key}").click().run()
    assert not page.exception
    (request,) = own.gateway.airlock.requests(own.scope("analyst", "analysis"))
    assert request.asked.reason == WHY

    desk = open_page("airlock", role="governance")
    text = said(desk)
    assert request.asked.title in text
    desk.text_area(key=f"airlock-why-{request.id}").input("Checked: nothing small")
    desk.button(key=f"airlock-released-{request.id}").click().run()
    assert not desk.exception

    (after,) = own.gateway.airlock.requests(own.scope("analyst", "analysis"))
    assert after.decision == "released"
    mine = open_page("airlock", purpose="analysis")
    labels = [button.proto.label for button in mine.get("download_button")]
    assert any(label.startswith(f"Take out number {request.id}") for label in labels)


@pytest.mark.usefixtures("own")
def test_a_refusal_needs_a_reason(open_page: Opened):
    page = open_page("compare", opened=("ranked",), purpose="analysis")
    page.text_area(key="ask-why-csv_ranked").input("Short")
    page.button(key="ask-go-csv_ranked").click().run()
    assert "at least 15 letters" in said(page)


@pytest.mark.usefixtures("own")
def test_others_are_told_who_asks_and_who_releases(open_page: Opened):
    assert "Who can see what" in said(open_page("airlock", role="place_team"))
