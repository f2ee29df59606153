"""What the codes and units of a source mean: each once, then joined to its rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
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
from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.ground import Ground

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
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
        ("of_measure", pa.string()),
        ("of_unit", pa.string()),
        ("add", pa.float64()),
        ("multiply", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Asked:
    """An entry, a system and a code as a row has them; '' where it has none."""

    entry: str
    system: str
    code: str


def meant(ground: Ground, rows: DuckDBPyRelation, family: str, entry: str) -> pa.Table:
    """What every entry and code of some rows means in a family.

    A row for each meaning, `first` being one of each code; the id is null where there
    is none. entry: the column that names an entry outright.
    """
    held = [name if name in rows.columns else None for name in (entry, *CODED)]
    texts = [first_known(C(n), K("")) if n else K("") for n in held]
    seen = rows.select(
        *(t.alias(n) for t, n in zip(texts, ("e", "s", "c"), strict=True))
    )
    asked = (Asked(*row) for row in seen.distinct().fetchall())
    found = [row for one in asked for row in _rows(one, ground, family)]
    return pa.Table.from_pylist(found, CODE_SCHEMA)


def joined(
    ground: Ground, rows: DuckDBPyRelation, meanings: pa.Table, entry: str
) -> DuckDBPyRelation:
    """Rows beside what they mean: as many for each as it has meanings."""
    other = ground.connection.from_arrow(meanings)
    same = _equal(rows, entry, "of_entry")
    for name, theirs in zip(CODED, ("of_system", "of_code"), strict=True):
        same &= _equal(rows, name, theirs)
    found = rows.set_alias("a").join(other.set_alias("b"), same, how="left")
    more = ("id", "found_kind", "system", "state", "first")
    return found.select(*map(C, rows.columns), *map(C, more))


def converted(ground: Ground, rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Rows of results beside how their unit becomes the measure's own."""
    has = "unit" in rows.columns
    seen = rows.select(C("unit")).distinct().fetchall() if has else []
    measures = ground.catalogue.measurements.values()
    found = list(_units(measures, [row[0] for row in seen if row[0]], ground.mapping))
    table = pa.Table.from_pylist(found, UNIT_SCHEMA)
    other = ground.connection.from_arrow(table)
    same = (C("id") == C("of_measure")) & _equal(rows, "unit", "of_unit")
    both = rows.set_alias("a").join(other.set_alias("b"), same, how="left")
    return both.select(*map(C, rows.columns), C("add"), C("multiply"))


def plain_unit(unit: str) -> str:
    """A unit without what people write in different ways."""
    return SAME_UNIT.sub("", unit.translate(MICRO)).casefold()


def said_by(mapping: SourceFormat) -> Iterator[tuple[Coded, Meaning]]:
    """What a mapping itself says that codes mean; one that ends in * with all below."""
    for codes in mapping.codes:
        kind = DIAGNOSIS if codes.into == "conditions" else ""
        for code, ids in codes.is_.items():
            coded = Coded(codes.system, code.rstrip("*"), descendants=code[-1] == "*")
            for identity in (ids,) if isinstance(ids, str) else ids:
                yield coded, Meaning(codes.into, identity, kind)


def _equal(rows: DuckDBPyRelation, mine: str, theirs: str) -> Expression:
    known = first_known(C(mine), K("")) if mine in rows.columns else K("")
    return known == C(theirs)


def _rows(asked: Asked, ground: Ground, family: str) -> Iterator[dict[str, object]]:
    system = _system(asked, ground.mapping)
    meanings = _meanings(asked, system, ground, family)
    own = [one for one in meanings if one.family == family]
    wanted = sorted({(one.id, one.kind) for one in own if one.kind != SUPPORTING})
    state = MAPPED if wanted else ELSEWHERE if meanings else UNMAPPED
    if not (asked.entry or asked.code):
        state = BLANK
    for number, (identity, kind) in enumerate(wanted or [(None, "")]):
        yield {
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


def _units(
    measures: Iterable[Measurement], seen: Iterable[str], mapping: SourceFormat
) -> Iterator[dict[str, object]]:
    """How each unit that was seen becomes each measure's own, and no unit at all."""
    called = {plain_unit(key): value for key, value in mapping.units.items()}
    texts = list(seen)
    for measure in measures:
        ways = _ways(measure)
        yield _way(measure.id, "", (0.0, 1.0))
        for text in texts:
            plain = plain_unit(text)
            way = ways.get(plain_unit(called.get(plain, plain)))
            if way is not None:
                yield _way(measure.id, text, way)


def _ways(measure: Measurement) -> dict[str, tuple[float, float]]:
    found = {
        plain_unit(one): (0.0, 1.0) for one in (measure.unit, *measure.also_written)
    }
    for one in measure.conversions:
        for name in (one.unit, *one.also_written):
            found.setdefault(plain_unit(name), (one.add, one.multiply))
    return found


def _way(measure: str, unit: str, way: tuple[float, float]) -> dict[str, object]:
    add, multiply = way
    return {"of_measure": measure, "of_unit": unit, "add": add, "multiply": multiply}
