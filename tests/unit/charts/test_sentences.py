import pytest

from phm_core.charts import sentences
from tests.unit.charts.areas import correlated, measured, row

CLEAR = (0.8, 0.6, 0.9)
UNCLEAR = (0.1, -0.3, 0.45)
AREAS = [row(str(i), 10.0 + i, 6.0 + i) for i in range(5)]
# More deprived areas are younger: fewer cases are expected there.
YOUNGER = [row(str(i), 10.0 + i, 6.0 + i, expected=90.0 - i) for i in range(5)]


def test_a_rise_is_said_only_where_the_interval_leaves_nought_out() -> None:
    found = measured(AREAS, **correlated(UNCLEAR, CLEAR))
    assert sentences.together(found.adjusted, found) == (
        "Age-adjusted prevalence of diabetes is much higher in more deprived PCNs"
    )
    assert "does not clearly rise or fall" in sentences.together(found.crude, found)


def test_much_needs_a_whole_interval_that_is_far_from_nought() -> None:
    found = measured(AREAS, **correlated(UNCLEAR, (0.8, 0.1, 0.97)))
    assert "is higher in" in sentences.together(found.adjusted, found)


def test_correlation_says_interval_number_and_what_it_is_about() -> None:
    found = measured(AREAS, **correlated((-0.56, -0.77, -0.23), CLEAR))
    assert sentences.correlation(found.crude) == (
        "Correlation −0.56 (95% interval −0.77 to −0.23, 27 areas). "
        "This is about areas, not people."
    )


def test_without_a_correlation_nothing_is_claimed() -> None:
    found = measured(AREAS)
    assert sentences.correlation(found.adjusted) == ""
    assert sentences.adjusting(found) == ""
    assert sentences.together(None, found).startswith("Too few PCNs")


def test_age_is_named_as_the_reason_only_where_deprived_areas_are_younger() -> None:
    facts = correlated((-0.56, -0.77, -0.23), UNCLEAR)
    assert "are younger" in sentences.adjusting(measured(YOUNGER, **facts))
    older = sentences.adjusting(measured(AREAS, **facts))
    assert "changes the picture" in older
    assert "younger" not in older


@pytest.mark.parametrize(
    ("crude", "adjusted", "said"),
    [
        (CLEAR, (0.75, 0.5, 0.88), "changes little"),
        ((0.45, 0.1, 0.7), CLEAR, "shifts the picture"),
        (UNCLEAR, CLEAR, "changes the picture"),
        (UNCLEAR, (-0.2, -0.6, 0.3), "nothing is clear"),
    ],
)
def test_what_adjusting_does(crude, adjusted, said: str) -> None:
    found = measured(AREAS, **correlated(crude, adjusted))
    assert said in sentences.adjusting(found)


@pytest.mark.parametrize("side", ["higher", "lower", "similar"])
def test_an_area_is_called_different_only_where_its_interval_says_so(side: str) -> None:
    found = measured([row("1", 10.0, 9.0, compared=side)])
    [area] = found.areas.to_pylist()
    assert f"is {side}" in sentences.against(found, area, "Everywhere")
    assert "9.0% against 8.0%" in sentences.against(found, area, "Everywhere")


def test_an_area_that_is_not_shown_says_why() -> None:
    hidden = row("1", 10.0, None, mark="suppressed", reason="1 to 7 people.")
    found = measured([hidden])
    [area] = found.areas.to_pylist()
    assert sentences.against(found, area, "Everywhere") == "Area 1: 1 to 7 people."
