"""What the page of a clinical priority asks: all at once, as far as it may be asked."""

from dataclasses import dataclass

from pages.ui import address, guard, measures, recorded, starting, waiting
from pages.ui.context import Here
from phm_core.analysis.by_group import ByGroup, by_group
from phm_core.catalogue.held import none_held
from phm_core.catalogue.schema import ClinicalPriority
from phm_core.definitions.finders import Expected, Findings
from phm_core.definitions.questions import Question
from phm_core.governance.finding import EXPECTED_FOR, counted_in
from phm_core.governance.released import Released

NO_FINDER = (
    "No case finder of this page runs here: none is reviewed clinically.",
    "Have one reviewed, or look at them on synthetic people.",
)
NOT_BUILT = (
    "Case finders are not counted in a built Place for this purpose.",
    "Choose a PCN or a Place above.",
)


@dataclass(frozen=True, eq=False)
class Found:
    """The answers of a page.

    findings: None where no finder is counted. registers: of each register, or none.
    groups: each figure that is open to the visitor, by the breakdown `by`.
    """

    by: str
    findings: Released | None
    registers: tuple[Released, ...]
    groups: tuple[ByGroup, ...]


def opened() -> tuple[Here, ClinicalPriority]:
    """Where we are, and the priority whose page this is."""
    name = address.screen()
    here = guard.page(name)
    return here, here.house.catalogue.priorities[name]


def no_finders(here: Here, priority: ClinicalPriority) -> tuple[str, str] | None:
    """Why no finder is counted here, and what to do; None where some are."""
    purpose = here.house.catalogue.purposes[here.scope.purpose]
    if not _run(here, priority):
        return NO_FINDER
    return None if counted_in(here.area, purpose) else NOT_BUILT


def no_registers(here: Here) -> tuple[str, str] | None:
    """Why nothing is said of registers here, and what to do; None where it is."""
    if here.area.level not in EXPECTED_FOR:
        return (
            f"What to expect is not told of {here.area.level.plural}.",
            "Choose a PCN, a neighbourhood, a Place or the whole system above.",
        )
    if not here.house.snapshot.has("condition"):
        return (
            f"{none_held('condition')}, so no register can be counted.",
            "Bring files that hold them, with lists of their codes (the screen Bring "
            "data).",
        )
    if not here.reads("condition"):
        return (
            "Your role may not use the records of conditions.",
            "The map and the comparison of areas show published registers.",
        )
    return None


def asked(here: Here, priority: ClinicalPriority, by: str) -> Found | None:
    """Every question of the page as one act; None when refused, which is said."""
    where = {"area": here.area, "lens": here.lens}
    finding: list[Question] = []
    if no_finders(here, priority) is None:
        finding = [Findings(_run(here, priority), **where)]
    expected: list[Question] = []
    if no_registers(here) is None:
        expected = [Expected(one, **where) for one in priority.registers]
    known = [here.indicators[x] for x in priority.tiles if x in here.indicators]
    entries, _ = recorded.parted(here, known)
    asking = [measures.of_entry(here, entry) for entry in entries]
    questions = [*finding, *expected, *(one.by(by) for one in asking)]
    if not questions:
        return Found(by, None, (), ())
    words = "Looking at every record"
    answers = waiting.ask_all(here, questions, key=f"priority-{by}", words=words)
    if not answers:
        return None
    after = len(finding) + len(expected)
    return Found(
        by,
        answers[0] if finding else None,
        tuple(answers[len(finding) : after]),
        tuple(
            by_group(answer, one)
            for answer, one in zip(answers[after:], asking, strict=True)
        ),
    )


def _run(here: Here, priority: ClinicalPriority) -> tuple[str, ...]:
    """The finders that may find people here."""
    running = here.house.catalogue.cohorts
    return tuple(one for one in priority.finders if one in running)


def leave() -> None:
    """Go to the builder when the people of a figure were asked for."""
    starting.leave()
