"""Charts of journeys say the unit of what they show."""

import pyarrow as pa
import pytest

from phm_core.charts.journeys_around import DRAWN
from phm_core.charts.journeys_specs import LONG, UNIT
from phm_core.charts.picture import Picture, Sheet
from phm_core.charts.svg import svg

ROW = dict.fromkeys(DRAWN, 40.0) | {"title": "Any service", "when": "Before"}


@pytest.mark.parametrize("unit", ["%", ""])
def test_each_number_below_the_axis_has_its_unit(unit: str) -> None:
    picture = Picture(
        spec=LONG, data={"around": pa.Table.from_pylist([ROW])}, title="", subtitle="",
        alt="", sheet=Sheet(pa.table({}), ()), settings={UNIT: unit},
    )  # fmt: skip
    across = svg(picture, width=400).split('class="mark-text role-axis-label"')[1]
    assert f">20{unit}</text>" in across
