"""Of how many people the groups are known by which an answer tells them apart."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.finders import Reach
from phm_core.definitions.questions import (
    ActivityBy,
    Crosstab,
    Profile,
    Question,
    RateBy,
    Spread,
)
from phm_core.gateway.asked import Parts
from phm_core.gateway.crosstab import ALL
from phm_core.governance.confidence import judged
from phm_core.governance.released import Fact

# Names of the columns of a breakdown: its people are known when this is true.
KNOWN = ("known", "other_known")
Groups = Iterable[tuple[bool, int | None]]


def of_answer(
    question: Question, tables: Mapping[str, pa.Table], catalogue: Catalogue
) -> Iterator[str]:
    """A sentence for each breakdown by which a whole answer is cut."""
    if isinstance(question, RateBy | ActivityBy):
        cut = question.by if isinstance(question, RateBy) else (question.by,)
        rows = tables["groups"].to_pylist()
        for by, column in zip(cut, KNOWN, strict=False):
            groups = ((row[column], row["people"]) for row in rows)
            yield from _said(str(by), groups, catalogue)
    if isinstance(question, Crosstab):
        cells: list[dict[str, Any]] = tables["cells"].to_pylist()
        ways = (question.rows, "row", "column"), (question.columns, "column", "row")
        for by, own, other in ways:
            margin = [one for one in cells if one[other] == ALL and one[own] != ALL]
            groups = ((_told(by, one[own], catalogue), one["people"]) for one in margin)
            yield from _said(by, groups, catalogue)


def of_parts(
    question: Question, parts: Parts, catalogue: Catalogue
) -> dict[str, tuple[str, ...]]:
    """The same of each breakdown or figure that is one part of an answer of others."""
    tables = parts.tables
    if isinstance(question, Spread):
        return _of_figures(parts.facts, catalogue)
    if isinstance(question, Profile):
        rows = tables["breakdowns"].to_pylist()
        named, sizes = "breakdown", ("people", "others")
    elif isinstance(question, Reach):
        rows, named, sizes = tables["groups"].to_pylist(), "by", ("eligible",)
    else:
        return {}
    found = {
        by: tuple(
            _said(
                by,
                (
                    (_told(by, row["group"], catalogue), row[size])
                    for row in rows
                    if row[named] == by
                    for size in sizes
                ),
                catalogue,
            )
        )
        for by in dict.fromkeys(row[named] for row in rows)
    }
    return {by: said for by, said in found.items() if said}


def _of_figures(
    facts: Mapping[str, Fact], catalogue: Catalogue
) -> dict[str, tuple[str, ...]]:
    """The same of figures that are a cut without being called one."""
    people, known = facts.get("people"), facts.get("ethnicity_known")
    if not (isinstance(people, int | float) and isinstance(known, int | float)):
        return {}
    groups = ((True, int(known)), (False, int(max(people - known, 0))))
    return {
        figure: tuple(_said(fitness.breakdowns[0], groups, catalogue))
        for fitness in catalogue.fitness.values()
        for figure in fitness.figures
    }


def _told(by: str, group: str, catalogue: Catalogue) -> bool:
    """Whether the people of a group, or any of groups put together, are known."""
    return {*group.split("+")} != {catalogue.attributes[by].unknown}


def _said(by: str, groups: Groups, catalogue: Catalogue) -> Iterator[str]:
    rules = [
        one
        for one in catalogue.fitness.values()
        if one.about == "known" and by in one.breakdowns
    ]
    counted = [(told, people or 0) for told, people in groups] if rules else []
    everybody = sum(people for _, people in counted)
    if not everybody:
        return
    share = 100 * sum(people for told, people in counted if told) / everybody
    name = catalogue.attributes[by].label
    words = f"{name[:1].lower()}{name[1:]} is known of {share:.0f}% of these people"
    for fitness in rules:
        yield judged(fitness, share, words)
