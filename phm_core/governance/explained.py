"""What access means, in words made from what roles and purposes declare."""

from dataclasses import dataclass

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Purpose, Role, Use
from phm_core.errors import listed
from phm_core.governance.fineness import coarser
from phm_core.period import long_date

WHOSE = {
    "own_patients": "people registered at your own practices",
    "own_area": "people registered in your own area",
    "own_residents": "people who live in your own area, wherever they are registered",
    "whole_system": "everybody registered or living in the system",
    "published_only": "nobody: published figures alone",
}
NO_RECORDS = "published_only"
OPT_OUTS = {
    "type_1": "type 1",
    "national_data_opt_out": "national data opt-out",
}
FIELDS = {
    "direct": "names and numbers",
    "quasi": "age, sex and where people live",
    "sensitive": "health and ethnicity",
    "safe": "what identifies nobody",
}
ACTIONS = {
    "ask": "count and compare",
    "list_people": "list people",
    "reidentify": "look people up by name",
    "save_cohort": "save cohorts",
    "share_cohort": "share cohorts",
    "build_place": "build Places",
    "name_practices": "say how their practices are shown",
    "sign_off": "sign that the counts match their own system",
    "onboard": "write down how far a practice or provider has come",
    "load_records": "load records of people from files",
    "choose_snapshot": "choose which records the app runs on",
    "export_aggregate": "take figures out",
    "export_people": "take lists out",
    "request_export": "ask for exact figures to be released",
    "release_export": "release what others ask for",
    "audit": "read the audit",
    "manage_access": "give and take back roles",
}


@dataclass(frozen=True)
class Seen:
    """What one role sees and may do for one purpose, in words."""

    role: str
    where: str
    purpose: str
    people: str
    tables: str
    columns: str
    smallest: str
    counts: str
    opt_outs: str
    actions: str
    basis: str
    review_by: str


def who_sees_what(catalogue: Catalogue) -> list[Seen]:
    """Every role by every purpose that it has, as declared."""
    return [
        _seen(catalogue, role, catalogue.purposes[key], use)
        for role in catalogue.roles.values()
        for key, use in role.uses.items()
    ]


def _seen(catalogue: Catalogue, role: Role, purpose: Purpose, use: Use) -> Seen:
    titles = {key: entry.title for key, entry in catalogue.datasets.items()}
    lowest = coarser(use.lowest_level, purpose.lowest_level)
    open_tables = listed([titles[name] for name in use.datasets or ()])
    without = "published tables" if use.people == NO_RECORDS else "every table"
    return Seen(
        role=role.title,
        where=listed([level.plural for level in role.belongs_to]) or "whole system",
        purpose=purpose.title if purpose.confirmed else f"{purpose.title} (closed)",
        people=WHOSE[use.people],
        tables=open_tables or without,
        columns=listed([FIELDS[one] for one in use.fields])
        if "list_people" in use.actions
        else "none: people are counted",
        smallest=lowest.plural if lowest else "any area",
        counts=_counts(purpose, use),
        opt_outs=listed([OPT_OUTS[one] for one in purpose.opt_outs]) or "none apply",
        actions=listed([ACTIONS[one] for one in use.actions]),
        basis=purpose.legal_basis,
        review_by=long_date(purpose.review_by),
    )


def _counts(purpose: Purpose, use: Use) -> str:
    rule = purpose.disclosure
    if rule is None or rule.suppress_below == 1:
        return "exact"
    said = f"1 to {rule.suppress_below - 1} hidden, others rounded to {rule.round_to}"
    if use.people == NO_RECORDS:
        return said
    return f"{said}; {use.groups_a_day:,} new groups a day"


def why_no_names(catalogue: Catalogue, role: Role, purpose: Purpose) -> str:
    """Whether people are named for this purpose, and for whom they are."""
    use = role.uses[purpose.id]
    if "direct" in use.fields and "list_people" in use.actions:
        return f"You can: of {WHOSE[use.people]}. Each list is written down."
    named = [
        f"{one.title} for {catalogue.purposes[key].title.lower()}"
        for one in catalogue.roles.values()
        for key, each in one.uses.items()
        if "direct" in each.fields and "list_people" in each.actions
    ]
    shown = (
        "people stand under a pseudonym"
        if "list_people" in use.actions
        else "people are counted, not listed"
    )
    return (
        f"For {purpose.title.lower()} {shown}. Names are for the team that cares for a "
        f"person: {listed(named)}, of their own people only."
    )
