"""Policy: the purposes people may look for, and the roles that may have them."""

from datetime import date
from typing import Literal

from pydantic import Field

from phm_core.area import Level
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text


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
    open_to_everyone_on_synthetic: bool
    legal_basis: Text
    confirmed: bool
    reviewed: date
    review_by: date
    changes: Text


class Role(Entry):
    """One role: its purposes, whose people, and what it may do."""

    short: Text
    purposes: tuple[Id, ...] = Field(min_length=1)
    people: Literal["own_patients", "own_area", "whole_system", "published_only"]
    fields: tuple[Literal["direct", "quasi", "sensitive", "safe"], ...]
    lowest_level: Level | None = None
    actions: tuple[
        Literal[
            "ask",
            "save_cohort",
            "share_cohort",
            "export_aggregate",
            "export_people",
            "audit",
        ],
        ...,
    ]
