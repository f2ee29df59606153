"""A person who does not want to wait stops the count, and loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import WIDE, served, visitor
from tests.browser.navigator import Navigator

SLOW = "tests/browser/slow_app.py"


@pytest.fixture
def hurried(
    demo_data: Path, tmp_path: Path, profile: BrowserContext
) -> Iterator[Navigator]:
    """A visitor of an app whose every count takes half a minute."""
    with served(SLOW, demo_data, tmp_path) as server:
        yield from visitor(server, profile, WIDE)


def test_a_slow_count_is_stopped_by_its_button(hurried: Navigator) -> None:
    hurried.page.goto(f"{hurried.server}/segments")
    hurried.sees("Reading slowly")
    hurried.press("Stop counting")
    hurried.sees("Counting was stopped")
    expect(hurried.page.get_by_text("Reading slowly")).to_have_count(0)

    hurried.page.get_by_role("button", name="Count again").click()
    hurried.sees("Reading slowly")
    hurried.press("Stop counting")
    hurried.sees("Counting was stopped")
