"""Sign-in through a real provider: each role, cold on every page, and out again."""

import json
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pages.ui.guard import screens
from pages.ui.menu import MENU
from phm_core.area import Area, Level
from phm_core.settings import Settings
from phm_core.start import House, open_house
from phm_core.store.access import Grant
from tests.browser.conftest import WIDE, free_port, served, wait_for

PCN, OTHER = Area(Level.PCN, "DU0001"), Area(Level.PCN, "DU0002")
GRANTS = (
    Grant("gwen", "Gwen", "clinician", (PCN,)),
    Grant("ana", "Ana", "analyst"),
    Grant("ann", "Ann", "administrator"),
)
# Zoe is known to the provider, and has no role here.
PEOPLE = [{"sub": who, "name": who.title()} for who in ("gwen", "ana", "ann", "zoe")]
ANSWER = 30_000


@pytest.fixture(scope="module")
def house(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    database = tmp_path_factory.mktemp("signed") / "app.db"
    settings = Settings(data_dir=demo_data, database_url=f"sqlite:///{database}")
    found = open_house(settings)
    for grant in GRANTS:
        found.access.give(grant, "root")
    return found


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A provider of sign-in, in a process of its own."""
    port, log = free_port(), tmp_path_factory.mktemp("provider") / "log.txt"
    people = [f"--user-claims={claims}" for claims in map(json.dumps, PEOPLE)]
    command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", *people]
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        address = f"http://localhost:{port}/.well-known/openid-configuration"
        try:
            wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="module")
def app(
    house: House, provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of the app, whose people sign in."""
    folder, port = tmp_path_factory.mktemp("signed"), free_port()
    file = folder / "secrets.toml"
    file.write_text(
        f"""
        [auth]
        redirect_uri = "http://localhost:{port}/oauth2callback"
        cookie_secret = "{secrets.token_hex(16)}"
        client_id = "phm"
        client_secret = "{secrets.token_hex(8)}"
        server_metadata_url = "{provider}"
        """
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHM_DATABASE_URL", house.settings.database)
        data, words = house.settings.data_dir, f"--secrets.files={file}"
        with served("app.py", data, folder, words, port=port) as address:
            yield address


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": WIDE[0], "height": WIDE[1]}, locale="en-GB"
    )
    context.set_default_timeout(ANSWER)
    yield context
    context.close()


def sign_in(page: Page, address: str, who: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.fill("input[name=sub]", who)
    page.get_by_role("button", name=re.compile("authori[sz]e", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=ANSWER)


def test_nobody_sees_anything_before_sign_in(app: str, browser: BrowserContext):
    page = browser.new_page()
    for screen in MENU:
        page.goto(f"{app}/{screen.name}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        assert "people" not in page.locator("main").inner_text().replace(
            "This is for people of", ""
        )


def test_the_link_is_kept_through_sign_in(app: str, browser: BrowserContext):
    page = browser.new_page()
    sign_in(page, f"{app}/overview?area=pcn:DU0002&lens=resident", "ana")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(page.get_by_text("living in").first).to_be_visible()
    assert page.url.endswith("/overview?area=pcn:DU0002&lens=resident")


def test_each_role_opens_its_own_pages_and_no_others(
    app: str, browser: BrowserContext, house: House
):
    page = browser.new_page()
    sign_in(page, app, "ann")
    scope = house.scope("administrator", "public")
    mine = {screen.name for screen in screens(house.catalogue, scope)}
    closed = [screen for screen in MENU if screen.name not in mine]
    assert closed
    for screen in closed:
        page.goto(f"{app}/{screen.name}")
        closed_to = f"'{screen.title}' is not open to your role"
        told = "Page not found" if screen.hidden else closed_to
        expect(page.get_by_text(told).first).to_be_visible()


def test_a_clinician_stays_with_their_own_people_whatever_the_address_says(
    app: str, browser: BrowserContext
):
    page = browser.new_page()
    sign_in(page, app, "gwen")
    page.goto(f"{app}/overview?purpose=direct_care&role=analyst&org={OTHER}")
    expect(
        page.get_by_text("Gwen: PCN clinician, Eldenmouth Harbour PCN")
    ).to_be_visible()
    expect(
        page.get_by_text("registered in Eldenmouth Harbour PCN").first
    ).to_be_visible()
    assert "Eldenshire" not in page.locator("main").inner_text()


def test_whoever_has_no_role_is_told_whom_to_ask(app: str, browser: BrowserContext):
    page = browser.new_page()
    sign_in(page, app, "zoe")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have no access yet")
    expect(page.get_by_text("zoe", exact=True)).to_be_visible()


def test_a_cookie_that_was_copied_opens_nothing_after_sign_out(
    app: str, browser: BrowserContext, chromium: Browser
):
    page = browser.new_page()
    sign_in(page, app, "ana")
    stolen = browser.cookies()
    page.get_by_role("button", name="You", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    # The provider ends its own session too, on a page of its own.
    expect(page.get_by_role("heading", level=1)).to_have_text("End Session")
    thief = chromium.new_context()
    thief.add_cookies(stolen)
    other = thief.new_page()
    other.goto(f"{app}/overview")
    expect(other.get_by_text("Your session has ended: you signed out")).to_be_visible(
        timeout=ANSWER
    )
    thief.close()
