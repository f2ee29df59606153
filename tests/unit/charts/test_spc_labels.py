"""Words of signals on a process chart stay apart, and inside the drawing."""

from phm_core.charts.spc_labels import placed
from phm_core.charts.spc_specs import HEIGHT

MONTHS = 36
WORD = "High, improvement"
WIDE = 15


def test_labels_that_would_meet_stand_apart_and_inside() -> None:
    signals = [(1, 74.0), (3, 73.6), (13, 74.3), (15, 73.9), (24, 73.7), (34, 71.0)]
    labels = [(at, value, WORD) for at, value in signals]
    found = list(placed(labels, MONTHS, 70.3, 74.4).values())
    for number, label in enumerate(found):
        assert label.months[0] >= 0
        assert label.months[1] <= MONTHS
        assert 0 < label.pixels < HEIGHT
        assert not any(label.meets(other) for other in found[:number])


def test_one_alone_stands_just_above_its_month() -> None:
    [label] = placed([(5, 1.0, WORD)], MONTHS, 0.0, 2.0).values()
    assert (label.below, label.ends, label.months) == (-15, False, (5, 5 + WIDE))
    [label] = placed([(34, 1.0, WORD)], MONTHS, 0.0, 2.0).values()
    assert (label.below, label.ends, label.months) == (-15, True, (34 - WIDE, 34))


def test_at_the_top_it_stands_below() -> None:
    [label] = placed([(5, 2.0, WORD)], MONTHS, 0.0, 2.0).values()
    assert label.below == 22
