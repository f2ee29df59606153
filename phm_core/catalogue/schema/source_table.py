"""A table of a source: how it is recognised, and how a delta changes it."""

from typing import Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.entry import Frozen, Id, Text

Cell = str | int | float | bool


class Filter(Frozen):
    """Rows that are taken: the column `is` one of, or `is_not`, or is `filled`."""

    column: Text
    is_: tuple[Cell, ...] = Field(default=(), alias="is")
    is_not: tuple[Cell, ...] = ()
    filled: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        given = [bool(self.is_), bool(self.is_not), self.filled is not None]
        if sum(given) != 1:
            raise ValueError("give exactly one of is, is_not and filled")
        return self


class Removal(Frozen):
    """Rows of another source that go, as one of ours says.

    on: its column -> our column. where: only those of our rows.
    """

    from_: Id = Field(alias="from")
    on: dict[Text, Text] = Field(min_length=1)
    where: tuple[Filter, ...] = ()


class SourceTable(Frozen):
    """A table of the source: how it is recognised among the files of a delivery.

    files: names without folder and ending, in which * and ? may stand; small and
    capital letters are alike. columns: those that must be there. layout: every column,
    as it was when the mapping was saved, so that a change is noticed. also_called:
    other names of a column in some deliveries; of several that are there, a row takes
    the first that is filled.

    Where a delivery says only what changed: rows with a `key` take the place of all
    that had the same; `gone` tells the rows that say that theirs is no more; `removes`
    takes rows of other sources away. A source without a key comes whole, or stays.
    """

    files: tuple[Text, ...] = ()
    columns: tuple[Text, ...] = ()
    layout: tuple[Text, ...] = ()
    also_called: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    optional: bool = False
    key: tuple[Text, ...] = ()
    gone: Filter | None = None
    removes: tuple[Removal, ...] = ()

    def names_of(self, column: str) -> tuple[str, ...]:
        """Every name that a column may have, its own first."""
        also = (
            names
            for called, names in self.also_called.items()
            if called.casefold() == column.casefold()
        )
        return (column, *next(also, ()))

    @property
    def only_removes(self) -> bool:
        """Whether it is a list of what is gone, and nothing else."""
        return bool(self.removes) and not self.key

    @model_validator(mode="after")
    def _recognised(self) -> Self:
        if not (self.files or self.columns):
            raise ValueError("give files or columns, so that it can be recognised")
        if self.gone is not None and not self.key:
            raise ValueError("'gone' needs a key, so that the row can be found")
        if self.key and self.removes and self.gone is None:
            raise ValueError("'removes' beside a key needs 'gone': which rows remove")
        return self
