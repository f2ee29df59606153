import numpy as np

from phm_core.gateway.strata import expected_from, standardised_shares, usual_shares


def test_where_there_are_no_areas_nothing_is_expected() -> None:
    whole = np.ones((1, 3, 19), dtype=int)
    found = expected_from(whole, whole * 2, np.zeros((0, 3, 19), dtype=int))
    assert found.shape == (0,)
    one = expected_from(whole, whole * 2, np.full((1, 3, 19), 4))
    assert one.tolist() == [3 * 19 * 4 / 2]


def test_no_interval_of_people_among_people_goes_beyond_all_of_them() -> None:
    people = np.full((1, 3, 19), 20)
    found = standardised_shares(people, people, people)
    usual = usual_shares(people, people, people)
    for each in (found.usual, found.wider, usual):
        assert each.value.round(9).tolist() == each.upper.tolist() == [100.0]
        assert each.lower[0] < 97
    few = standardised_shares(people // 4, people, people).usual
    assert few.upper[0] > 27, "only what goes beyond is cut"
