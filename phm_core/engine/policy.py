"""Whose rows a question may count: the row policy that the gateway decides."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Rows:
    """People whom a question may count, in population, numerator and denominator alike.

    `practices`, `lsoas`: only those registered there, or living there; None is
    everyone, and an empty set is nobody. `opt_out_kinds`: those with an active opt-out
    of any of these kinds are left out. `datasets`: tables about people that may be
    read; None is all. `unlisted`: practices whose people are counted, never listed.
    """

    practices: frozenset[str] | None = None
    lsoas: frozenset[str] | None = None
    opt_out_kinds: frozenset[str] = frozenset()
    datasets: frozenset[str] | None = None
    unlisted: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        """Digest of the policy, for cache keys and the audit."""
        parts = [
            None if part is None else sorted(part)
            for part in (
                self.practices,
                self.lsoas,
                self.opt_out_kinds,
                self.datasets,
                self.unlisted or None,
            )
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


EVERYONE = Rows()
