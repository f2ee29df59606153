"""Datasets: the contract of each table of a snapshot."""

from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text

ColumnType = Literal[
    "int64", "int32", "int16", "int8", "float64", "string", "date", "bool"
]
Identifiability = Literal["direct", "quasi", "sensitive", "safe"]


class Column(Frozen):
    """One column: its type, its meaning, its limits, and how far it identifies.

    title: what it is called in words, where its name does not say so.
    """

    name: Id
    title: Text | None = None
    type: ColumnType
    meaning: Text
    required: bool = False
    nullable: bool = True
    allowed: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    identifiability: Identifiability = "safe"
    refers_to: str | None = Field(default=None, pattern=r"^[a-z_]+\.[a-z0-9_]+$")

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return self.title or self.name.replace("_", " ")

    @model_validator(mode="after")
    def _limits(self) -> Self:
        number = self.type.startswith(("int", "float"))
        if not number and not (self.minimum is None and self.maximum is None):
            raise ValueError(f"{self.name} is {self.type}: only numbers have limits")
        if self.allowed is not None and self.type != "string":
            raise ValueError(
                f"{self.name} is {self.type}: only text has allowed values"
            )
        return self


class Dataset(Entry):
    """One table of a snapshot: what a row is, its columns, how it is stored.

    `required` means that no snapshot of its tier is whole without it; `without_it`
    says what does not work when it is missing. Of the tiers, `counts` are exact counts
    of people: nobody's record, and yet released by the gateway alone. `partitioned_by`
    is the column whose values name the files, sorted inside by `sorted_by`. `called`:
    what its rows are in a sentence, where that is not its title; of several.
    """

    row: Text
    tier: Literal["public", "counts", "person"]
    required: bool
    without_it: Text
    licence: Text
    source_note: Text
    called: Text | None = None
    key: tuple[Id, ...] = ()
    sorted_by: tuple[Id, ...]
    partitioned_by: Id | None = None
    columns: tuple[Column, ...] = Field(min_length=1)

    @property
    def records(self) -> str:
        """What its rows are called in a sentence, such as 'diagnoses'."""
        return self.called or self.title[:1].lower() + self.title[1:]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name (KeyError when there is none)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = self.names
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"columns given twice: {', '.join(sorted(repeated))}")
        used = {*self.key, *self.sorted_by, *filter(None, [self.partitioned_by])}
        if unknown := used - set(names):
            raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
        return self
