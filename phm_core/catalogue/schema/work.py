"""Steps of work on a list: what a team may say of somebody, and what records say."""

from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text

Turn = Literal["waits", "aside", "over"]


class Reason(Frozen):
    """Why somebody is set aside: one of a few, never free text about a person."""

    id: Id
    title: Text


class WorkStep(Entry):
    """Where somebody stands on a list.

    place: where it stands among the others. turn: whether they wait for their turn, are
    set aside until a day, or are through. set_by: the team, or the record alone.
    longest_days: how long they may be set aside at most.
    """

    place: int = Field(ge=1)
    turn: Turn
    set_by: Literal["team", "record"]
    longest_days: int | None = Field(default=None, ge=1)
    reasons: tuple[Reason, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the reasons by id."""
        return {reason.id: reason.title for reason in self.reasons}

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if (self.turn == "aside") != (self.longest_days is not None):
            raise ValueError("longest_days belongs to 'turn: aside', and only there")
        return self
