"""Worked examples of the statistically nearest areas and their reasons."""

import numpy as np
import pytest
from scipy.spatial import distance

from phm_core.methods import similar_areas

NAMES = ("deprivation", "aged 65 and over", "rural")
# Middle halves by hand: 12 to 30, 14 to 20 and 0 to 0.2.
AREAS = [
    [10.0, 14.0, 0.0],
    [12.0, 14.0, 0.0],
    [20.0, 16.0, 0.1],
    [30.0, 20.0, 0.2],
    [40.0, 24.0, 0.9],
]
WIDTHS = np.array([18.0, 6.0, 0.2]) / 1.3489795003921634


def test_areas_are_ordered_by_distance_in_robust_deviations():
    made = similar_areas(AREAS, NAMES, of=0)
    apart = (np.array(AREAS) - AREAS[0]) / WIDTHS
    far = np.sqrt((apart**2).sum(axis=1) / 3)
    assert made.area.tolist() == [1, 2, 3, 4]
    assert made.distance == pytest.approx(far[1:], rel=1e-9)
    # By hand: 2 / 13.3434 is 0.149887; over three features, by the root of 3.
    assert made.distance[0] == pytest.approx(0.0865371, rel=1e-6)


@pytest.mark.parametrize("of", range(5))
@pytest.mark.parametrize("weights", [(1, 1, 1), (3, 1, 0.5), (0, 2, 1)])
def test_distances_equal_scipys_standardised_euclidean(of, weights):
    total = sum(weights)
    pairs = zip(WIDTHS, weights, strict=True)
    variances = [width**2 * total / w if w else 1e300 for width, w in pairs]
    table = distance.cdist([AREAS[of]], AREAS, "seuclidean", V=variances)[0]
    made = similar_areas(AREAS, NAMES, of, weights=weights)
    assert made.distance == pytest.approx(table[made.area], rel=1e-6)
    assert (np.diff(made.distance) >= 0).all()
    assert of not in made.area


def test_reasons_say_what_is_alike_and_what_is_not_in_its_own_unit():
    made = similar_areas(AREAS, NAMES, of=2)
    nearest = made.reasons(0)
    assert made.area.tolist() == [1, 0, 3, 4]
    # By hand: 2 in 100 are 0.4497, 8 points 0.5995 and 0.1 are 0.6745 deviations less.
    assert [r.feature for r in nearest] == ["aged 65 and over", "deprivation", "rural"]
    assert (nearest[1].own, nearest[1].theirs) == (20, 12)
    apart = [-0.449660, -0.599546, -0.674490]
    assert [r.apart for r in nearest] == pytest.approx(apart, rel=1e-5)
    # 0.454937 of 0.202194 + 0.359455 + 0.454937.
    assert nearest[-1].share == pytest.approx(0.447515, rel=1e-5)
    assert sum(r.share for r in nearest) == pytest.approx(1)


def test_an_extreme_area_does_not_shrink_the_others():
    calm = similar_areas([[1.0], [2], [3], [4], [5]], ["x"], 0).distance
    wild = similar_areas([[1.0], [2], [3], [4], [5e6]], ["x"], 0).distance
    assert wild[:3] == pytest.approx(calm[:3])


def test_a_feature_most_areas_share_uses_the_plain_deviation():
    # Standard deviation of 0, 0, 0, 0, 10 is the root of 20.
    made = similar_areas([[0.0], [0], [0], [0], [10]], ["rural"], 0)
    assert made.distance[-1] == pytest.approx(10 / np.sqrt(20))


def test_missing_features_are_passed_over_and_said():
    values = np.array(AREAS)
    values[3, 1] = np.nan
    made = similar_areas(values, NAMES, of=2)
    place = made.area.tolist().index(3)
    assert made.missing(place) == ("aged 65 and over",)
    assert made.known[place] == pytest.approx(2 / 3)
    assert [r.feature for r in made.reasons(place)] == ["rural", "deprivation"]
    # Over the two features that are known, by the root of 2 (their own widths).
    low, high = np.quantile([10, 12, 20, 30, 40], (0.25, 0.75))
    away = np.hypot(10 * 1.3489795 / (high - low), 0.1 * 1.3489795 / 0.2) / np.sqrt(2)
    assert made.distance[place] == pytest.approx(away, rel=1e-6)


def test_an_area_with_too_little_known_is_not_compared():
    values = np.array(AREAS)
    values[4, :2] = np.nan
    made = similar_areas(values, NAMES, of=0)
    assert made.not_compared.tolist() == [4]
    assert 4 not in made.area


def test_features_that_say_nothing_are_left_out_and_said():
    values = np.column_stack([AREAS, np.full(5, 7.0), [1, np.nan, np.nan, 2, np.nan]])
    made = similar_areas(values, (*NAMES, "same", "rare"), of=0)
    assert made.left_out == {
        "same": "the same in every area",
        "rare": "known of fewer than 3 areas",
    }
    plain = similar_areas(AREAS, NAMES, of=0)
    assert made.distance == pytest.approx(plain.distance)
    assert len(made.reasons(0)) == 3


def test_only_so_many_are_given_and_an_alike_area_is_at_no_distance():
    made = similar_areas([*AREAS, AREAS[0]], NAMES, of=0, number=2)
    assert made.area.tolist() == [5, 1]
    assert made.distance[0] == 0
    assert [r.share for r in made.reasons(0)] == [0, 0, 0]
