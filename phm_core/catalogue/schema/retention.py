"""Retention: how long each kind of thing is kept, why, and what removes it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.entry import Entry, Text

Until = Literal["after_months", "replaced", "withdrawn", "session_ends", "never_kept"]


class Retention(Entry):
    """How long one kind of thing is kept.

    about: whom it tells of. until: when it goes. months: how long, where that is a
    length of time. removed_by: what does it, as a command or in words. why: the basis.
    """

    where: Text
    about: Literal["people", "staff", "nobody"]
    until: Literal[
        "after_months", "replaced", "withdrawn", "session_ends", "never_kept"
    ]
    months: int | None = Field(default=None, ge=1)
    why: Text
    removed_by: Text

    @model_validator(mode="after")
    def _length(self) -> Self:
        if (self.until == "after_months") != (self.months is not None):
            raise ValueError("months belong to 'until: after_months', and only there")
        return self

    @property
    def kept(self) -> str:
        """How long, in words."""
        words = {
            "after_months": f"{self.months} months",
            "replaced": "until it is replaced",
            "withdrawn": "until its owner withdraws it",
            "session_ends": "until the session ends",
            "never_kept": "not kept",
        }
        return words[self.until]
