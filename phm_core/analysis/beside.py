"""What is published of a measure, and what England publishes of it."""

from collections.abc import Callable

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
