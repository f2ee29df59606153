"""Every definition as a reader looks it up: what it means, who says so, where it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import (
    Column,
    Condition,
    Dataset,
    Entry,
    Indicator,
    Journey,
    SegmentModel,
)
from phm_core.period import long_date

FAMILIES = {
    "indicators": "Indicators",
    "conditions": "Conditions",
    "measurements": "Measurements",
    "medicines": "Medicine groups",
    "settings_of_care": "Settings of care",
    "processes": "Checks and processes",
    "social": "Social factors",
    "segments": "Segments",
    "scores": "Scores",
    "journeys": "Journeys",
    "themes": "Themes",
    "scorecards": "Scorecards",
    "attributes": "Breakdowns",
    "levels": "Kinds of area",
    "purposes": "Purposes",
    "datasets": "Tables of data",
}
# Screens on which the entries of a family are used.
USED_ON = {
    "indicators": ("map", "compare", "trends", "themes", "area_profile"),
    "themes": ("themes", "area_profile"),
    "scorecards": ("scorecard",),
    "conditions": ("overview", "map", "builder", "compare"),
    "measurements": ("builder",),
    "medicines": ("builder",),
    "settings_of_care": ("overview", "builder", "segments"),
    "processes": ("builder",),
    "social": ("builder",),
    "segments": ("segments", "builder"),
    "scores": ("builder",),
    "journeys": ("journeys",),
    "attributes": ("overview", "builder"),
    "levels": ("map", "compare"),
    "purposes": ("about",),
    "datasets": ("about",),
}


@dataclass(frozen=True)
class Term:
    """One thing that is defined."""

    family: str
    id: str
    title: str
    meaning: str
    details: tuple[tuple[str, str], ...]
    source: str

    def matches(self, words: Iterable[str]) -> bool:
        """Whether every word is in its title, id or meaning."""
        text = f"{self.title} {self.id} {self.meaning}".lower()
        return all(word in text for word in words)


def terms(catalogue: Catalogue, today: date) -> tuple[Term, ...]:
    """Everything that is defined, by family and then by title, as a reader looks it up.

    today: against which reviews are overdue.
    """
    return tuple(
        _term(family, entry, today)
        for family in FAMILIES
        for entry in sorted(catalogue.family(family).values(), key=_by_title)
    )


def _by_title(entry: Entry) -> str:
    """A title as it is sorted: capitals as small letters."""
    return entry.title.casefold()


def search(found: Iterable[Term], text: str, family: str = "") -> list[Term]:
    """Terms of a family (all when empty) that have every word of the text."""
    words = text.lower().split()
    return [
        term
        for term in found
        if (not family or term.family == family) and term.matches(words)
    ]


def columns(dataset: Dataset) -> tuple[Column, ...]:
    """The data dictionary of one table."""
    return dataset.columns


def _term(family: str, entry: Entry, today: date) -> Term:
    return Term(
        family=family,
        id=entry.id,
        title=entry.title,
        meaning=entry.meaning,
        details=_details(entry, today),
        source=_source(entry),
    )


def _details(entry: Entry, today: date) -> tuple[tuple[str, str], ...]:
    given = {
        "Unit": getattr(entry, "unit", None),
        "Row": getattr(entry, "row", None),
        "Licence": getattr(entry, "licence", None),
        "Without it": getattr(entry, "without_it", None),
        "What it changes": getattr(entry, "changes", None),
    }
    if isinstance(entry, Condition):
        given["England"] = f"{entry.england.percent}% ({entry.england.year})"
        given["Code lists"] = ", ".join(entry.codes.diagnosis)
        if entry.qof:
            given["Published register"] = f"{entry.qof.code}: {entry.qof.rules}"
    if isinstance(entry, Indicator):
        given |= _of_indicator(entry, today)
    if isinstance(entry, Journey):
        given |= _of_journey(entry)
    if isinstance(entry, SegmentModel):
        given |= {segment.title: segment.meaning for segment in entry.segments}
    return tuple((heading, str(text)) for heading, text in given.items() if text)


BETTER = {"higher": "Higher", "lower": "Lower", "none": "Neither"}


def _reviewed(entry: Indicator, today: date) -> str:
    due = f"review by {long_date(entry.review_by)}"
    if entry.overdue(today):
        due = f"review was due by {long_date(entry.review_by)} and is overdue"
    return f"{long_date(entry.reviewed)}; {due}"


def _of_indicator(entry: Indicator, today: date) -> dict[str, object]:
    official = entry.official
    return {
        "Why it matters": entry.why_it_matters,
        "Of whom": entry.whom,
        "Counted": entry.people,
        "Better": BETTER[entry.better],
        "Caution": entry.caution,
        "Follows": official and official.words,
        "Few people": entry.rare,
        "Published": entry.published and entry.published.difference,
        "Owner": entry.owner,
        "Reviewed": _reviewed(entry, today),
    }


def _of_journey(entry: Journey) -> dict[str, object]:
    told: dict[str, object] = {
        "Told of each": "; ".join(aspect.title for aspect in entry.aspects)
    }
    if entry.avoidable:
        avoidable = entry.avoidable
        told["Avoidable"] = (
            f"{avoidable.meaning} {avoidable.caution} Source: {avoidable.source.title} "
            f"({avoidable.source.year})."
        )
    return told | {"Not held": " ".join(entry.gaps)}


def _source(entry: Entry) -> str:
    found = getattr(entry, "register_source", None) or getattr(entry, "source", None)
    title = getattr(found, "title", None) or getattr(entry, "source_note", None)
    year = getattr(found, "year", None)
    return f"{title} ({year})" if title and year else str(title or "")
