"""What every answer says of itself: how it was protected, and who is left out."""

from phm_core.governance.access import Scope
from phm_core.governance.permission import Terms


def rule_in_words(terms: Terms) -> str:
    """How counts were protected."""
    if terms.published:
        return "Published figures: nothing is hidden."
    return terms.rule.sentence


def left_out(terms: Terms, scope: Scope) -> tuple[str, ...]:
    """Whom the purpose and the scope leave out, a sentence each."""
    notes: list[str] = []
    if terms.opt_outs:
        notes.append("People who opted out of uses beyond their own care are left out.")
    if scope.practices is not None or scope.lsoas is not None:
        notes.append(
            "Only your own people are counted, so the whole is theirs, not the "
            "system's."
        )
    return tuple(notes)
