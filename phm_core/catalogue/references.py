"""Does every id that one entry gives for another exist?"""

from collections.abc import Iterator, Mapping

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.mappings import faults
from phm_core.definitions import Criterion
from phm_core.definitions.nodes import InCohort
from phm_core.definitions.tree import walk
from phm_core.definitions.vocabulary import family_word, references
from phm_core.errors import did_you_mean

Fault = tuple[str, str, str]
# Families of what a case finder shows of a person.
SHOWN_FROM = {
    "measurement": "measurements",
    "medication": "medicines",
    "process": "processes",
    "condition": "conditions",
    "score": "scores",
}
# Family and id of an entry, and the family and ids that it lists.
Listed = tuple[str, str, str, tuple[str, ...]]


def dangling(catalogue: Catalogue) -> Iterator[Fault]:
    """Each fault as (family/id, word at fault, sentence)."""
    for owner, criterion in criteria(catalogue):
        for node in walk(criterion):
            for _, family, identity in references(node):
                known = catalogue.names(family)
                if known is not None and identity not in known:
                    hint = did_you_mean(identity, known)
                    said = f"there is no {family_word(family)} '{identity}'.{hint}"
                    yield owner, identity, said
    yield from _plain(catalogue)
    yield from _columns(catalogue)
    yield from _cohorts(catalogue)
    for identity, mapping in catalogue.formats.items():
        for word, said in faults(mapping, catalogue):
            yield f"formats/{identity}", word, said


def criteria(catalogue: Catalogue) -> Iterator[tuple[str, Criterion]]:
    """Every criterion in the catalogue, with the family/id that it stands in."""
    for condition in catalogue.conditions.values():
        yield f"conditions/{condition.id}", condition.register_
    for model in catalogue.segments.values():
        for segment in model.segments:
            if segment.criterion is not None:
                yield f"segments/{model.id}", segment.criterion
    for score in catalogue.scores.values():
        for weight in score.weights:
            yield f"scores/{score.id}", weight.criterion
    for cohort in catalogue.cohorts.values():
        yield f"cohorts/{cohort.id}", cohort.definition.criteria
    yield from _of_indicator_rules(catalogue)
    yield from _of_finder_rules(catalogue)
    yield from _of_checks(catalogue)


def _of_indicator_rules(catalogue: Catalogue) -> Iterator[tuple[str, Criterion]]:
    for indicator in catalogue.indicators.values():
        for rule in (indicator.among, indicator.counted):
            if rule is not None:
                yield f"indicators/{indicator.id}", rule


def _of_finder_rules(catalogue: Catalogue) -> Iterator[tuple[str, Criterion]]:
    for finder in catalogue.casefinders.values():
        for rule in finder.rules:
            yield f"casefinders/{finder.id}", rule


def _of_checks(catalogue: Catalogue) -> Iterator[tuple[str, Criterion]]:
    for check in catalogue.checks.values():
        for rule in (check.among, check.counted):
            if rule is not None:
                yield f"checks/{check.id}", rule


def _cohorts(catalogue: Catalogue) -> Iterator[Fault]:
    """Indicators may use example cohorts, and no cohort may use itself."""
    known = catalogue.cohorts
    titles = {entry.title for entry in known.values()}
    for identity, finder in catalogue.casefinders.items():
        if identity in known or finder.title in titles:
            said = f"an example cohort is called '{finder.title}' too. Rename one."
            yield f"casefinders/{identity}", identity, said
    uses = {
        key: tuple(_in_cohort(entry.definition.criteria))
        for key, entry in known.items()
    }
    for owner, criterion in _of_indicator_rules(catalogue):
        for identity in _in_cohort(criterion):
            if identity not in known:
                hint = did_you_mean(identity, known)
                yield owner, identity, f"there is no example cohort '{identity}'.{hint}"
    for start in uses:
        path = _circle(start, uses)
        if path:
            said = f"these cohorts use each other in a circle: {' -> '.join(path)}."
            yield f"cohorts/{start}", path[1], said


def _in_cohort(criterion: Criterion) -> Iterator[str]:
    return (node.id for node in walk(criterion) if isinstance(node, InCohort))


def _circle(start: str, uses: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The way from a cohort back to itself; empty when there is none."""
    ways = [[start, one] for one in uses[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, one] for one in uses.get(way[-1], ())]
    return []


def _plain(catalogue: Catalogue) -> Iterator[Fault]:
    """Ids listed outright: implied conditions, themes of an indicator and so on."""
    listed = [
        *(
            ("conditions", e.id, "conditions", e.implies)
            for e in catalogue.conditions.values()
        ),
        *_of_intake(catalogue),
        *(
            ("medicines", e.id, "medicines", e.includes)
            for e in catalogue.medicines.values()
        ),
        *(("roles", e.id, "purposes", e.purposes) for e in catalogue.roles.values()),
        *(
            ("roles", e.id, "datasets", use.datasets or ())
            for e in catalogue.roles.values()
            for use in e.uses.values()
        ),
        *_of_themes(catalogue),
        *_of_indicators(catalogue),
        *_of_finders(catalogue),
        *_of_priorities(catalogue),
        *(("journeys", one, "settings_of_care", (one,)) for one in catalogue.journeys),
        *(
            ("fitness", e.id, "attributes", e.breakdowns)
            for e in catalogue.fitness.values()
        ),
        *(("fitness", e.id, "datasets", e.tables) for e in catalogue.fitness.values()),
        *(
            ("checks", e.id, "conditions", (e.hides,))
            for e in catalogue.checks.values()
            if e.hides
        ),
        *(("limits", e.id, "conditions", e.counted) for e in catalogue.limits.values()),
    ]
    for family, owner, wanted, ids in listed:
        known = catalogue.family(wanted)
        for identity in ids:
            if identity not in known:
                hint = did_you_mean(identity, known)
                said = f"there is no '{identity}' in {wanted}.{hint}"
                yield f"{family}/{owner}", identity, said


def _of_themes(catalogue: Catalogue) -> Iterator[Listed]:
    for theme in catalogue.themes.values():
        wanted = theme.candidates.cohorts if theme.candidates else ()
        yield "themes", theme.id, "indicators", theme.tiles
        yield "themes", theme.id, "settings_of_care", theme.contacts
        yield "themes", theme.id, "journeys", theme.journeys
        yield "themes", theme.id, "cohorts", wanted
    for card in catalogue.scorecards.values():
        yield "scorecards", card.id, "indicators", card.all


def _of_intake(catalogue: Catalogue) -> Iterator[Listed]:
    for intake in catalogue.intake.values():
        yield "intake", intake.id, "datasets", (intake.part_of or intake.id,)
        for given in intake.columns:
            for pair in given.pairs.values():
                yield "intake", intake.id, given.family or "", pair.parts


def _of_indicators(catalogue: Catalogue) -> Iterator[Listed]:
    for entry in catalogue.indicators.values():
        published = entry.published.register_ if entry.published else None
        yield "indicators", entry.id, "themes", entry.themes
        yield "indicators", entry.id, "attributes", entry.breakdowns
        yield "indicators", entry.id, "conditions", (published,) if published else ()


def _of_finders(catalogue: Catalogue) -> Iterator[Listed]:
    for entry in catalogue.casefinders.values():
        yield "casefinders", entry.id, "themes", entry.themes
        register = (entry.register_,) if entry.register_ else ()
        yield "casefinders", entry.id, "conditions", register
        for shown in entry.evidence:
            family, identity = shown.of
            yield "casefinders", entry.id, SHOWN_FROM[family], (identity,)


def _of_priorities(catalogue: Catalogue) -> Iterator[Listed]:
    for entry in catalogue.priorities.values():
        yield "priorities", entry.id, "themes", (entry.theme,)
        yield "priorities", entry.id, "conditions", entry.registers
        yield "priorities", entry.id, "casefinders", entry.finders
        yield "priorities", entry.id, "indicators", entry.tiles
        yield "priorities", entry.id, "attributes", entry.by


def _columns(catalogue: Catalogue) -> Iterator[Fault]:
    """Columns that attributes, social factors, settings and datasets name."""
    wanted = [
        *(
            (f"attributes/{a.id}", a.table, a.column)
            for a in catalogue.attributes.values()
        ),
        *((f"social/{s.id}", "person", s.column) for s in catalogue.social.values()),
        *(
            (f"settings_of_care/{s.id}", "activity", column)
            for s in catalogue.settings_of_care.values()
            for column in s.columns
        ),
        *(
            (f"datasets/{d.id}", *column.refers_to.split("."))
            for d in catalogue.datasets.values()
            for column in d.columns
            if column.refers_to
        ),
        *_of_journeys(catalogue),
    ]
    for owner, table, column in wanted:
        dataset = catalogue.datasets.get(table)
        if dataset is None or column not in dataset.names:
            hint = did_you_mean(column, dataset.names if dataset else ())
            said = f"the table '{table}' has no column '{column}'.{hint}"
            yield owner, column, said


def _of_journeys(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Tables and columns that journeys are told from."""
    for entry in catalogue.journeys.values():
        for aspect in entry.aspects:
            yield f"journeys/{entry.id}", aspect.table, aspect.column
        if entry.avoidable is not None:
            for test in entry.avoidable.tests:
                yield f"journeys/{entry.id}", entry.avoidable.table, test.column
