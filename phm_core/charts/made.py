"""Altair charts made once, as plain specifications without data."""

from typing import Any

import altair as alt

from phm_core.charts.theme import CONFIG

AREA_PICK = "area"
PICKED = "picked"


def plain(chart: alt.TopLevelMixin, **extra: Any) -> dict[str, Any]:
    """A chart as a plain dictionary in our theme; data are named, never inside."""
    spec = chart.to_dict(validate=True)
    spec.pop("$schema", None)
    spec.pop("datasets", None)
    return spec | {"config": CONFIG} | extra


def named(name: str, *, features: str | None = None) -> alt.NamedData:
    """A dataset that is given when the chart is drawn."""
    form = alt.Undefined
    if features:
        form = alt.JsonDataFormat(property=features, type="json")
    return alt.NamedData(name=name, format=form)


def pick_area() -> alt.Parameter:
    """Clicking an area chooses it; clicking it again takes the choice back."""
    return alt.selection_point(name=AREA_PICK, fields=["code"], on="click")


def picked() -> alt.Parameter:
    """The area chosen elsewhere: in the list, in another chart or in the address."""
    return alt.param(name=PICKED, value="")


IS_PICKED = f"datum.code === {PICKED}"
