"""What came in a delivery: its tables, and why each file that is none was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Delivered:
    """One table of a delivery.

    name: without folder and ending. said: as people know the file. left_out: rows that
    did not fit, and the numbers of the first of them. above: lines before the header.
    notes: what else its reader says. origins: where it was put together from what came
    before, each file and its lines that are no rows.
    """

    name: str
    said: str
    file: Path
    columns: tuple[str, ...]
    rows: int
    left_out: int = 0
    lines_left_out: tuple[int, ...] = ()
    above: int = 0
    notes: tuple[str, ...] = ()
    origins: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether it is a table of a header and no rows."""
        return not self.rows

    @property
    def no_rows(self) -> tuple[int, ...]:
        """The numbers of the lines that are no rows, beside the header."""
        return (*range(1, self.above + 1), *self.lines_left_out)


@dataclass(frozen=True)
class Delivery:
    """Everything that came: tables, and why each file that is none was refused.

    empty: tables that have a header and no rows.
    """

    tables: tuple[Delivered, ...]
    refused: dict[str, str] = field(default_factory=dict)
    empty: tuple[Delivered, ...] = ()


def stem(said: str) -> str:
    """The name of a file without its endings."""
    return said.partition(".")[0]
