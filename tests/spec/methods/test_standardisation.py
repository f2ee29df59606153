"""Worked examples of direct and indirect standardisation."""

import numpy as np
import pytest

from phm_core.methods import (
    ESP2013,
    ESP2013_18,
    dsr,
    dsr_repeated,
    expected,
    isr,
    isr_rate,
    merge_empty_bands,
    strata_of,
)

EXACTLY = 1e-6

# Dobson's formula with Byar's limits, worked in 40-digit decimal arithmetic:
# counts, people, weights, confidence, (rate, lower, upper) per 100,000.
THREE = ((5, 10, 20), (1000, 800, 500), (40_000, 35_000, 25_000))
SKEWED = ((0, 4, 30), (2000, 1500, 900), (5000, 3000, 1000))
EVEN = ((10, 10, 10), (1000, 1000, 1000), (1, 1, 1))
LARGE = (
    (100, 250, 900, 40),
    (12_000, 15_000, 9000, 700),
    (30_000, 40_000, 25_000, 5000),
)
DOBSON = [
    (*THREE, 0.95, (1637.5, 1138.698340096697, 2279.641072478242)),
    (*THREE, 0.998, (1637.5, 909.3469876577619, 2691.474843632795)),
    (*SKEWED, 0.95, (459.25925925925924, 314.13443119313257, 646.7854754372975)),
    (*SKEWED, 0.998, (459.25925925925924, 247.65230650585434, 767.2222027656314)),
    (*EVEN, 0.95, (1000.0, 674.5646364422129, 1427.6123980666239)),
    (*EVEN, 0.998, (1000.0, 527.9661806630995, 1703.9500412323557)),
    (*LARGE, 0.95, (3702.3809523809523, 3496.050763841131, 3917.3912308075546)),
    (*LARGE, 0.998, (3702.3809523809523, 3381.0406512136656, 4043.7535927697572)),
]

# One practice by 19 age bands.
EVENTS = [1, 0, 2, 3, 5, 4, 6, 9, 11, 14, 18, 25, 33, 41, 52, 60, 55, 40, 22]
PEOPLE = [310, 330, 345, 340, 360, 410, 430, 420, 400, 390]
PEOPLE += [410, 400, 360, 300, 280, 220, 150, 90, 45]


@pytest.mark.parametrize(("counts", "people", "weights", "confidence", "rate"), DOBSON)
def test_a_directly_standardised_rate(counts, people, weights, confidence, rate):
    made = dsr(counts, people, weights, confidence=confidence)
    assert (made.value, made.lower, made.upper) == pytest.approx(rate, rel=EXACTLY)
    assert made.numerator == sum(counts)
    assert made.denominator == sum(people)
    assert made.methods == "Dobson"


@pytest.mark.parametrize(
    ("confidence", "rate"),
    # 40-digit decimals, as above, with the European Standard Population.
    [
        (0.95, (7029.828627933768, 6356.40443375224, 7755.002668532661)),
        (99.8, (7029.828627933768, 5991.330125025633, 8187.474735452313)),
    ],
)
def test_the_european_standard_population_is_the_default(confidence, rate):
    made = dsr(EVENTS, PEOPLE, confidence=confidence)
    assert (made.value, made.lower, made.upper) == pytest.approx(rate, rel=EXACTLY)


def test_eighteen_bands_join_the_oldest_two():
    events, people = [*EVENTS[:17], 62], [*PEOPLE[:17], 135]
    made = dsr(events, people, ESP2013_18)
    rate = (7022.42122052636, 6350.9365251595245, 7745.506719899176)
    assert (made.value, made.lower, made.upper) == pytest.approx(rate, rel=EXACTLY)


def test_many_areas_at_once_give_each_its_own_answer():
    made = dsr([THREE[0], EVEN[0]], [THREE[1], EVEN[1]], THREE[2])
    assert made.value[0] == pytest.approx(1637.5, rel=EXACTLY)
    assert made.value[1] == pytest.approx(1000.0, rel=EXACTLY)
    assert made.shape == (2,)


def test_conditions_by_areas_by_strata_share_the_populations():
    counts = np.ones((4, 2, 3)) * 10
    made = dsr(counts, [[1000, 1000, 1000], [2000, 2000, 2000]], [1, 1, 1])
    assert made.value.tolist() == [[1000, 500]] * 4


def test_fewer_than_ten_events_carry_no_rate():
    made = dsr([[3, 3, 3], [3, 3, 4]], [1000, 800, 500], [1, 1, 1])
    assert made.reason.tolist() == ["total count <10", ""]
    assert np.isnan([made.value[0], made.lower[0], made.upper[0]]).all()
    assert made.numerator.tolist() == [9, 10]


def test_a_missing_count_is_nought():
    with_gap = dsr([5, np.nan, 20], [1000, 800, 500], [1, 1, 1])
    assert with_gap.value == dsr([5, 0, 20], [1000, 800, 500], [1, 1, 1]).value


def test_an_empty_stratum_is_said_and_merging_it_gives_the_rate_of_merged_bands():
    counts, people, weights = [5, 10, 0, 20], [1000, 800, 0, 500], [40, 30, 5, 25]
    assert dsr(counts, people, weights).reason == "no people in a stratum"
    merged_counts, merged_weights = merge_empty_bands(counts, people, weights)
    assert merged_weights.tolist() == [40, 35, 0, 25]
    made = dsr(merged_counts, people, merged_weights)
    # The first worked example: its second band is the two merged here.
    assert made.value == pytest.approx(1637.5, rel=EXACTLY)
    assert made.lower == pytest.approx(1138.698340096697, rel=EXACTLY)


def test_events_of_an_empty_band_move_with_it():
    counts, weights = merge_empty_bands([3, 0, 1], [10, 10, 0], [1, 1, 1])
    assert counts.tolist() == [3, 1, 0]
    assert weights.tolist() == [1, 2, 0]


def test_repeat_events_widen_the_interval():
    # People with one, two and three admissions, by three age bands; decimals as above.
    people = [[5, 2, 0], [10, 3, 1], [20, 5, 2]]
    made = dsr_repeated(people, [1, 2, 3], THREE[1], THREE[2])
    rate = (2991.25, 2118.5142030219586, 4042.7014251023743)
    assert (made.value, made.lower, made.upper) == pytest.approx(rate, rel=EXACTLY)
    assert made.numerator == 64
    independent = dsr([9, 19, 36], THREE[1], THREE[2])
    assert made.value == pytest.approx(independent.value)
    assert made.upper - made.lower > independent.upper - independent.lower


def test_one_event_each_is_the_ordinary_rate():
    made = dsr_repeated([[5], [10], [20]], [1], THREE[1], THREE[2])
    assert made.lower == pytest.approx(1138.698340096697, rel=EXACTLY)


def test_strata_of_both_sexes_stand_side_by_side():
    women, men = [[1, 2]], [[3, 4]]
    assert strata_of([women, men]).tolist() == [[1, 2, 3, 4]]


def test_observed_over_expected():
    # 1000 * 0.002 + 800 * 0.01 + 500 * 0.03 = 25 expected; 30 observed.
    events = expected([1000, 800, 500], [0.002, 0.01, 0.03])
    assert events == pytest.approx(25, rel=EXACTLY)
    ratio = isr(30, events, reference=100)
    assert ratio.value == pytest.approx(120, rel=EXACTLY)
    # Byar's limits of 30 events, as in the even example above.
    assert ratio.lower == pytest.approx(20.236939093266387 / 25 * 100, rel=EXACTLY)
    assert ratio.upper == pytest.approx(42.828371941998717 / 25 * 100, rel=EXACTLY)


@pytest.mark.parametrize(
    ("observed", "events", "lower", "upper", "method"),
    # Limits of the count from the tables of test_intervals, over the expected.
    [
        (0, 4, 0, 3.68887945411 / 4, "Exact"),
        (9, 6, 4.11537309738 / 6, 17.0848034514 / 6, "Exact"),
        (12, 10, 0.619350984308, 2.09628580536, "Byars"),
        (100, 80, 81.3621054905 / 80, 121.627937579 / 80, "Byars"),
    ],
)
def test_a_standardised_ratio_has_the_limits_of_its_count(
    observed, events, lower, upper, method
):
    ratio = isr(observed, events)
    assert ratio.value == pytest.approx(observed / events, rel=EXACTLY)
    assert ratio.lower == pytest.approx(lower, rel=EXACTLY)
    assert ratio.upper == pytest.approx(upper, rel=EXACTLY)
    assert ratio.methods == method


def test_an_indirectly_standardised_rate():
    # Reference rates 0.01 and 0.02; whole reference 300 / 20,000 = 1,500 per 100,000.
    # Expected 1000 * 0.01 + 500 * 0.02 = 20; observed 30: 1.5 times 1,500.
    reference = ([100, 200], [10_000, 10_000])
    rate = isr_rate([12, 18], [1000, 500], reference)
    assert rate.value == pytest.approx(2250, rel=EXACTLY)
    assert rate.denominator == pytest.approx(20, rel=EXACTLY)
    assert isr_rate(30, [1000, 500], reference).value == rate.value


def test_nothing_expected_has_a_reason():
    assert isr([3, 0], [0, 0]).reason.tolist() == ["zero denominator"] * 2


def test_the_standard_population():
    assert ESP2013.sum() == ESP2013_18.sum() == 100_000
    assert ESP2013[0] == 5000
    assert ESP2013[-1] == 1000
    assert ESP2013_18[-1] == 2500
