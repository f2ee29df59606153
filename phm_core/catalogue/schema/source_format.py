"""A format that people's records come in: how it is recognised, and what it means.

A site's own mapping of one extract is such a declaration too, saved as a file.
"""

import re
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text
from phm_core.catalogue.schema.source_table import Cell, Filter, SourceTable

DateForm = Literal[
    "year-month-day", "day/month/year", "month/day/year", "day-month-year",
    "day.month.year", "day month year", "month day year", "yearmonthday",
    "daymonthyear", "monthyear", "month/year", "year-month", "year",
    "spreadsheet number",
]  # fmt: skip
DATE_FORMS: tuple[str, ...] = get_args(DateForm)
LONGEST_PATTERN = 200
ALWAYS_WHOLE = ("opt_out", "sharing_flag")
"""Tables of which a delivery brings everything or nothing: people rely on them."""


def _pattern(value: str) -> str:
    if len(value) > LONGEST_PATTERN:
        raise ValueError(f"a pattern has at most {LONGEST_PATTERN} characters")
    try:
        groups = re.compile(value).groups
    except re.error as fault:
        raise ValueError(f"this is not a pattern ({fault})") from None
    if groups != 1:
        raise ValueError("a pattern has one part in brackets: what is taken")
    return value


def _column(value: Any) -> Any:
    """A name alone stands for the column of that name."""
    return {"column": value} if isinstance(value, str) else value


class ColumnMap(Frozen):
    """Where one column of a table comes from.

    Exactly one of `column`, `first_of` (the first that is filled), `joined` (several,
    with `by` between them) and `constant`. A name in `joined` may hold * and ?. Then,
    in this order: `split_by` and `part` take one part of the cell (the first is 1),
    `pick` takes what its brackets match, `values` says what each value means,
    `otherwise` what every other does, and `empty` what a cell without anything does.
    `dates`: how its dates are written, each tried in turn. `optional`: the column need
    not be in a delivery.
    """

    column: Text | None = None
    first_of: tuple[Text, ...] = ()
    joined: tuple[Text, ...] = ()
    by: str = ""
    constant: Cell | None = None
    split_by: Text | None = None
    part: int = Field(default=1, ge=1, le=20)
    pick: Annotated[str, AfterValidator(_pattern)] | None = None
    values: dict[str, Cell | None] = Field(default_factory=dict)
    otherwise: Cell | None = None
    empty: Cell | None = None
    dates: tuple[DateForm, ...] = ()
    optional: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the source columns that it reads."""
        alone = () if self.column is None else (self.column,)
        return (*alone, *self.first_of, *self.joined)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [
            self.column is not None,
            bool(self.first_of),
            bool(self.joined),
            self.constant is not None,
        ]
        if sum(given) != 1:
            raise ValueError("give exactly one of column, first_of, joined, constant")
        return self


Mapped = Annotated[ColumnMap, BeforeValidator(_column)]


class Join(Frozen):
    """Columns of another source table beside these, where keys are the same.

    on: our column -> its column. They are called `as.column`. Where several of its rows
    fit, one is taken; where none does, its columns are empty. optional: where a column
    of `on` is not in a delivery, nothing is put beside.
    """

    table: Id
    on: dict[Text, Text] = Field(min_length=1)
    as_: Id | None = Field(default=None, alias="as")
    optional: bool = False

    @property
    def name(self) -> str:
        """What its columns begin with."""
        return self.as_ or self.table


class Each(Frozen):
    """One row for each of several columns that is filled, instead of one for all.

    columns: names, in which * and ? may stand, or name -> what to call it. The new
    columns `each.name` and `each.value` hold the name and the cell, and
    `each.number` which of them it is, from 1.
    """

    columns: tuple[Text, ...] | dict[Text, Text] = Field(min_length=1)


class Latest(Frozen):
    """Of rows that tell of the same thing again and again, the last one alone.

    of: what says that it is the same; where one is empty or not there, each row stands.
    by: what is highest in the last, in this order; then the row further down is.
    """

    of: tuple[Text, ...] = Field(min_length=1)
    by: tuple[Text, ...] = ()


class TableMap(Frozen):
    """Rows of one source table as rows of one of our tables.

    latest: which rows are taken, before `where` is asked.
    """

    into: Id
    from_: Id = Field(alias="from")
    join: tuple[Join, ...] = ()
    each: Each | None = None
    latest: Latest | None = None
    where: tuple[Filter, ...] = ()
    columns: dict[Id, Mapped] = Field(min_length=1)


class CodeMap(Frozen):
    """What some codes mean here: code -> id, or several, of entries of a family.

    kind: what else than usual they say: the resolution of a condition, support for it,
    or an outcome of a process.
    """

    system: Id
    into: Literal[
        "conditions", "measurements", "medicines", "processes", "scores", "social"
    ]
    kind: Id | None = None
    is_: dict[Text, Id | tuple[Id, ...]] = Field(alias="is", min_length=1)


class SourceFormat(Entry):
    """A format of source files, or a saved mapping of one.

    version: rises with each saved change. systems, units: what the source calls coding
    systems and units -> what we call them. creatinine: the equation by which it becomes
    eGFR (CKD-EPI). loses: what it does not carry, or what is not read of it.
    """

    version: int = Field(default=1, ge=1)
    sources: dict[Id, SourceTable] = Field(min_length=1)
    tables: tuple[TableMap, ...] = Field(min_length=1)
    systems: dict[Text, Id] = Field(default_factory=dict)
    codes: tuple[CodeMap, ...] = ()
    units: dict[Text, Text] = Field(default_factory=dict)
    creatinine: Literal["ckd_epi_2009", "ckd_epi_2021"] = "ckd_epi_2009"
    loses: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _known_sources(self) -> Self:
        for table in self.tables:
            for name in (table.from_, *(join.table for join in table.join)):
                if name not in self.sources:
                    raise ValueError(f"there is no source table '{name}'")
        return self

    @model_validator(mode="after")
    def _deltas_can_be_applied(self) -> Self:
        for source in self.sources.values():
            for removal in source.removes:
                other = self.sources.get(removal.from_)
                if other is None:
                    raise ValueError(f"there is no source table '{removal.from_}'")
                if not other.key:
                    raise ValueError(f"'{removal.from_}' has no key to remove rows by")
        for name in sorted(self.always_whole):
            if self.sources[name].key:
                raise ValueError(
                    f"'{name}' brings opt-outs or flags, which always come whole: it "
                    "has no key. Bring them as a table of their own"
                )
        return self

    @property
    def always_whole(self) -> set[str]:
        """The sources of lists that no delta may shorten."""
        lists = [table for table in self.tables if table.into in ALWAYS_WHOLE]
        return {
            name
            for table in lists
            for name in (table.from_, *(join.table for join in table.join))
        }

    @property
    def only_lists(self) -> set[str]:
        """The sources of opt-outs and flags alone: with no rows, nobody is on them."""
        others = {
            name
            for table in self.tables
            for name in (table.from_, *(join.table for join in table.join))
            if table.into not in ALWAYS_WHOLE or name != table.from_
        }
        return {table.from_ for table in self.tables} - others

    @property
    def takes_deltas(self) -> bool:
        """Whether a delivery may say only what changed."""
        return any(source.key for source in self.sources.values())
