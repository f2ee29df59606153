"""Whether a question may be asked, and on what terms it is answered."""

from dataclasses import dataclass

from phm_core.area import Level
from phm_core.catalogue.held import none_held
from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import Purpose, Use
from phm_core.definitions.finders import Expected, Findings, Listing
from phm_core.definitions.inside import criteria
from phm_core.definitions.nodes import RegisteredAt
from phm_core.definitions.questions import (
    About,
    ActivityBy,
    Crosstab,
    Histories,
    Incidence,
    Need,
    Question,
    Rate,
    RateBy,
    Series,
    Standing,
)
from phm_core.definitions.rows_of_people import Features, Identify, People, Record
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.access import (
    Scope,
    purpose_of,
    role_of,
    rule_of,
    signed_in,
    use_of,
)
from phm_core.governance.finding import finders_run, large_area
from phm_core.governance.fineness import finer_than
from phm_core.governance.identifying import identifying_allowed, record_allowed
from phm_core.governance.rule import EXACT, Rule
from phm_core.snapshot import Snapshot

PER_LEVEL = (Rate, Standing, Incidence, Need, Series)
OF_AREA = (About, Series, Histories)
WORDS = {
    "direct": "something that names a person",
    "quasi": "something that helps to recognise a person",
    "sensitive": "something about a person's health or life",
    "safe": "safe to show",
}


@dataclass(frozen=True)
class Terms:
    """On what terms an allowed question is answered.

    published: from figures that are public already. practices: only people registered
    there are listed; None is no narrower. unlisted: practices whose people are counted,
    not listed. told: why people of others are not. fields: how far what is told of one
    person may identify, or be sensitive.
    """

    purpose: Purpose
    rule: Rule
    opt_outs: frozenset[str] = frozenset()
    published: bool = False
    practices: frozenset[str] | None = None
    unlisted: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()


def permit(
    question: Question, scope: Scope, *, catalogue: Catalogue, snapshot: Snapshot
) -> Terms:
    """Decide whether a question may be asked, and on what terms.

    Raises NotPermitted, in a sentence that says what is allowed, and RefusedInput
    where the snapshot has no people to ask about.
    """
    purpose = purpose_of(catalogue, scope.purpose)
    if question.reveals == "public" or _without_people(question, snapshot):
        return Terms(purpose, EXACT, published=True)
    role = role_of(catalogue, scope.role)
    _has_people(snapshot)
    # Asked again each time: the snapshot may have changed since the scope was made.
    signed_in(scope.user, snapshot)
    use = use_of(role, purpose, snapshot)
    if use.people == "published_only":
        raise NotPermitted(f"{role.title} sees published figures only, not cohorts.")
    if question.reveals == "people":
        _people_allowed(question, purpose, use)
        _columns_allowed(question, use, catalogue)
    _fits(question, purpose, use, catalogue)
    if scope.practices_coded:
        _practices_unnamed(question)
    for level in (*_levels(question), *_levels_of_groups(question, catalogue)):
        _level_allowed(level, scope)
    return Terms(
        purpose,
        rule_of(purpose),
        opt_outs_of(purpose, snapshot),
        fields=frozenset(use.fields),
    )


def _fits(question: Question, purpose: Purpose, use: Use, catalogue: Catalogue) -> None:
    """What some questions need besides: the rules stand beside their subject."""
    if isinstance(question, Identify):
        identifying_allowed(question, purpose, use)
    if isinstance(question, Record):
        record_allowed(question, purpose, use)
    if isinstance(question, Findings | Listing):
        finders_run(question, purpose, catalogue)
    if isinstance(question, Expected):
        large_area(question)


def _without_people(question: Question, snapshot: Snapshot) -> bool:
    """Whether published figures describe the areas, there being no people."""
    return isinstance(question, Need) and not snapshot.has_people


def _has_people(snapshot: Snapshot) -> None:
    if not snapshot.has_people:
        raise RefusedInput(
            "This snapshot has published figures only, no people, so cohorts cannot be "
            "counted. Make people for it with 'python -m phm_core demo', or use a "
            "snapshot that has people."
        )


def _people_allowed(question: Question, purpose: Purpose, use: Use) -> None:
    wanted = "analysis" if isinstance(question, Features) else "direct_care or analysis"
    allowed = purpose.person_rows and "list_people" in use.actions
    if not allowed or (isinstance(question, Features) and purpose.id != "analysis"):
        raise NotPermitted(
            f"People are not listed for the purpose '{purpose.id}'. Ask for {wanted}, "
            "or count them instead."
        )


def _columns_allowed(question: Question, use: Use, catalogue: Catalogue) -> None:
    """Raise NotPermitted for a column that identifies further than the role may."""
    if not isinstance(question, People | Features):
        return
    person = catalogue.datasets["person"]
    for name in question.columns:
        # A column 'family:id' is read from records, which are all sensitive.
        known = name in person.names
        found = person.column(name).identifiability if known else "sensitive"
        if found not in use.fields:
            raise NotPermitted(
                f"The column '{name}' is not open to this role for this purpose: it is "
                f"{WORDS[found]}. Leave it out."
            )


def _levels(question: Question) -> list[Level]:
    """Levels at which a question counts people: its areas, and the area it is about."""
    named: list[Level] = [question.per] if isinstance(question, PER_LEVEL) else []
    return [*named, question.area.level] if isinstance(question, OF_AREA) else named


def _levels_of_groups(question: Question, catalogue: Catalogue) -> list[Level]:
    """Levels of the breakdowns that are areas: each of their groups is an area."""
    names: list[object] = []
    if isinstance(question, RateBy):
        names = list(question.by)
    if isinstance(question, ActivityBy):
        names = [question.by]
    if isinstance(question, Crosstab):
        names = [question.rows, question.columns]
    known = [catalogue.attributes.get(name) for name in names if isinstance(name, str)]
    return [entry.level for entry in known if entry is not None and entry.level]


def _practices_unnamed(question: Question) -> None:
    """Raise NotPermitted for a question that picks out a practice by its code."""
    area = question.area if isinstance(question, OF_AREA) else None
    if (area and area.level == Level.PRACTICE) or any(
        isinstance(node, RegisteredAt) and node.practice for node in criteria(question)
    ):
        raise NotPermitted(
            "Practices are shown to your role by a letter, so none can be picked out "
            "by its code. Compare the practices of a PCN or a Place."
        )


def _level_allowed(level: Level, scope: Scope) -> None:
    lowest = scope.lowest_level
    if lowest and finer_than(level, lowest):
        raise NotPermitted(
            f"{level.plural[:1].upper()}{level.plural[1:]} are too small to be shown "
            f"to this role for this purpose. Choose {lowest.plural} or larger areas."
        )


def opt_outs_of(purpose: Purpose, snapshot: Snapshot) -> frozenset[str]:
    """Kinds of opt-out by which people are left out for a purpose.

    Raises NotPermitted when they cannot be honoured.
    """
    if snapshot.manifest.synthetic:
        known = snapshot.has("opt_out")
        return frozenset(purpose.synthetic_opt_outs if known else ())
    if purpose.opt_outs and not snapshot.has("opt_out"):
        raise NotPermitted(
            f"For the purpose '{purpose.title}' opt-outs must be honoured. "
            f"{none_held('opt_out')}: publish it again with them."
        )
    return frozenset(purpose.opt_outs)
