"""What may be brought for each table, before it is known who and what it means."""

from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text

GivenType = Literal[
    "nhs_number", "local_id", "date", "number", "integer", "flag", "word", "text",
    "code", "system", "practice", "small_area", "entry",
]  # fmt: skip
PERSON_KEYS = ("nhs_number", "local_id")


class Pair(Frozen):
    """Entries whose values come as one, such as a blood pressure of 142/88.

    column: where the values stand, with `split_by` between them; parts: the entries in
    that order. also_called: names that suppliers use for it.
    """

    title: Text
    parts: tuple[Id, ...] = Field(min_length=2)
    column: Id = "value"
    split_by: Text = "/"
    also_called: tuple[Text, ...] = ()


class Given(Frozen):
    """One column that a source may give.

    title: what it is called on screen, where that is not its name. type: how a cell is
    read. also_called: names that suppliers use for it, by which a mapping is suggested.
    words: other spellings of each value that is allowed. required: a row without it is
    set aside. family: whose entry an `entry` names. pairs: what else it may name, that
    stands for several. within_years: how long before the as-at date a day can be.
    told_by_table: whether the name of a table may say it, for all of its rows.
    """

    name: Id
    title: Text | None = None
    type: GivenType
    meaning: Text
    required: bool = False
    also_called: tuple[Text, ...] = ()
    words: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    family: Id | None = None
    pairs: dict[Id, Pair] = Field(default_factory=dict)
    within_years: int = Field(default=120, gt=0)
    told_by_table: bool = False

    @property
    def label(self) -> str:
        """What people call it: 'Discharge destination'."""
        return self.title or self.name.replace("_", " ").capitalize()

    @model_validator(mode="after")
    def _of_its_type(self) -> Self:
        if bool(self.words) != (self.type == "word"):
            raise ValueError(f"{self.name}: a word has words, and nothing else has")
        if (self.family is not None) != (self.type == "entry"):
            raise ValueError(f"{self.name}: an entry has a family, nothing else has")
        if self.pairs and self.type != "entry":
            raise ValueError(f"{self.name}: only an entry has pairs")
        return self


class Intake(Entry):
    """The columns that a source may give for one table; the id is the table's.

    codes_for: the family of entries that the codes of a row are looked up in. part_of:
    the table that rows are added to, where it is another. least: columns beside the
    person by which a table of a source is recognised as one. told_by: columns whose
    names together say that it is one, whatever else it is.
    """

    row: Text
    columns: tuple[Given, ...] = Field(min_length=1)
    codes_for: Id | None = None
    part_of: Id | None = None
    least: int = Field(default=2, ge=1)
    told_by: tuple[Id, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Given:
        """The column of that name (KeyError when there is none)."""
        return {column.name: column for column in self.columns}[name]

    @model_validator(mode="after")
    def _of_people(self) -> Self:
        names = self.names
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"columns given twice: {', '.join(sorted(repeated))}")
        if not set(PERSON_KEYS) <= set(names):
            raise ValueError(f"needs the columns {' and '.join(PERSON_KEYS)}")
        return self
