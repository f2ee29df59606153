"""How far each practice and provider has come, and how many people that covers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from phm_core.area import Level
from phm_core.catalogue.schema import Stage
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean
from phm_core.gateway.trust import Trust
from phm_core.governance.access import VISITOR, Scope
from phm_core.governance.covered import Covered
from phm_core.nhs_number import without_nhs_number
from phm_core.period import long_date
from phm_core.store.joining import Joining, Kept, Kind, Step

CODE = re.compile(r"[A-Z0-9]{3,10}")
LONGEST_NAME = 80


@dataclass(frozen=True)
class Organisation:
    """A practice or provider: the stages that it has reached, with their days.

    reached: None for a stage that is seen in what is there. people: on its list.
    """

    kind: Kind
    code: str
    name: str
    reached: dict[str, date | None] = field(default_factory=dict[str, date | None])
    people: int = 0


@dataclass(frozen=True)
class Tracker:
    """The stages of every organisation, as written down and as seen."""

    trust: Trust
    joining: Joining

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in their order."""
        declared = self.trust.catalogue.stages.values()
        return tuple(sorted(declared, key=lambda one: one.order))

    def organisations(self) -> tuple[Organisation, ...]:
        """Every practice, then every provider that was written down."""
        written = self._written()
        practices = [
            self._practice(code, name, written.pop(("practice", code), {}), shut)
            for shut in [self.trust.shut(self.practices)]
            for code, name in self.trust.public.names(Level.PRACTICE).items()
            if code in self.practices
        ]
        names = {(one.step.kind, one.step.code): one.step.name for one in self.history}
        providers = [
            Organisation(kind, code, names[kind, code], dict(reached))
            for (kind, code), reached in written.items()
            if kind == "provider"
        ]
        return (*practices, *providers)

    def stage_of(self, one: Organisation) -> Stage | None:
        """The last stage that an organisation has reached; None before the first."""
        found = [stage for stage in self.stages if stage.id in one.reached]
        return found[-1] if found else None

    def coverage(self) -> dict[str, Covered]:
        """Practices at each stage or beyond, of all, and people on their lists."""
        order = {stage.id: stage.order for stage in self.stages}
        last = {
            one.code: stage.order
            for one in self.organisations()
            if one.kind == "practice" and (stage := self.stage_of(one))
        }
        return {
            key: self.trust.coverage.among(
                frozenset(code for code, at in last.items() if at >= place),
                self.practices,
            )
            for key, place in order.items()
        }

    @property
    def practices(self) -> frozenset[str]:
        """The practices that can join."""
        return self.trust.coverage.current

    @property
    def beyond(self) -> int:
        """People on the lists of practices that do not join: special-allocation ones.

        The total of the whole system counts them too.
        """
        lists = self.trust.coverage.lists
        return sum(n for code, n in lists.items() if code not in self.practices)

    @property
    def history(self) -> Sequence[Kept]:
        """Every step that was written down, oldest first."""
        return self.joining.history(made_up=self._made_up)

    def may_write(self, scope: Scope) -> bool:
        """Whether a scope writes steps down."""
        known = self._made_up or scope.user not in ("", VISITOR)
        return scope.may("onboard") and known

    def write(self, step: Step, scope: Scope) -> None:
        """Write a step down.

        Raises NotPermitted for a role that may not, RefusedInput for a stage that is
        not written down by hand, an unknown practice, or a day that is still to come.
        """
        if not self.may_write(scope):
            raise NotPermitted(
                "Whoever gives roles writes down how far a practice has come, after "
                "signing in. Ask an administrator."
            )
        self._sound(step)
        self.joining.write(step, scope.user, scope.role)

    def step(
        self, kind: Kind, code: str, name: str, stage: str, on: date, *, reached: bool
    ) -> Step:
        """A step of an organisation of this data."""
        written = code.strip().upper()
        return Step(kind, written, name.strip(), stage, on, reached, self._made_up)

    @property
    def _made_up(self) -> bool:
        return self.trust.snapshot.manifest.synthetic

    def _sound(self, step: Step) -> None:
        stages = self.trust.catalogue.stages
        by_hand = step.kind == "provider" or (
            step.stage in stages and stages[step.stage].reached == "written_down"
        )
        if step.stage not in stages or not by_hand:
            raise RefusedInput(
                f"'{step.stage}' is not written down by hand: it is seen in the data."
                f"{did_you_mean(step.stage, stages)}"
            )
        if step.on > self.joining.today:
            raise RefusedInput(
                f"{long_date(step.on)} is still to come. Write it down when it is done."
            )
        if step.kind == "practice" and step.code not in self.practices:
            hint = did_you_mean(step.code, self.practices)
            raise RefusedInput(f"There is no practice '{step.code}' here.{hint}")
        if not CODE.fullmatch(step.code):
            raise RefusedInput(
                f"'{step.code}' is no code of an organisation. Use the ODS code, such "
                "as RAJ."
            )
        if not 0 < len(step.name) <= LONGEST_NAME:
            raise RefusedInput(
                f"Give the name of the organisation, in at most {LONGEST_NAME} letters."
            )
        without_nhs_number(f"{step.code} {step.name}", "The name")

    def _written(self) -> dict[tuple[Kind, str], dict[str, date | None]]:
        """The stages that stand, by organisation: the newest step of each decides."""
        found: dict[tuple[Kind, str], dict[str, date | None]] = {}
        for kept in self.history:
            step = kept.step
            stages = found.setdefault((step.kind, step.code), {})
            stages.pop(step.stage, None)
            if step.reached:
                stages[step.stage] = step.on
        return found

    def _practice(
        self,
        code: str,
        name: str,
        written: dict[str, date | None],
        shut: dict[str, str],
    ) -> Organisation:
        seen = {
            "records": code in self.trust.held,
            "sign_off": code in self.trust.signed,
            "lists": code in self.trust.held and code not in shut,
        }
        days = {"sign_off": self.trust.signed.get(code)}
        reached = dict(written) | {
            stage.id: days.get(stage.reached)
            for stage in self.stages
            if seen.get(stage.reached)
        }
        people = self.trust.coverage.lists.get(code, 0)
        return Organisation("practice", code, name, reached, people)
