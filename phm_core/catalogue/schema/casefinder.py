"""Case finders: who may be missing a diagnosis, a check or a treatment, as data."""

import hashlib
import json
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.criterion import CriterionField
from phm_core.catalogue.schema.clinical import Clinical, Status, Yield
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Source, Text
from phm_core.definitions import Criterion, Definition
from phm_core.definitions.events import Measurement
from phm_core.definitions.logic import All, Unmet
from phm_core.definitions.tree import walk
from phm_core.definitions.wire import key_of

CONTENT = 16  # characters of the digest of a finder's rules


class Shown(Frozen):
    """One thing that is shown of each person: exactly one family, with its id."""

    measurement: Id | None = None
    medication: Id | None = None
    process: Id | None = None
    condition: Id | None = None
    score: Id | None = None

    @property
    def of(self) -> tuple[str, str]:
        """Its family and its id."""
        [(family, identity)] = self.model_dump(exclude_none=True).items()
        return family, identity

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError(
                "give one of measurement, medication, process, condition, score"
            )
        return self


class Priority(Frozen):
    """A group that is seen before those after it, by clinical need.

    criteria: None is everybody who is left. see_within: a start, which a practice sets.
    """

    id: Id
    title: Text
    see_within: Text
    criteria: CriterionField | None = None


class RedFlag(Frozen):
    """A finding that cannot wait: in its own lane, outside capacity and snooze."""

    title: Text
    criteria: CriterionField
    action: Text
    source: Source

    @model_validator(mode="after")
    def _threshold(self) -> Self:
        nodes = walk(self.criteria)
        if not any(isinstance(node, Measurement) and node.bounded for node in nodes):
            raise ValueError("a red flag needs a threshold of a measurement")
        return self


class Exclusion(Frozen):
    """Why somebody is not on the list for now: a window in which it holds.

    lasting: it holds for good, so it has no window.
    """

    title: Text
    criteria: CriterionField
    lasting: bool = False

    @model_validator(mode="after")
    def _ends(self) -> Self:
        nodes = walk(self.criteria)
        ends = any(getattr(node, "within_months", None) for node in nodes)
        if ends == self.lasting:
            raise ValueError(
                "an exclusion ends after within_months, or says 'lasting: true'"
            )
        return self


class CaseFinder(Entry):
    """Who may be missing or under-treated, in what order to see them, and what to do.

    eligible: who could be found, which is the denominator. finds: what the record
    suggests of them. evidence: what is shown of each person. register_: the condition
    whose recorded cases are set beside those expected. `changes` says what would take
    somebody off the list.
    """

    short: Text = Field(max_length=48)
    themes: tuple[Id, ...] = Field(min_length=1)
    kind: Literal["undiagnosed", "under_treated", "not_monitored", "not_safe"]
    register_: Id | None = Field(default=None, alias="register")
    eligible: CriterionField
    whom: Text
    finds: CriterionField
    people: Text
    evidence: tuple[Shown, ...] = Field(min_length=1)
    priorities: tuple[Priority, ...] = Field(min_length=1)
    red_flag: RedFlag | None = None
    exclusions: tuple[Exclusion, ...] = ()
    action: Text
    changes: Text
    why_it_matters: Text
    caution: Text
    known_yield: Yield | None = None
    clinical: Clinical
    source: Source

    @property
    def definition(self) -> Definition:
        """Everybody on the list, as a cohort like any other."""
        return self._of(self.title, self._listed())

    @property
    def eligible_definition(self) -> Definition:
        """Everybody who could be on it."""
        return self._of(self.whom, self.eligible)

    @property
    def red_flag_definition(self) -> Definition | None:
        """Those who cannot wait, whatever would keep others off the list."""
        if self.red_flag is None:
            return None
        criteria = All(of=(self.eligible, self.red_flag.criteria))
        return self._of(self.red_flag.title, criteria)

    @property
    def groups(self) -> tuple[Definition, ...]:
        """The people of each priority, each person in the first that fits."""
        rules = [one.criteria for one in self.priorities if one.criteria is not None]
        groups: list[Definition] = []
        for place, priority in enumerate(self.priorities):
            own = () if priority.criteria is None else (priority.criteria,)
            # Of whom a rule before is not known to be true, the next one decides.
            before = (Unmet(of=tuple(rules[:place])),) if place else ()
            criteria = All(of=(self._listed(), *own, *before))
            groups.append(self._of(priority.title, criteria))
        return tuple(groups)

    @property
    def rules(self) -> tuple[Criterion, ...]:
        """Every criterion in it."""
        several = (
            self.eligible,
            self.finds,
            *(one.criteria for one in self.priorities),
            *(one.criteria for one in self.exclusions),
            self.red_flag and self.red_flag.criteria,
        )
        return tuple(one for one in several if one is not None)

    @property
    def content(self) -> str:
        """Digest of everything that a clinical review answers for."""
        rules = {
            "eligible": key_of(self.eligible),
            "finds": key_of(self.finds),
            "priorities": [
                (one.title, one.see_within, one.criteria and key_of(one.criteria))
                for one in self.priorities
            ],
            "red_flag": self.red_flag
            and (
                self.red_flag.title,
                self.red_flag.action,
                key_of(self.red_flag.criteria),
            ),
            "exclusions": [
                (one.title, key_of(one.criteria)) for one in self.exclusions
            ],
            "evidence": [one.of for one in self.evidence],
            "action": self.action,
        }
        return hashlib.sha256(json.dumps(rules).encode()).hexdigest()[:CONTENT]

    def status(self, on: date) -> Status:
        """Its clinical status on a day: a changed or an expired review is a draft."""
        clinical = self.clinical
        if clinical.status != "reviewed":
            return clinical.status
        expired = clinical.review_by is None or clinical.review_by < on
        return "draft" if expired or clinical.content != self.content else "reviewed"

    def runs(self, *, synthetic: bool, today: date) -> bool:
        """Whether it may find people: a draft does so among synthetic people only."""
        status = self.status(today)
        return status == "reviewed" or (synthetic and status == "draft")

    def _listed(self) -> Criterion:
        kept_off = tuple(one.criteria for one in self.exclusions)
        off = (Unmet(of=kept_off),) if kept_off else ()
        return All(of=(self.eligible, self.finds, *off))

    def _of(self, name: str, criteria: Criterion) -> Definition:
        return Definition(name=name, description=self.meaning, criteria=criteria)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [one.id for one in self.priorities]
        if len(set(ids)) < len(ids):
            raise ValueError("each priority needs an id of its own")
        *first, last = self.priorities
        if last.criteria is not None or any(one.criteria is None for one in first):
            raise ValueError(
                "the last priority takes everybody who is left, and no other one does"
            )
        return self
