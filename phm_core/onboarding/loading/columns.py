"""What the columns of each table hold, beyond what is given as it is."""

from collections.abc import Callable

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.codes.meaning import CATALOGUE
from phm_core.onboarding.loading.expressions import first_known, looked_up
from phm_core.onboarding.loading.ground import Ground

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
ALWAYS = "1900-01-01"
LIST_MARKS = r"[\s,|;]+"
Values = dict[str, Expression]
ODD = "odd"
"""Column of why a value is missing that was given: 'unit' or 'implausible'."""


def values_of(ground: Ground, table: str, held: list[str]) -> Values:
    """Expressions for the columns of a table that are worked out. held: its columns."""
    dataset = ground.catalogue.datasets[table]
    found: Values = {}
    if "code_system" in dataset.names:
        found["code_system"] = _system(dataset)
        # An entry that is its own code was not coded by anybody.
        own = first_known(C("system") == K(CATALOGUE), K(value=False))
        found["code"] = CaseExpression(~own, C("code") if "code" in held else K(None))
    if "source" in dataset.names:
        given = C("source") if "source" in held else K(None).cast("VARCHAR")
        found["source"] = first_known(given, K(ground.mapping.title))
    more = MORE.get(table)
    return {**found, **(more(ground, held) if more else {})}


def plausible() -> tuple[Expression, Expression]:
    """A converted value where it can be, and why it is missing where it is not."""
    value = (C("value") + C("add")) * C("multiply")
    fits = value.between(C("low"), C("high"))
    given = C("value").isnotnull()
    odd = CaseExpression(given & C("multiply").isnull(), K("unit")).when(
        given & ~fits, K("implausible")
    )
    return CaseExpression(fits, value), odd


def _system(dataset: Dataset) -> Expression:
    allowed = dataset.column("code_system").allowed or ()
    known = C("system").isin(*map(K, allowed))
    other = C("system").isnotnull() & (C("system") != K(CATALOGUE))
    return CaseExpression(known, C("system")).when(other, K("local"))


def _conditions(_: Ground, held: list[str]) -> Values:
    given = _held("kind", held)
    return {"kind": first_known(given, C("found_kind"), K("diagnosis"))}


def _measurements(ground: Ground, _: list[str]) -> Values:
    units = {key: one.unit for key, one in ground.catalogue.measurements.items()}
    return {"unit": looked_up(C("id"), units)}


def _processes(ground: Ground, held: list[str]) -> Values:
    """The outcome that is given, or that the code says, or that it was done."""
    processes = ground.catalogue.processes
    done = {key: one.done[0] for key, one in processes.items() if one.done}
    spelt = {
        f"{key} {word.casefold()}": outcome.id
        for key, one in processes.items()
        for outcome in one.outcomes
        for word in (outcome.id, outcome.title)
    }
    told = looked_up(
        F("concat", C("id"), K(" "), F("lower", _held("outcome", held))), spelt
    )
    given = _held("outcome", held)
    said = first_known(C("found_kind"), looked_up(C("id"), done))
    outcome = CaseExpression(given.isnotnull(), told).otherwise(said)
    return {"outcome": outcome}


def _activity(ground: Ground, held: list[str]) -> Values:
    costs = {
        key: str(one.unit_cost_gbp)
        for key, one in ground.catalogue.settings_of_care.items()
        if one.unit_cost_gbp is not None
    }
    usual = looked_up(C("setting"), costs).cast("DOUBLE")
    given = C("cost_gbp") if "cost_gbp" in held else K(None).cast("DOUBLE")
    return {
        "icd10": _icd(
            first_known(_held("icd10", held), _first(_held("icd10_all", held)))
        ),
        "icd10_all": _icd(first_known(_held("icd10_all", held), _held("icd10", held))),
        "cost_gbp": first_known(given, usual),
    }


def _procedures(*_: object) -> Values:
    return {"opcs4": _icd(C("opcs4"))}


def _opt_outs(_: Ground, held: list[str]) -> Values:
    given = C("recorded_on") if "recorded_on" in held else K(None).cast("DATE")
    return {"recorded_on": first_known(given, K(ALWAYS).cast("DATE"))}


MORE: dict[str, Callable[[Ground, list[str]], Values]] = {
    "condition": _conditions,
    "measurement": _measurements,
    "process": _processes,
    "activity": _activity,
    "procedure": _procedures,
    "opt_out": _opt_outs,
}


def _held(name: str, held: list[str]) -> Expression:
    return C(name) if name in held else K(None).cast("VARCHAR")


def _first(text: Expression) -> Expression:
    return F("regexp_extract", text, K(r"^([^\s,|;]+)"), K(1))


def _icd(text: Expression) -> Expression:
    """Codes without dots, in capitals, with semicolons between several."""
    plain = F("upper", F("replace", text, K("."), K("")))
    parted = F("regexp_replace", F("trim", plain), K(LIST_MARKS), K(";"), K("g"))
    return F("nullif", F("trim", parted, K(";")), K(""))
