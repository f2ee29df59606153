"""What stands around an answer: whose rows, and how much is let out."""

from dataclasses import replace

from phm_core.engine.policy import Rows
from phm_core.governance.access import Scope
from phm_core.governance.permission import Terms
from phm_core.governance.released import Released


def rows_of(scope: Scope, terms: Terms) -> Rows:
    """Whose rows are read; of whom none may be listed is never asked for."""
    practices = scope.practices if terms.practices is None else terms.practices
    rows = Rows(practices, scope.lsoas, terms.opt_outs, scope.datasets)
    return replace(rows, unlisted=terms.unlisted)


def size_of(released: Released) -> int:
    """How many figures, or people, are let out."""
    shown = sum(value is not None for value in released.facts.values())
    return shown + sum(table.num_rows for table in released.tables.values())
