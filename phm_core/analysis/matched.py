"""Does it match my system? Counts of one practice: ours, its own and the published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from phm_core.analysis.beside import REGISTER
from phm_core.analysis.checks import by_criteria
from phm_core.analysis.measured import Ask
from phm_core.analysis.mismatch import Match
from phm_core.analysis.reconciled import published_figures
from phm_core.area import Area
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Check
from phm_core.definitions.document import Definition
from phm_core.definitions.events import Condition, Register
from phm_core.definitions.logic import All
from phm_core.definitions.nodes import Age, Criterion
from phm_core.definitions.questions import HowMany, Question
from phm_core.governance.evidence import LIST, Dated, Evidence
from phm_core.governance.matching import TOGETHER, countable, limit_of, title_of
from phm_core.governance.released import Released

AskAll = Callable[[Sequence[Question]], list[Released]]
Held = Callable[[Criterion], bool]


def matched(
    ask: Ask,
    ask_all: AskAll,
    practice: Area,
    own: Mapping[str, Dated],
    catalogue: Catalogue,
    held: Held,
) -> tuple[Match, ...]:
    """Every register of a practice, and its list, those beyond the limit first.

    held: whether the records of a rule are here; registers without are left out.
    """
    registers = counted(catalogue, held)
    as_at = ask(_count(Age(min=0), practice)).as_at
    asked = _questions(practice, registers, own, as_at, held)
    asked |= _of_checks(practice, catalogue, own, held)
    answers = dict(zip(asked, ask_all(list(asked.values())), strict=True))
    published = {
        one.code.removeprefix(REGISTER): one
        for one in published_figures(
            ask, tuple(f"{REGISTER}{key}" for key in registers), practice
        )
        if one.here
    }
    ours = {key: _people(answers[key, "ours"]) for key in (LIST, *registers)}
    evidence = Evidence(
        own={key: one for key, one in own.items() if ours.get(key, 0) is not None},
        ours={key: people for key, people in ours.items() if people is not None},
        as_at=as_at,
    )
    found = [
        Match(
            register=key,
            title=title_of(catalogue, key),
            as_at=as_at,
            limit=limit_of(catalogue, key),
            ours=ours[key],
            own=own.get(key),
            published=published.get(key),
            then=_people(answers.get((key, "then"))),
            coded=_people(answers.get((key, "coded"))),
            beside=evidence.beside(key) if key in evidence.counted else None,
            hidden={
                check.title: people
                for check in hiding(catalogue, key)
                if (people := _people(answers.get((key, check.id))))
            },
        )
        for key in (LIST, *registers)
    ]
    gap = found[0].rest  # How much longer our list is, of those whose records are sent.
    every = [_by_list(one, gap, ours[LIST]) for one in found]
    every += _together(every, evidence, catalogue)
    return tuple(sorted(every, key=lambda one: (not one.beyond, one.own is None)))


def counted(catalogue: Catalogue, held: Held) -> list[str]:
    """The registers whose records are here."""
    return [
        key
        for key in countable(catalogue)
        if key != LIST and held(catalogue.conditions[key].register_)
    ]


def _together(
    found: Sequence[Match], evidence: Evidence, catalogue: Catalogue
) -> list[Match]:
    """All registers that were counted, as one; nothing where there are not several."""
    together = evidence.together
    if together is None:
        return []
    each = [one for one in found if one.register in evidence.registers]
    first = min(one.on for one in evidence.own.values())
    return [
        Match(
            register=TOGETHER,
            title=title_of(catalogue, TOGETHER),
            as_at=evidence.as_at,
            limit=limit_of(catalogue, TOGETHER),
            ours=together.ours,
            own=Dated(together.own, first),
            then=sum(one.ours - (one.by_date or 0) for one in each if one.ours),
            by_list=sum(one.by_list or 0 for one in each),
            beside=together,
        )
    ]


def hiding(catalogue: Catalogue, register: str) -> tuple[Check, ...]:
    """Checks that point to people whose code of a condition is missing."""
    return tuple(
        check
        for check in by_criteria(catalogue.checks.values())
        if check.hides == register
    )


Asked = dict[tuple[str, str], HowMany]


def _questions(
    practice: Area,
    registers: list[str],
    own: Mapping[str, Dated],
    as_at: date,
    held: Held,
) -> Asked:
    """What is asked of each register: now, with the code, and on an earlier day."""
    asked: Asked = {(LIST, "ours"): _count(Age(min=0), practice)}
    for key in registers:
        on_it = Register.model_validate({"is": key})
        asked[key, "ours"] = _count(on_it, practice)
        code = Condition.model_validate({"is": key})
        if held(code):
            asked[key, "coded"] = _count(code, practice)
    return asked | {
        (key, "then"): _count(asked[key, "ours"].of.criteria, practice, own[key].on)
        for key in (LIST, *registers)
        if key in own and own[key].on < as_at
    }


def _of_checks(
    practice: Area, catalogue: Catalogue, own: Mapping[str, Dated], held: Held
) -> Asked:
    """People whose code of a register seems to be missing, of what was counted."""
    return {
        (key, check.id): _count(All(of=(check.among, check.counted)), practice)
        for key in own
        for check in hiding(catalogue, key)
        if check.among is not None and check.counted is not None
        if held(check.among) and held(check.counted)
    }


def _count(criterion: Criterion, practice: Area, on: date | None = None) -> HowMany:
    counted = Definition(name="Register", criteria=criterion, as_at=on)
    return HowMany(counted, area=practice)


def _people(released: Released | None) -> int | None:
    found = None if released is None else released.figure("people")
    return None if found is None else int(found)


def _by_list(one: Match, gap: int | None, people: int | None) -> Match:
    """With what a list of another length would explain, at the same prevalence."""
    if gap is None or not people or not one.ours or one.register == LIST:
        return one
    if one.own is None:
        return one
    return replace(one, by_list=round(one.ours / people * gap))
