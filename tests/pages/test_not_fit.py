"""What data are not fit for is kept back, and told in a sentence, on every screen."""

import pytest
from streamlit.testing.v1 import AppTest

from phm_core.governance import confidence
from tests.pages.conftest import Opened, keep_apart, said

REFUSED = "Not shown, since the data are not fit for this question: "
# Screens that cut by ethnicity, with the choices that open that part; and how many
# charts, cut by something else, are left.
BY_ETHNICITY = [
    ("overview", {}, 5),
    ("inequalities", {"view": "groups"}, 2),
    ("inequalities", {"view": "crossed"}, 0),
    ("coding", {"fields_by": "ethnicity_group"}, 0),
    ("restoration", {"by": "ethnicity_group"}, 0),
    ("cardiovascular", {"by": "ethnicity_group"}, 1),
]


@pytest.fixture(autouse=True)
def nothing_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields so incomplete, and diagnoses of so few years, that nothing is fit."""
    fits = confidence.fits

    def never(fitness, value):
        return "unfit" if fitness.refuses else fits(fitness, value)

    keep_apart(monkeypatch, "nothing fit")
    monkeypatch.setattr(confidence, "fits", never)


def refusals(page: AppTest) -> list[str]:
    return [one.value for one in page.error if one.value.startswith(REFUSED)]


@pytest.mark.parametrize(("screen", "choices", "left"), BY_ETHNICITY)
def test_a_cut_by_ethnicity_gives_way_to_a_sentence(
    open_page: Opened, screen: str, choices: dict[str, str], left: int
) -> None:
    page = open_page(screen, **choices)
    assert refusals(page)
    assert all("ethnic group is known of" in each for each in refusals(page))
    assert len(page.get("vega_lite_chart")) == left
    assert "Asian" not in said(page)


@pytest.mark.parametrize("screen", ["map", "compare"])
def test_new_cases_give_way_to_a_sentence(open_page: Opened, screen: str) -> None:
    page = open_page(screen, kind="incidence", condition="diabetes")
    [refusal] = refusals(page)
    assert "before the first that counts as new" in refusal
    assert not page.get("vega_lite_chart")
    assert not page.metric
    assert len(open_page(screen, condition="diabetes").get("vega_lite_chart")) > 1
