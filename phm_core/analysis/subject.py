"""What is compared between areas: a condition, an indicator, or the chosen cohort."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from phm_core.catalogue.schema import Condition, Indicator
from phm_core.definitions import Definition
from phm_core.definitions.events import Register
from phm_core.definitions.nodes import Age

COHORT = "cohort"
INDICATOR = "indicator:"


@dataclass(frozen=True)
class Subject:
    """A condition or an indicator of the catalogue, or a cohort.

    definition: who is counted.
    """

    title: str
    definition: Definition
    condition: Condition | None = None
    indicator: Indicator | None = None

    @property
    def id(self) -> str:
        """Id of the condition, 'indicator:' and its id, or 'cohort'."""
        if self.indicator is not None:
            return f"{INDICATOR}{self.indicator.id}"
        return self.condition.id if self.condition else COHORT

    @property
    def register(self) -> str | None:
        """The condition whose published register this is; None where it is another."""
        if self.condition is not None:
            return self.condition.id
        published = self.indicator.published if self.indicator else None
        return published.register_ if published else None

    @property
    def among(self) -> Definition | None:
        """Of whom it is a share: as declared, the ages of a register, else everyone."""
        if self.indicator is not None:
            return self.indicator.among_definition
        youngest = self._youngest
        if not youngest:
            return None
        return Definition(name=self.whom, criteria=Age(min=youngest))

    @property
    def whom(self) -> str:
        """Of whom it is a share, as words: 'people aged 17 or over'."""
        if self.indicator is not None:
            return self.indicator.whom
        youngest = self._youngest
        return f"people aged {youngest} or over" if youngest else "people of all ages"

    @property
    def _youngest(self) -> int:
        qof = self.condition.qof if self.condition else None
        return qof.minimum_age if qof else 0

    @property
    def people(self) -> str:
        """Those counted, as a noun: 'people on the diabetes register'."""
        if self.indicator is not None:
            return self.indicator.people
        if self.condition is None:
            return f"people in the cohort {self.title}"
        return f"people on the {sentence_case(self.title)} register"

    @property
    def of_people(self) -> bool:
        """Whether chance among people says how far areas may differ."""
        return self.indicator is None or self.indicator.of_people

    @property
    def better(self) -> Literal["higher", "lower", "none"]:
        """Which side is the one to be on."""
        return self.indicator.better if self.indicator is not None else "none"

    @property
    def crude_first(self) -> bool:
        """Whether the crude share comes first: for care given, not for need."""
        return self.indicator is not None and self.indicator.lead == "crude"


def of_condition(condition: Condition) -> Subject:
    """A condition, counted by its declared register rule."""
    on_register = Definition(
        name=f"{condition.title} register",
        criteria=Register.model_validate({"is": condition.id}),
    )
    return Subject(condition.title, on_register, condition)


def of_indicator(indicator: Indicator) -> Subject:
    """An indicator, counted by its two criteria."""
    return Subject(indicator.title, indicator.counted_definition, indicator=indicator)


def led_by(
    subject: Subject, basis: str, indicators: Iterable[Indicator]
) -> Indicator | None:
    """The indicator whose leading figure this is, by its own id or by its criteria."""
    own, among = subject.definition.criteria, subject.among
    whom = among.criteria if among else None
    same = (
        one
        for one in indicators
        if one.lead == basis and (one.counted, one.among) == (own, whom)
    )
    return next(same, None)


def key_of(indicator: Indicator) -> str:
    """What an indicator is chosen by: a published register by its condition."""
    register = indicator.published.register_ if indicator.published else None
    return register or f"{INDICATOR}{indicator.id}"


def of_cohort(definition: Definition) -> Subject:
    """A cohort, counted as it is defined."""
    return Subject(definition.name, definition)


def sentence_case(title: str) -> str:
    """A title within a sentence: 'Diabetes' becomes 'diabetes'; 'COPD', 'A&E' stay."""
    first = title.partition(" ")[0]
    shout = any(letter.isupper() for letter in first[1:])
    return title if shout else title[:1].lower() + title[1:]
