"""Looks up every name in a criterion: registers, segments, saved cohorts, cut-offs.

What comes out needs neither the catalogue nor the library, so the engines and the plain
reference can answer it alike. A node of any kind that is not named here stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from phm_core.area import Lens
from phm_core.catalogue.contents import Catalogue
from phm_core.definitions import logic
from phm_core.definitions.events import (
    Measurement,
    NoRecordOf,
    Process,
    Register,
    Sequence,
)
from phm_core.definitions.logic import Group, Nothing, Unmet, switched_on
from phm_core.definitions.nodes import (
    Criterion,
    Ethnicity,
    InCohort,
    LivesIn,
    RegisteredAt,
    Score,
    Segment,
    Social,
)
from phm_core.engine.built import Built, NothingBuilt, place_of
from phm_core.engine.inner import (
    Definite,
    EthnicGroup,
    Everyone,
    PersonColumn,
    ScoreWithin,
    Span,
)
from phm_core.engine.library import Library
from phm_core.engine.score_bands import band_spans
from phm_core.errors import RefusedInput, did_you_mean

MAX_NODES = 5_000


@dataclass
class Names:
    """What names mean, and which saved cohorts are being looked into."""

    catalogue: Catalogue
    library: Library
    built: Built = field(default_factory=NothingBuilt)
    path: list[tuple[str, int | None]] = field(default_factory=list)
    nodes: int = 0

    def count(self) -> None:
        """Refuse trees that grow without end through saved cohorts."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise RefusedInput(
                f"With the cohorts it uses, this has more than {MAX_NODES:,} criteria. "
                "Use fewer saved cohorts inside each other."
            )


def expand(
    criterion: Criterion,
    catalogue: Catalogue,
    library: Library,
    built: Built | None = None,
) -> Criterion:
    """The same criterion with every name looked up.

    Raises RefusedInput for a name that is not known, or for cohorts in a circle.
    """
    if not switched_on(criterion):
        return Everyone()
    return _resolve(criterion, Names(catalogue, library, built or NothingBuilt()))


def _resolve(node: Criterion, names: Names) -> Criterion:
    names.count()
    return resolve(node, names)


def entry(family: Mapping[str, Any], identity: str, word: str) -> Any:
    """An entry of the catalogue. Raises RefusedInput with the nearest known id."""
    if identity not in family:
        hint = did_you_mean(identity, family)
        raise RefusedInput(f"There is no {word} called '{identity}'.{hint}")
    return family[identity]


@singledispatch
def resolve(node: Criterion, _: Names) -> Criterion:
    """A node with its names looked up; most have none."""
    return node


@resolve.register
def _(node: Group, names: Names) -> Criterion:
    children = tuple(_resolve(child, names) for child in node.enabled)
    # k stays as it is: nobody reaches it when fewer are switched on.
    return node.model_copy(update={"of": children})


@resolve.register
def _(node: Unmet, names: Names) -> Criterion:
    children = (Definite(of=_resolve(child, names)) for child in node.enabled)
    return Nothing(of=tuple(children))


@resolve.register
def _(node: Register, names: Names) -> Criterion:
    condition = entry(names.catalogue.conditions, node.is_, "condition")
    return Definite(of=_resolve(condition.register_, names))


@resolve.register
def _(node: Segment, names: Names) -> Criterion:
    model = entry(names.catalogue.segments, node.model, "segment model")
    known = {segment.id for segment in model.segments}
    for wanted in node.is_:
        entry(dict.fromkeys(known), wanted, f"segment of '{node.model}'")
    wanted = segments(node.model, names)
    return Definite(of=logic.Any(of=tuple(wanted[one] for one in node.is_)))


def segments(model: str, names: Names) -> dict[str, Criterion]:
    """Each segment as a criterion of its own: matched, and by no segment before."""
    found: dict[str, Criterion] = {}
    before: list[Criterion] = []
    for segment in names.catalogue.segments[model].segments:
        written = segment.criterion
        own = Everyone() if written is None else Definite(of=_resolve(written, names))
        left = (Nothing(of=tuple(before)),) if before else ()
        found[segment.id] = logic.All(of=(own, *left))
        before.append(own)
    return found


@resolve.register
def _(node: InCohort, names: Names) -> Criterion:
    step = (node.id, node.version)
    if any(identity == node.id for identity, _ in names.path):
        circle = " -> ".join([*(identity for identity, _ in names.path), node.id])
        raise RefusedInput(
            f"These cohorts use each other in a circle: {circle}. "
            "Take one of the in_cohort rules out."
        )
    saved = names.library.definition(*step)
    if saved is None:
        version = f", version {node.version}" if node.version else ""
        raise RefusedInput(
            f"There is no saved cohort '{node.id}'{version}. Look in the library."
        )
    if not switched_on(saved.criteria):
        return Everyone()
    names.path.append(step)
    inside = _resolve(saved.criteria, names)
    names.path.pop()
    return Definite(of=inside)


@resolve.register
def _(node: RegisteredAt, names: Names) -> Criterion:
    return _parts(node, Lens.REGISTERED, names)


@resolve.register
def _(node: LivesIn, names: Names) -> Criterion:
    return _parts(node, Lens.RESIDENT, names)


def _parts(node: RegisteredAt | LivesIn, lens: Lens, names: Names) -> Criterion:
    """Built Places as the areas that they are made of; other areas stay."""
    if node.built_place is None:
        return node
    parts = [place_of(names.built, one).criterion(lens) for one in node.built_place]
    return parts[0] if len(parts) == 1 else logic.Any(of=tuple(parts))


@resolve.register
def _(node: Measurement, names: Names) -> Criterion:
    measure = entry(names.catalogue.measurements, node.of, "measurement")
    return node.model_copy(update={"same_day": node.same_day or measure.same_day})


@resolve.register
def _(node: Process, names: Names) -> Criterion:
    if not node.done:
        return node
    process = entry(names.catalogue.processes, node.of, "process")
    return node.model_copy(update={"outcome": process.done, "done": False})


@resolve.register
def _(node: NoRecordOf, names: Names) -> Criterion:
    return node.model_copy(update={"of": resolve(node.of, names)})


@resolve.register
def _(node: Sequence, names: Names) -> Criterion:
    ends = {end: resolve(getattr(node, end), names) for end in ("first", "then")}
    return node.model_copy(update=ends)


@resolve.register
def _(node: Score, names: Names) -> Criterion:
    score = entry(names.catalogue.scores, node.of, "score")
    if node.band is None:
        span = Span(at_least=node.at_least, at_most=node.at_most)
        return ScoreWithin(of=node.of, spans=(span,))
    bands = band_spans(score.bands)
    for band in node.band:
        entry(bands, band, f"band of '{node.of}'")
    return ScoreWithin(of=node.of, spans=tuple(bands[band] for band in node.band))


@resolve.register
def _(node: Social, names: Names) -> Criterion:
    factor = entry(names.catalogue.social, node.is_, "social factor")
    return PersonColumn(
        column=factor.column,
        values=factor.values,
        at_most=factor.at_most,
        recorded=bool(factor.is_recorded),
        unknown=("unknown", *factor.unknown),
    )


@resolve.register
def _(node: Ethnicity, names: Names) -> Criterion:
    person = names.catalogue.datasets["person"]
    groups = person.column("ethnicity_group").allowed or ()
    detailed = person.column("ethnicity").allowed or ()
    for term in node.is_:
        entry(dict.fromkeys((*groups, *detailed)), term, "ethnicity")
    return EthnicGroup(
        groups=tuple(term for term in node.is_ if term in groups),
        detailed=tuple(term for term in node.is_ if term not in groups),
    )
