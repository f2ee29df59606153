"""Lines above the header of a table, such as a report's title and the day it was run.

A header is told from a title by what follows: it has as many cells as most rows, words
in all of them that are filled, and there are numbers or days below it.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import TextIO

LINES = 40
"""First lines of a file that are looked at."""
LONGEST = 1 << 16  # letters of a line; what comes after a longer one is not looked at
LEAST = 2  # columns; fewer cannot be told from a title
FIGURES = re.compile(r"[\W\d_]+")

Row = list[str]


def lines_above(file: Path, encoding: str, delimiters: Sequence[str]) -> int:
    """How many lines stand above the header of a text; 0 where none is told."""
    with file.open(encoding=encoding, errors="replace") as opened:
        lines = list(islice(_whole(opened), LINES))
    found = [_rows(lines, mark) for mark in delimiters]
    width, rows = max(((_width(rows), rows) for rows in found), key=_cells)
    return _above(rows, width) if width >= LEAST else 0


def under(names: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Names with what stands above their group of columns before them, in groups of
    which one repeats elsewhere, such as Value and Date of each test.
    """
    several = Counter(name.casefold() for name in names)
    over = list(accumulate(groups, lambda before, cell: cell.strip() or before))
    over = [*over, *[""] * len(names)][: len(names)]
    apart = {
        group
        for name, group in zip(names, over, strict=True)
        if several[name.casefold()] > 1
    }
    return [
        f"{group} {name}" if name and group and group in apart else name
        for name, group in zip(names, over, strict=True)
    ]


def said(above: int) -> str:
    """That something stands above the header."""
    lines = "line before it is" if above == 1 else f"{above} lines before it are"
    return f"its header is line {above + 1}; the {lines} left out."


def _whole(opened: TextIO) -> Iterator[str]:
    """The first lines; none after a cell that is too long, or goes on below."""
    while (line := opened.readline(LONGEST)) and len(line) < LONGEST:
        if line.count('"') % 2:
            return
        yield line


def _rows(lines: Sequence[str], mark: str) -> list[Row]:
    return [next(csv.reader([line], delimiter=mark), []) for line in lines]


def _width(rows: Sequence[Row]) -> int:
    """How many cells most rows have, those of one apart."""
    widths = Counter(len(row) for row in rows if len(row) >= LEAST)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _cells(found: tuple[int, Sequence[Row]]) -> int:
    width, rows = found
    return sum(width for row in rows if len(row) == width)


def _above(rows: Sequence[Row], width: int) -> int:
    """The place of the header, if all before it are titles."""
    for place, row in enumerate(rows):
        below = [one for one in rows[place + 1 :] if len(one) == width]
        filled = len(_filled(row))
        if len(row) == width and 2 * filled > width and _heads(row, below):
            return place
        if len(row) > width or filled == width:
            return 0
    return 0


def _heads(row: Row, below: Sequence[Row]) -> bool:
    words = not any(map(FIGURES.fullmatch, _filled(row)))
    figures = any(FIGURES.fullmatch(cell) for one in below for cell in _filled(one))
    return words and figures


def _filled(row: Row) -> Row:
    return [cell for cell in map(str.strip, row) if cell]
