"""What may be shown: made by the gateway alone, accepted by charts and exports."""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from datetime import date
from types import MappingProxyType

# pyright: standard
# PyArrow carries no types; what it holds is tested instead.
import pyarrow as pa

from phm_core.definitions.questions import Question
from phm_core.governance.covered import Covered
from phm_core.governance.door import Key, check

Fact = int | float | str | None


@dataclass(frozen=True, eq=False)
class Released:
    """An answer after disclosure control.

    facts: single numbers; None = not shown. tables: by name; a number is null where it
    is not shown, and `mark` says why: "suppressed" (1 to 7), "none" (no data), "small"
    (too few for a rate). notes: coverage, suppression and exclusions, in sentences.
    carried: the same of one part by name, where that is said of the part alone: of an
    indicator of a standing, of a breakdown, conditions or activity of a profile.
    covered: of which practices the records come; None for published figures.
    rule: how counts were protected. sentence: what was counted. key: digest of
    question, scope, snapshot and rule. Raises TypeError without the gateway's key.

    Two answers with one key are equal, so that what is made of an answer can be kept by
    it. Answers about people have no hash: nothing that is made of them is kept.
    """

    question: Question
    purpose: str
    snapshot: str
    as_at: date
    synthetic: bool
    facts: Mapping[str, Fact]
    tables: Mapping[str, pa.Table]
    notes: tuple[str, ...]
    carried: Mapping[str, tuple[str, ...]]
    covered: Covered | None
    rule: str
    sentence: str
    key: str
    door: InitVar[Key]

    def __post_init__(self, door: Key) -> None:
        check(door)
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))
        object.__setattr__(self, "carried", MappingProxyType(dict(self.carried)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Released) and self.key == other.key

    def __hash__(self) -> int:
        if self.question.reveals == "people":
            raise TypeError("An answer about people is not kept, nor what it gives.")
        return hash(self.key)

    def said_of(self, part: str) -> tuple[str, ...]:
        """The notes about one part; those about the whole where it has none."""
        return self.carried.get(part, self.notes)

    def figure(self, name: str) -> float | None:
        """A number among the facts; None where it is not shown."""
        fact = self.facts[name]
        if isinstance(fact, str):
            raise TypeError(f"'{name}' is words, not a number: read it from facts.")
        return fact
