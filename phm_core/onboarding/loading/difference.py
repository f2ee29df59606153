"""What a new snapshot would change against the running one, before publishing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

import numpy as np
from duckdb import ColumnExpression, FunctionExpression

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import DataLimit
from phm_core.errors import RefusedInput, several
from phm_core.governance.rule import EXACT, Rule
from phm_core.onboarding.publish import About
from phm_core.snapshot import Snapshot

C, F = ColumnExpression, FunctionExpression
Pair = tuple[int, int]
SHOWN = 8


@dataclass(frozen=True)
class Limits:
    """How much may change without somebody confirming it, as the catalogue declares."""

    people: DataLimit
    joined: DataLimit
    left: DataLimit
    practice: DataLimit
    register: DataLimit
    records: DataLimit
    known: DataLimit

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Limits":
        """Those that are declared."""
        kinds = (field.name for field in fields(cls))
        return cls(*(catalogue.limits[f"change_{kind}"] for kind in kinds))


@dataclass(frozen=True)
class Difference:
    """Counts before and now. joined, left: people, where pseudonyms are comparable.

    registers: people on each, by its rule. known: people of whom each field is known,
    by what it is called. days: from one to the other, negative
    where the new one is older. rule: how its sentences protect counts.
    """

    people: Pair
    joined: int | None
    left: int | None
    practices: Mapping[str, Pair]
    registers: Mapping[str, Pair]
    records: Mapping[str, Pair]
    known: Mapping[str, Pair] = field(default_factory=dict[str, Pair])
    days: int = 0
    rule: Rule = EXACT

    @property
    def strangers(self) -> bool:
        """Whether nobody of those before is known among those now."""
        moved = (self.left, self.joined)
        return bool(self.people[0]) and moved in ((None, None), self.people)

    def sentences(self) -> Iterator[str]:
        """What would change, in words."""
        before, now = self.people
        yield f"People: {self._pair(before, now)}."
        if self.joined is not None and self.left is not None:
            yield f"{self.said(self.joined)} joined and {self.said(self.left)} left."
        for name, pairs in (
            ("Register", self.registers),
            ("Practice", self.practices),
            ("Records of", self.records),
            ("People with a known", self.known),
        ):
            changed = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
            for key, (was, now) in sorted(changed.items()):
                yield f"{name} {key}: {self._pair(was, now)}."

    def beyond(self, limits: Limits) -> list[str]:
        """Changes that somebody has to confirm, in words."""
        asked = [("people", {"": self.people}, limits.people)]
        asked += [("practice ", self.practices, limits.practice)]
        asked += [("register ", self.registers, limits.register)]
        asked += [("records of ", self.records, limits.records)]
        changed = [
            f"{name}{key}: {self._pair(was, now)}"
            for name, pairs, most in asked
            for key, (was, now) in sorted(pairs.items())
            if was and most.broken(now, was, self.days)
        ]
        return [*self._moved(limits), *self._forgotten(limits.known), *changed]

    def unusual(self, limits: Limits) -> list[str]:
        """The same, and that it is older than what runs."""
        if self.days >= 0:
            return self.beyond(limits)
        days = several(-self.days, "day")
        return [
            f"its records end {days} before those that run",
            *self.beyond(limits),
        ]

    def _moved(self, limits: Limits) -> Iterator[str]:
        """Too many who joined or left, of those who were there."""
        before, _ = self.people
        for word, count, most in (
            ("joined", self.joined, limits.joined),
            ("left", self.left, limits.left),
        ):
            if count is not None and count > most.most(before, self.days):
                yield f"{self.said(count)} of {self.said(before)} people {word}"

    def _forgotten(self, most: DataLimit) -> Iterator[str]:
        """Fields that are known of fewer, were as many people there as before."""
        before, people = self.people
        for name, (was, now) in sorted(self.known.items()):
            expected = was * people / before if before else 0
            if now < expected and most.broken(now, expected, self.days):
                yield f"people of whom the {name} is known: {self._pair(was, now)}"

    def _pair(self, was: int, now: int) -> str:
        return f"{self.said(was)} before, {self.said(now)} now"

    def said(self, count: int) -> str:
        """A count in words that may be read by anybody: protected, of real people."""
        several = np.array([count], dtype=np.int64)
        if self.rule.hides(several)[0]:
            return f"fewer than {self.rule.suppress_below}"
        return f"{self.rule.rounded(several)[0]:,}"


def follows(about: About, running: Snapshot) -> bool:
    """Whether a snapshot is the next delivery of what the running one came from."""
    same = running.manifest.synthetic == about.synthetic
    sources = running.manifest.sources
    first = sources[0] if isinstance(sources, tuple) and sources else {}
    return same and first.get("name") == about.sources[0]["name"]


def usual(found: Difference, limits: Limits, *, confirmed: bool) -> None:
    """Raise RefusedInput for an unusual change that nobody confirmed."""
    beyond = found.unusual(limits)
    if beyond and not confirmed:
        more = f" and {len(beyond) - SHOWN:,} more" if beyond[SHOWN:] else ""
        raise RefusedInput(
            "Nothing was published: more would change than is usual "
            f"({'; '.join(beyond[:SHOWN])}{more}). "
            "If that is right, load with --confirm."
        )
