"""Policy: the purposes people may look for, and the roles that may have them."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.area import Level
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text

Whose = Literal[
    "own_patients", "own_area", "own_residents", "whole_system", "published_only"
]
OWN = ("own_patients", "own_area", "own_residents")
Action = Literal[
    "ask",
    "list_people",
    "reidentify",
    "save_cohort",
    "share_cohort",
    "build_place",
    "name_practices",
    "sign_off",
    "onboard",
    "load_records",
    "choose_snapshot",
    "export_aggregate",
    "export_people",
    "request_export",
    "release_export",
    "audit",
    "manage_access",
]


class Disclosure(Frozen):
    """How counts are released: below `suppress_below` hidden, others rounded.

    Zero is always shown as zero. Both are 1 where counts are exact.
    """

    suppress_below: int = Field(ge=1)
    round_to: int = Field(ge=1)


class Purpose(Entry):
    """One purpose: what may be seen, which opt-outs apply, on what basis.

    `synthetic_opt_outs` are those applied when the snapshot is synthetic. A purpose
    without a confirmed basis is closed on real data (`confirmed: false`).
    """

    short: Text
    identifiability: Literal["identifiable", "pseudonymised", "aggregate"]
    opt_outs: tuple[Literal["type_1", "national_data_opt_out"], ...]
    synthetic_opt_outs: tuple[Literal["type_1", "national_data_opt_out"], ...]
    withheld_flags: tuple[Literal["pds_sensitive", "sharing_dissent"], ...]
    disclosure: Disclosure | None
    lowest_level: Level | None = None
    person_rows: bool
    exports: bool
    reason_needed: bool
    legal_basis: Text
    confirmed: bool
    reviewed: date
    review_by: date
    changes: Text


class Use(Frozen):
    """What a role may do for one purpose.

    people: whose records are counted. datasets: the tables about people that may be
    read; None is all. fields: which columns may stand in a list, by how far they
    identify. lowest_level: the smallest areas that may be compared; None is any.
    practices: whether each is named, or has a letter until its PCN shows its name.
    groups_a_day: how many different groups an organisation may have counted and kept in
    a day, besides the measures of the catalogue.
    """

    people: Whose
    datasets: tuple[Id, ...] | None = None
    fields: tuple[Literal["direct", "quasi", "sensitive", "safe"], ...]
    lowest_level: Level | None = None
    practices: Literal["named", "coded"] = "named"
    groups_a_day: int = Field(default=500, ge=1)
    actions: tuple[Action, ...]


class Role(Entry):
    """One role: where one belongs, and what one may do there for each purpose.

    belongs_to: levels of the organisations that hold the role; none is the whole
    system. The first purpose is the one that a visit starts with.
    """

    short: Text
    belongs_to: tuple[Level, ...] = ()
    uses: dict[Id, Use] = Field(min_length=1)

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes that the role may have, the usual one first."""
        return tuple(self.uses)

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        for purpose, use in self.uses.items():
            if use.people in OWN and not self.belongs_to:
                raise ValueError(
                    f"'{purpose}' counts {use.people}, so belongs_to must say whose"
                )
        return self
