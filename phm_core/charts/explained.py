"""A number that defends itself: what it counts, of whom, how sure, from where."""

from dataclasses import dataclass

from phm_core.catalogue.schema.policy import Action
from phm_core.charts.words import day, headed, number
from phm_core.definitions.questions import Question
from phm_core.governance.covered import Covered
from phm_core.governance.released import Released


@dataclass(frozen=True)
class Explained:
    """What stands behind one number, line by line; empty lines are left out.

    public: it was not counted from people's records. needs: what a role must be able to
    do to take it out, where it is not public. question: what the number answers.
    covered: of which practices the records come that it was counted from.
    """

    sentence: str
    numerator: str = ""
    denominator: str = ""
    interval: str = ""
    source: str = ""
    as_at: str = ""
    coverage: tuple[str, ...] = ()
    rule: str = ""
    public: bool = False
    needs: Action = "export_aggregate"
    question: Question | None = None
    covered: Covered | None = None

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Heading and text of each line."""
        given = [
            ("What it is", self.sentence),
            ("Numerator", self.numerator),
            ("Denominator", self.denominator),
            ("95% interval", self.interval),
            ("Source", self.source),
            ("As at", self.as_at),
            ("Coverage", " ".join([self.practices, *self.coverage]).strip()),
            ("Disclosure", self.rule),
        ]
        return [(heading, text) for heading, text in given if text]

    @property
    def practices(self) -> str:
        """'61 of 101 practices, 58% of people.'; nothing where none were counted."""
        return f"{headed(self.covered.words)}." if self.covered else ""

    @property
    def line(self) -> str:
        """What stands under every chart and table: from where, of whom, as at when."""
        given = (
            ("Source", self.source.removesuffix(".")),
            ("Coverage", self.covered.words if self.covered else ""),
            ("As at", self.as_at),
        )
        return " ".join(f"{heading}: {text}." for heading, text in given if text)


def explained(
    released: Released,
    *,
    sentence: str = "",
    numerator: float | None = None,
    denominator: float | None = None,
    interval: str = "",
    of: str = "people",
) -> Explained:
    """The lines behind a number of a released answer.

    numerator, denominator: as released; None where they do not apply. of: what is
    counted, as a noun.
    """
    return Explained(
        sentence=sentence or released.sentence,
        numerator="" if numerator is None else f"{number(numerator)} {of}",
        denominator="" if denominator is None else f"{number(denominator)} people",
        interval=interval,
        source=source(released),
        as_at=day(released.as_at),
        coverage=released.notes,
        rule=released.rule,
        public=released.question.reveals == "public",
        question=released.question,
        covered=released.covered,
    )


def source(released: Released) -> str:
    """The line under every chart: from where, as at when, synthetic or not."""
    what = (
        "Published registers and lists"
        if released.question.reveals == "public"
        else "Linked records"
    )
    made = " of made-up people (synthetic)" if released.synthetic else ""
    return f"{what}{made}, snapshot {released.snapshot[:8]}."
