"""Sheets of words: sources, definitions and the data dictionary."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import pyarrow as pa

from phm_core.analysis.dictionary import FAMILIES, Term
from phm_core.analysis.sources import Source
from phm_core.catalogue.schema import Dataset
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day
from phm_core.governance.explained import Seen

TEXT = pa.string()


def of_sources(found: Sequence[Source]) -> Sheet:
    """Where the data come from."""
    columns = (
        Column("title", "Source"),
        Column("up_to", "Up to"),
        Column("coverage", "Coverage"),
        Column("licence", "Licence"),
        Column("note", "Note"),
    )
    rows = [asdict(source) | {"up_to": _day(source.up_to)} for source in found]
    return _sheet(rows, columns)


def of_terms(found: Sequence[Term]) -> Sheet:
    """What words mean."""
    rows = [
        {
            "family": FAMILIES[term.family],
            "title": term.title,
            "meaning": term.meaning,
            "source": term.source,
        }
        for term in found
    ]
    columns = (
        Column("title", "Term"),
        Column("family", "Kind"),
        Column("meaning", "What it means"),
        Column("source", "Source"),
    )
    return _sheet(rows, columns)


OF_ACCESS = (
    Column("people", "Whose records"),
    Column("counts", "Counts"),
    Column("columns", "Columns of lists"),
    Column("smallest", "Smallest areas"),
    Column("tables", "Tables"),
    Column("opt_outs", "Opt-outs"),
    Column("actions", "May"),
    Column("where", "A role of"),
    Column("basis", "Basis"),
    Column("review_by", "Review by"),
)


def of_access(found: Sequence[Seen]) -> Sheet:
    """Who can see what, and for which purpose."""
    columns = (Column("role", "Role"), Column("purpose", "Purpose"), *OF_ACCESS)
    return _sheet([asdict(one) for one in found], columns)


def of_role(found: Sequence[Seen]) -> Sheet:
    """What one role can see: a row for each question, a column for each purpose."""
    uses = [(one.purpose, asdict(one)) for one in found]
    rows = [
        {"what": column.title} | {title: use[column.name] for title, use in uses}
        for column in OF_ACCESS
    ]
    purposes = (Column(title, title) for title, _ in uses)
    return _sheet(rows, (Column("what", "What"), *purposes))


def of_dataset(dataset: Dataset) -> Sheet:
    """The columns of one table of a snapshot."""
    rows = [
        {
            "name": column.name,
            "type": column.type,
            "meaning": column.meaning,
            "limits": limits(column.minimum, column.maximum, column.allowed),
            "identifies": column.identifiability,
        }
        for column in dataset.columns
    ]
    columns = (
        Column("name", "Column"),
        Column("type", "Type"),
        Column("meaning", "Meaning"),
        Column("limits", "Allowed"),
        Column("identifies", "How far it identifies"),
    )
    return _sheet(rows, columns)


def limits(
    minimum: float | None, maximum: float | None, allowed: tuple[str, ...] | None
) -> str:
    """The values that a column may have, in words."""
    if allowed:
        return ", ".join(allowed)
    ends = [
        f"from {minimum:g}" if minimum is not None else "",
        f"up to {maximum:g}" if maximum is not None else "",
    ]
    return " ".join(end for end in ends if end)


def _day(text: str) -> str:
    """A date of a manifest as it stands in a sentence; other texts as they are."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _sheet(rows: list[dict[str, str]], columns: tuple[Column, ...]) -> Sheet:
    schema = pa.schema([(column.name, TEXT) for column in columns])
    return Sheet(pa.Table.from_pylist(rows, schema=schema), columns)
