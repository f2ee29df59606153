"""Whether a practice's lists may be made: its counts match, and it has signed."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import DataLimit
from phm_core.definitions.wire import meaning_of
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean, listed
from phm_core.governance.evidence import LIST, NOT_SENT, Evidence
from phm_core.period import long_date

TOGETHER = "all_registers"
TITLES = {
    LIST: "People on the list",
    NOT_SENT: "People whose records are not sent (type 1 opt-out)",
    TOGETHER: "All registers together",
}
LIMITS = {LIST: "list_match", TOGETHER: "registers_together"}
REGISTER_MATCH = "register_match"
DIGEST = 16  # characters
MOST = 200_000  # people: no practice in England has so many


def limit_of(catalogue: Catalogue, register: str) -> DataLimit:
    """How far a register, or the list, may differ."""
    return catalogue.limits[LIMITS.get(register, REGISTER_MATCH)]


def needed(catalogue: Catalogue) -> tuple[str, ...]:
    """What a practice has to count before it can sign: its list and some registers."""
    return (LIST, *catalogue.limits[REGISTER_MATCH].counted)


def countable(catalogue: Catalogue) -> tuple[str, ...]:
    """What a practice can count: its list, and every register that QOF publishes."""
    others = [key for key, one in catalogue.conditions.items() if one.qof]
    return tuple(dict.fromkeys((*needed(catalogue), *others)))


def given(catalogue: Catalogue) -> tuple[str, ...]:
    """What a practice can give: what it can count, and whose records are not sent."""
    return (*countable(catalogue), NOT_SENT)


def title_of(catalogue: Catalogue, register: str) -> str:
    """Name of a register, or of the list."""
    return TITLES.get(register) or catalogue.conditions[register].title


def rules_of(catalogue: Catalogue, registers: Iterable[str]) -> dict[str, str]:
    """A digest of the rule of each register; it changes whenever the meaning does."""
    return {
        key: hashlib.sha256(
            meaning_of(catalogue.conditions[key].register_).encode()
        ).hexdigest()[:DIGEST]
        for key in registers
        if key in catalogue.conditions
    }


def beyond(catalogue: Catalogue, evidence: Evidence) -> tuple[str, ...]:
    """Registers in which the practice's own count and ours differ too much.

    All together come last, where no register does alone.
    """
    found = tuple(
        register
        for register in evidence.counted
        if evidence.beside(register).beyond(limit_of(catalogue, register))
    )
    together = evidence.together
    if found or together is None:
        return found
    return (TOGETHER,) if together.beyond(limit_of(catalogue, TOGETHER)) else ()


def counted_well(
    catalogue: Catalogue, people: Mapping[str, int], on: date, today: date
) -> None:
    """Raise RefusedInput for counts that cannot be, and for none."""
    if not people:
        raise RefusedInput("There is no count to keep. Give at least one.")
    for register, count in people.items():
        if register not in given(catalogue):
            hint = did_you_mean(register, given(catalogue))
            raise RefusedInput(f"There is no register called '{register}'.{hint}")
        if not 0 <= count <= MOST:
            raise RefusedInput(
                f"{title_of(catalogue, register)}: {count:,} cannot be a number of "
                f"people of one practice. Give 0 to {MOST:,}."
            )
    if on > today:
        raise RefusedInput(
            f"Nobody can have counted on {long_date(on)}, which is still to come."
        )


def may_sign(catalogue: Catalogue, evidence: Evidence) -> None:
    """Raise RefusedInput unless every needed count is there and none differs much."""
    if evidence.withheld(LIST) > evidence.people(LIST):
        raise RefusedInput(
            f"{TITLES[NOT_SENT]}: more than there are on the list. Count again."
        )
    missing = [key for key in needed(catalogue) if key not in evidence.own]
    if missing:
        raise RefusedInput(
            f"Count first in your own system: {_titles(catalogue, missing)}. Then sign."
        )
    if differing := beyond(catalogue, evidence):
        raise RefusedInput(
            f"Beyond the limit: {_titles(catalogue, differing)}. Nothing is signed "
            "while a count differs so much. The explanation beside it says what to do."
        )


def closed(catalogue: Catalogue, evidence: Evidence) -> str:
    """Why no list of a practice's people is made; nothing where one may be."""
    signed = evidence.signed
    if signed is None:
        return "it has not signed that its counts match its own system"
    if differing := beyond(catalogue, evidence):
        return (
            f"its own count differs too much from ours: {_titles(catalogue, differing)}"
        )
    rules = rules_of(catalogue, signed.rules)
    changed = [key for key, rule in rules.items() if signed.rules[key] != rule]
    if changed:
        return f"the rule has changed since it signed: {_titles(catalogue, changed)}"
    days = (evidence.as_at - signed.on).days
    moved = [
        key
        for key, count in signed.counts.items()
        if limit_of(catalogue, key).broken(evidence.ours.get(key, 0), count, days)
    ]
    if moved:
        return (
            f"its counts have moved too far since it signed on the records of "
            f"{long_date(signed.on)}: {_titles(catalogue, moved)}"
        )
    return ""


def lists_open(
    practices: frozenset[str],
    shut: Mapping[str, str],
    names: Mapping[str, str] | None = None,
) -> frozenset[str]:
    """Those of some practices whose lists may be made.

    shut: why not, by the practice's code. names: of practices. Raises NotPermitted
    where there are none.
    """
    found = practices - shut.keys()
    if practices and not found:
        raise NotPermitted(
            f"No list is made here yet. {said(shut, names)} A practice compares its "
            "counts and signs on the page 'Onboarding'."
        )
    return found


def said(shut: Mapping[str, str], names: Mapping[str, str] | None = None) -> str:
    """Why no list is made of some practices, the practices of one reason together."""
    together: dict[str, list[str]] = {}
    for practice, why in sorted(shut.items()):
        together.setdefault(why, []).append((names or {}).get(practice, practice))
    return " ".join(f"{_whose(each)}: {why}." for why, each in together.items())


def _whose(practices: list[str]) -> str:
    """One practice, or each of several, of which something is said as 'it'."""
    named = listed(practices)
    return named if len(practices) == 1 else f"Each of {named}"


def _titles(catalogue: Catalogue, registers: list[str] | tuple[str, ...]) -> str:
    return listed([title_of(catalogue, key) for key in registers])
