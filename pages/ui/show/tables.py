"""Tables: real ones for few rows, scrolling ones for many, each with its download."""

from collections.abc import Mapping
from typing import Any, Literal

import pyarrow as pa
import streamlit as st

from pages.ui.show import taking
from pages.ui.show.confidence import behind
from pages.ui.show.messages import refused
from phm_core.charts.explained import Explained
from phm_core.charts.exports import csv_text
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import NOT_SHOWN
from phm_core.governance.taking_out import Taking

# A real table is read by screen readers; a scrolling one is drawn on a canvas.
FEW = 40
# As many columns fit a telephone.
NARROW = 3
ANY_HEIGHT = 400


def sheet(what: Sheet, about: Explained, *, title: str, key: str) -> None:
    """A table with how far the data carry it, whose it is, and its download."""
    if refused(about.coverage):
        return
    body(what, title)
    behind(about)
    download(what, about, title=title, key=key)


def body(what: Sheet, title: str) -> None:
    """The table alone."""
    rows = what.written()
    columns = {
        heading: [row[i] for row in rows] for i, heading in enumerate(what.titles)
    }
    if len(rows) <= FEW:
        st.table(columns, hide_index=True, alt=title, height=_height(columns))
    else:
        st.dataframe(
            what.plain(),
            hide_index=True,
            alt=title,
            column_config=_formats(what),
            placeholder=NOT_SHOWN,
        )


def _height(columns: Mapping[str, object]) -> int | Literal["content"]:
    """A height, so that the keyboard reaches a table that may scroll sideways.

    Streamlit asks for one; the style sheet takes it back.
    """
    return ANY_HEIGHT if len(columns) > NARROW else "content"


def _formats(what: Sheet) -> dict[str, Any]:
    """How the numbers, days and times of each column are written."""
    found = ((one, what.data[one.name].type) for one in what.columns)
    return {one.title: how for one, kind in found if (how := _format(one, kind))}


def _format(column: Column, kind: pa.DataType) -> Any:
    """How one column is written; None for a text."""
    if pa.types.is_timestamp(kind):
        return st.column_config.DatetimeColumn(format="D MMMM YYYY, HH:mm")
    if pa.types.is_date(kind):
        return st.column_config.DateColumn(format="D MMMM YYYY")
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
        return None
    plain = not (column.decimals or column.unit)
    unit = column.unit.replace("%", "%%")
    return st.column_config.NumberColumn(
        format="localized" if plain else f"%.{column.decimals}f{unit}"
    )


def download(what: Sheet, about: Explained, *, title: str, key: str) -> None:
    """The table as CSV with its definition on the first lines; made on the click."""
    taking.button(
        "Download CSV",
        Taking(
            title,
            "csv",
            about.public,
            what.data.num_rows,
            about.needs,
            about.question,
        ),
        lambda mark: csv_text(what, about, mark, title=title),
        key=f"csv_{key}",
        look="tertiary",
        table=what.plain,
    )
