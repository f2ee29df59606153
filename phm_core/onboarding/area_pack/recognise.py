"""Recognises the files of a folder by their columns, and refuses what is ambiguous."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.area_pack.comparator_layouts import COMPARATOR_LAYOUTS
from phm_core.onboarding.area_pack.dates import date_of
from phm_core.onboarding.area_pack.layouts import AREA_LAYOUTS, Layout
from phm_core.onboarding.area_pack.reading import (
    SHAPE_NAMES,
    TABLE_NAMES,
    SourceTable,
    counts,
    numbers,
    read_shapes,
    read_table,
)

LAYOUTS = (*AREA_LAYOUTS, *COMPARATOR_LAYOUTS)
UNDATED = date.min


@dataclass(frozen=True, eq=False)
class Input:
    """A recognised file: its table has the names of its layout."""

    layout: Layout
    source: SourceTable
    table: pd.DataFrame

    @property
    def name(self) -> str:
        """File name, as it is given in messages."""
        return self.source.name

    @cached_property
    def day(self) -> date:
        """Date of the file, UNDATED when neither columns nor name tell."""
        return date_of(self.name, self.get("extract_date")) or UNDATED

    def get(self, column: str) -> pd.Series | None:
        """A column when the file has it."""
        return self.table.get(column)

    def counts(self, column: str) -> pd.Series:
        """A column read as counts of people."""
        return counts(self.table[column], source=self.name, name=column)

    def numbers(self, column: str) -> pd.Series:
        """A column read as numbers."""
        return numbers(self.table[column], source=self.name, name=column)


@dataclass(frozen=True)
class Inputs:
    """Every recognised file of a folder, by kind, with the files left aside."""

    tables: Mapping[str, Sequence[Input]]
    shapes: Mapping[Path, dict[str, Any]] = field(default_factory=dict)
    unrecognised: tuple[str, ...] = ()  # sentences, each naming a file

    def one(self, kind: str) -> Input | None:
        """The file of a kind, or None when it was not given."""
        found = self.all(kind)
        return found[-1] if found else None

    def all(self, kind: str) -> Sequence[Input]:
        """Files of a kind, oldest first."""
        return self.tables.get(kind, ())

    @property
    def missing(self) -> list[Layout]:
        """Layouts for which no file was given."""
        return [layout for layout in LAYOUTS if not self.all(layout.kind)]

    @property
    def taken(self) -> list[str]:
        """What each file was taken for, in sentences."""
        tables = [item for items in self.tables.values() for item in items]
        said = [f"'{item.name}': {item.layout.title}." for item in tables]
        drawn = [f"'{path.name}': boundaries of small areas." for path in self.shapes]
        return [*said, *drawn]

    @property
    def notes(self) -> list[str]:
        """What was not given, and what does not work without it, in sentences."""
        said = [
            f"Not given: {layout.title}; without it {layout.without_it}."
            for layout in self.missing
        ]
        if not self.shapes:
            said.append(
                "Not given: boundaries of small areas (ONS, GeoJSON of LSOAs of 2021); "
                "without them there are no maps."
            )
        return [*said, *self.unrecognised]


def recognise(folder: Path) -> Inputs:
    """Read a folder and tell what each file is from its columns.

    Raises RefusedInput when a file is broken, or two files claim one role.
    """
    if not folder.is_dir():
        raise RefusedInput(f"'{folder}' is not a folder. Name the folder of the files.")
    tables: dict[str, list[Input]] = {}
    unrecognised: list[str] = []
    for path in _files(folder, TABLE_NAMES):
        source = read_table(path)
        found = as_input(source)
        if found is None:
            unrecognised.append(_nearest(source))
        else:
            tables.setdefault(found.layout.kind, []).append(found)
    shapes = {path: read_shapes(path) for path in _files(folder, SHAPE_NAMES)}
    ordered = {kind: _in_order(inputs) for kind, inputs in tables.items()}
    return Inputs(ordered, shapes, tuple(unrecognised))


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.name.lower().endswith(endings) and not path.name.startswith(".")
    )


def as_input(source: SourceTable) -> Input | None:
    """The layout whose columns a file has; the one with most columns wins."""
    matches = [
        (layout, names)
        for layout in LAYOUTS
        if (names := _match(layout, list(source.table.columns))) is not None
    ]
    if not matches:
        return None
    matches.sort(key=_weight, reverse=True)
    if len(matches) > 1 and _weight(matches[0]) == _weight(matches[1]):
        raise RefusedInput(
            f"'{source.name}' could be the {matches[0][0].title} or the "
            f"{matches[1][0].title}. Remove the columns that belong to the other."
        )
    layout, names = matches[0]
    table = source.table.rename(
        columns={theirs: ours for ours, theirs in names.items()}
    )
    return Input(layout, source, table[list(names)])


def _weight(match: tuple[Layout, dict[str, str]]) -> tuple[int, int]:
    layout, names = match
    return len(layout.columns), len(names)


def _match(layout: Layout, headers: list[str]) -> dict[str, str] | None:
    required = {name: _find(how, headers) for name, how in layout.columns.items()}
    if None in required.values() or any(_find(how, headers) for how in layout.absent):
        return None
    optional = {name: _find(how, headers) for name, how in layout.optional.items()}
    if layout.any_of and not any(optional[name] for name in layout.any_of):
        return None
    return {name: found for name, found in (required | optional).items() if found}


def _nearest(source: SourceTable) -> str:
    """Say which layout an unrecognised file is nearest to, and what it lacks."""
    headers = list(source.table.columns)
    lacking = {
        layout: [
            name for name, how in layout.columns.items() if not _find(how, headers)
        ]
        for layout in LAYOUTS
    }
    nearest = min(
        LAYOUTS, key=lambda layout: len(lacking[layout]) / len(layout.columns)
    )
    if len(lacking[nearest]) == len(nearest.columns):
        return f"'{source.name}' was left aside: its columns are of no known layout."
    return (
        f"'{source.name}' was left aside: it is nearest to the {nearest.title}, but "
        f"lacks {listed(lacking[nearest]) or 'some of its columns'}."
    )


def _find(spelling: str, headers: Iterable[str]) -> str | None:
    return next((name for name in headers if re.fullmatch(spelling, name)), None)


def _in_order(inputs: list[Input]) -> list[Input]:
    layout = inputs[0].layout
    inputs = sorted(inputs, key=lambda item: item.day)
    names = listed(f"'{item.name}'" for item in inputs)
    if len(inputs) > 1 and layout.several == "refused":
        raise RefusedInput(
            f"{names} both look like the {layout.title}. Leave only one in the folder."
        )
    days = [item.day for item in inputs]
    if layout.several == "newest" and len(days) != len(set(days)):
        raise RefusedInput(
            f"{names} look like the {layout.title} of one date. Leave only one, or "
            "put the month in the file names, such as 2026-07."
        )
    return inputs
