import numpy as np

from phm_core.gateway.strata import expected_from


def test_where_there_are_no_areas_nothing_is_expected() -> None:
    whole = np.ones((1, 3, 19), dtype=int)
    found = expected_from(whole, whole * 2, np.zeros((0, 3, 19), dtype=int))
    assert found.shape == (0,)
    one = expected_from(whole, whole * 2, np.full((1, 3, 19), 4))
    assert one.tolist() == [3 * 19 * 4 / 2]
