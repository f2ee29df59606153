"""What the codes and units of a source mean: each once, then beside its rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
)

from phm_core.catalogue.schema import Measurement, SourceFormat
from phm_core.onboarding.code_shapes import SHAPES, system_of
from phm_core.onboarding.codelist_rows import Coded
from phm_core.onboarding.codes.meaning import (
    DIAGNOSIS,
    SUPPORTING,
    Meaning,
    with_wider,
)
from phm_core.onboarding.loading.expressions import every, first_known
from phm_core.onboarding.loading.ground import Ground

C, K = ColumnExpression, ConstantExpression
CODED = ("code_system", "code")
UNMAPPED, ELSEWHERE, MAPPED, BLANK = "unmapped", "elsewhere", "mapped", "blank"
GUESSED = ("snomedct", "loinc", "icd10")
"""Systems that a code without one is tried as, by its shape."""
SAME_UNIT = re.compile(r"[\s_^*{}()\[\]]")
MICRO = str.maketrans("µμ", "uu")
CODE_SCHEMA = pa.schema(
    [
        ("of_entry", pa.string()),
        ("of_system", pa.string()),
        ("of_code", pa.string()),
        ("id", pa.string()),
        ("found_kind", pa.string()),
        ("system", pa.string()),
        ("state", pa.string()),
        ("first", pa.bool_()),
    ]
)
UNIT_SCHEMA = pa.schema(
    [
        ("of_unit", pa.string()),
        ("add", pa.float64()),
        ("multiply", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
RESULTS = "measurements"
"""The family whose rows have a value in some unit."""


@dataclass(frozen=True)
class Asked:
    """An entry, a system, a code and a unit as a row has them; '' where it has none."""

    entry: str
    system: str
    code: str
    unit: str = ""


def beside_meaning(
    ground: Ground,
    rows: DuckDBPyRelation,
    family: str,
    entry: str,
    seen: DuckDBPyRelation | None = None,
) -> DuckDBPyRelation:
    """Rows beside what their entry or code means in a family: once for each meaning.

    `first` is one of each row, the id null where there is none. Results have also how
    their unit becomes the measure's own, and between what a value can be. entry: the
    column that names an entry outright. seen: other rows that say all that these say.
    """
    units = family == RESULTS
    mine = (entry, *CODED, *(("unit",) if units else ()))
    texts = [first_known(C(n), K("")) if n in rows.columns else K("") for n in mine]
    named = [text.alias(n) for n, text in zip("escu", texts, strict=False)]
    every_row = rows if seen is None else seen
    asked = [Asked(*row) for row in every_row.select(*named).distinct().fetchall()]
    schema = pa.unify_schemas([CODE_SCHEMA, UNIT_SCHEMA]) if units else CODE_SCHEMA
    found = [row for one in asked for row in _rows(one, ground, family)]
    other = ground.connection.from_arrow(pa.Table.from_pylist(found, schema))
    theirs = ("of_entry", "of_system", "of_code", "of_unit")
    same = every(
        text == C(key) for text, key in zip(texts, theirs[: len(texts)], strict=True)
    )
    both = rows.set_alias("a").join(other.set_alias("b"), same, how="left")
    more = [name for name in schema.names if name not in theirs]
    return both.select(*map(C, rows.columns), *map(C, more))


def plain_unit(unit: str) -> str:
    """A unit without what people write in different ways."""
    return SAME_UNIT.sub("", unit.translate(MICRO)).casefold()


def said_by(mapping: SourceFormat) -> Iterator[tuple[Coded, Meaning]]:
    """What a mapping itself says that codes mean; one that ends in * with all below."""
    for codes in mapping.codes:
        kind = codes.kind or (DIAGNOSIS if codes.into == "conditions" else "")
        for code, ids in codes.is_.items():
            coded = Coded(codes.system, code.rstrip("*"), descendants=code[-1] == "*")
            for identity in (ids,) if isinstance(ids, str) else ids:
                yield coded, Meaning(codes.into, identity, kind)


def _rows(asked: Asked, ground: Ground, family: str) -> Iterator[dict[str, object]]:
    system = _system(asked, ground.mapping)
    meanings = _meanings(asked, system, ground, family)
    own = [one for one in meanings if one.family == family]
    wanted = sorted({(one.id, one.kind) for one in own if one.kind != SUPPORTING})
    state = MAPPED if wanted else ELSEWHERE if meanings else UNMAPPED
    if not (asked.entry or asked.code):
        state = BLANK
    for number, (identity, kind) in enumerate(wanted or [(None, "")]):
        measure = ground.catalogue.measurements.get(identity or "")
        yield _unit(asked.unit, measure, ground.mapping) | {
            "of_entry": asked.entry,
            "of_system": asked.system,
            "of_code": asked.code,
            "id": identity,
            "found_kind": kind or None,
            "system": system or None,
            "state": state,
            "first": number == 0,
        }


def _meanings(
    asked: Asked, system: str, ground: Ground, family: str
) -> tuple[Meaning, ...]:
    kind = DIAGNOSIS if family == "conditions" else ""
    if asked.entry:
        return tuple(with_wider(Meaning(family, asked.entry, kind), ground.catalogue))
    return ground.resolver.find(system, asked.code) if asked.code else ()


def _system(asked: Asked, mapping: SourceFormat) -> str:
    """The coding system of a code, by what the source calls it or by its shape."""
    if not asked.code:
        return ""
    called = {key.casefold(): value for key, value in mapping.systems.items()}
    if asked.system:
        named = called.get(asked.system.casefold(), asked.system)
        known = system_of(named)
        return known if known in SHAPES else "local"
    fits = (name for name in GUESSED if SHAPES[name].fullmatch(asked.code))
    return next(fits, "local")


def _unit(
    unit: str, measure: Measurement | None, mapping: SourceFormat
) -> dict[str, object]:
    """How a unit becomes a measure's own; nothing where the measure is not in it."""
    if measure is None:
        return {"of_unit": unit}
    called = {plain_unit(key): value for key, value in mapping.units.items()}
    plain = plain_unit(unit)
    way = _ways(measure).get(plain_unit(called.get(plain, plain)))
    add, multiply = (way if unit else (0.0, 1.0)) or (None, None)
    return {
        "of_unit": unit,
        "add": add,
        "multiply": multiply,
        "low": measure.plausible_minimum,
        "high": measure.plausible_maximum,
    }


def _ways(measure: Measurement) -> dict[str, tuple[float, float]]:
    found = {
        plain_unit(one): (0.0, 1.0) for one in (measure.unit, *measure.also_written)
    }
    for one in measure.conversions:
        for name in (one.unit, *one.also_written):
            found.setdefault(plain_unit(name), (one.add, one.multiply))
    return found
