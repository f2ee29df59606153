"""What is published of a measure, and what England publishes of it."""

from collections.abc import Callable, Iterable

from phm_core.analysis.subject import Subject
from phm_core.catalogue.schema import Indicator
from phm_core.definitions.questions import Comparators, Question
from phm_core.governance.released import Released

REGISTER, QOF, QOF_EVERYONE = "prevalence:", "qof:", "qof_everyone:"


def published_codes(indicator: Indicator | None) -> tuple[str, ...]:
    """Its codes among the comparators, the denominator rule most like ours first.

    QOF achievement leaves out people under a personalised care adjustment; we do not.
    """
    published = indicator.published if indicator else None
    if published is None:
        return ()
    if published.register_ is not None:
        return (f"{REGISTER}{published.register_}",)
    code = published.comparator or ""
    if not code.startswith(QOF):
        return (code,)
    return (f"{QOF_EVERYONE}{code.removeprefix(QOF)}", code)


def england(ask: Callable[[Question], Released], subject: Subject) -> float | None:
    """What England publishes, by the denominator rule that is most like ours."""
    if subject.condition is not None:
        return subject.condition.england.percent
    wanted = published_codes(subject.indicator)
    if not wanted:
        return None
    figures = ask(Comparators(wanted)).tables["figures"].to_pylist()
    return next((row["value"] for row in figures), None)


def england_of(
    ask: Callable[[Question], Released], indicators: Iterable[Indicator]
) -> dict[str, float]:
    """What England publishes of several indicators, in percent, by their id.

    Only of those whose crude share leads: what England publishes is not adjusted.
    """
    codes = {
        entry.id: published_codes(entry)
        for entry in indicators
        if entry.lead == "crude"
    }
    wanted = tuple(code for several in codes.values() for code in several)
    if not wanted:
        return {}
    rows = ask(Comparators(wanted)).tables["figures"].to_pylist()
    values = {row["indicator"]: row["value"] for row in rows}
    found = {
        identity: [values[code] for code in several if code in values]
        for identity, several in codes.items()
    }
    return {identity: given[0] for identity, given in found.items() if given}
