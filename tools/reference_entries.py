"""What the reference says of one entry of the catalogue, beside its meaning."""

from collections.abc import Iterable
from functools import singledispatch

from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import (
    Condition,
    Entry,
    ExampleCohort,
    Indicator,
    Scorecard,
    SegmentModel,
    Theme,
)
from phm_core.definitions.describe import describe

FIELDS = ("unit", "caution", "use", "legal_basis")


@singledispatch
def more(entry: Entry, catalogue: Catalogue) -> str:
    """What a reader of one family looks for beside the meaning."""
    del catalogue
    given = (getattr(entry, field, None) for field in FIELDS)
    return next((str(value) for value in given if value), "")


@more.register
def _(entry: Condition, _: Catalogue) -> str:
    register = f"QOF {entry.qof.code}: {entry.qof.rules} " if entry.qof else ""
    return f"{register}Reference sets: {spelled(entry.codes.diagnosis)}."


@more.register
def _(entry: SegmentModel, _: Catalogue) -> str:
    return "; ".join(f"{each.title}: {each.meaning}" for each in entry.segments)


@more.register
def _(entry: ExampleCohort, catalogue: Catalogue) -> str:
    return describe(entry.definition, catalogue)


@more.register
def _(entry: Indicator, catalogue: Catalogue) -> str:
    """Of whom, who counts, whose rules, and what it cannot show."""
    among = describe(entry.among, catalogue) if entry.among else "everyone"
    said = [
        f"Of {entry.whom}: {among}.",
        f"Counted: {describe(entry.counted, catalogue)}.",
    ]
    said += [f"{entry.official.words}."] if entry.official else []
    said += [entry.caution] if entry.caution else []
    return " ".join(said)


@more.register
def _(entry: Theme, catalogue: Catalogue) -> str:
    sections = catalogue.sections_of(entry.id)
    return "; ".join(f"{each.title}: {spelled(each.tiles)}" for each in sections)


@more.register
def _(entry: Scorecard, _: Catalogue) -> str:
    return "; ".join(f"{aim}: {spelled(ids)}" for aim, ids in entry.by_aim.items())


def spelled(ids: Iterable[str]) -> str:
    """Ids as they are written."""
    return ", ".join(f"`{one}`" for one in ids)
