"""Records of people: each map carried out, given its people and meaning, and counted.

What a map yields is written into a folder of the work; a folder that is done is not
made again, so that a load that was broken off goes on where it was.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.loading.carrying_out import CarriedOut, coded
from phm_core.onboarding.loading.columns import ODD, plausible, values_of
from phm_core.onboarding.loading.counting import Places, counted, unreadable
from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.meanings import (
    BLANK,
    CODED,
    ELSEWHERE,
    UNMAPPED,
    beside_meaning,
)
from phm_core.onboarding.loading.person_table import fitted
from phm_core.onboarding.loading.report import Counted, MapReport
from phm_core.onboarding.loading.wanted import BEYOND, FILE, ROW, UNREAD

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
DONE = "done.json"
ROWS = "rows.parquet"
PART, MARK, FIRST, WHOLE = "part", "mark", "first", "whole"
KEPT, NOBODY, NO_PERSON = "kept", "nobody", "no person"
FATE = "fate"
AS_CODED = ("as_code", "as_system", "as_term")
MARKS = dict.fromkeys((FILE, FATE, ODD, *AS_CODED), "VARCHAR")
MARKS |= {ROW: "BIGINT", UNREAD: "UBIGINT", BEYOND: "UBIGINT"}
"""What a mark says: where the row is from, and what is odd about it."""
SAID = {
    NO_PERSON: "that do not say whose they are, set aside",
    NOBODY: "of people who are not among the people, set aside",
    UNMAPPED: "with a code that no list knows, set aside",
    BLANK: "that name neither an entry nor a code, set aside",
    ELSEWHERE: "with a code that means something for another table",
    "unit": "with a unit that the measure is not known in; the value is missing",
}
ENTRIES = {
    "condition": "condition_id",
    "measurement": "measure_id",
    "medication": "medicine_id",
    "process": "process_id",
    "score": "score_id",
}


@dataclass(frozen=True)
class Staged:
    """What one map yielded: its rows, of which kinds, and what was counted.

    file: rows of the table with PART, their kind, null where they were set aside; MARK,
    what is odd about a row as JSON; and FIRST, whether it is the first of a source row.
    """

    file: Path
    kinds: tuple[str, ...]
    report: MapReport


def staged(ground: Ground, one: CarriedOut, places: Places) -> Staged:
    """Carry a map out, unless it was done before."""
    folder = ground.work / "rows" / f"{one.number:03d}-{one.table.into}"
    done, file = folder / DONE, folder / ROWS
    if not done.exists():
        remove_tree(folder)
        folder.mkdir(parents=True)
        rows = _finished(ground, one)
        rows.to_parquet(str(file), compression="lz4_raw")
        found = ground.connection.read_parquet(str(file))
        report = asdict(_report(found, one, places))
        part = done.with_suffix(".part")
        said = {"kinds": _kinds(found), "report": report}
        part.write_text(json.dumps(said), encoding="utf-8")
        part.replace(done)
    return _read(done, file)


def _kinds(rows: DuckDBPyRelation) -> list[str]:
    """The kinds of rows that were not set aside."""
    found = rows.select(C(PART)).distinct().fetchall()
    return sorted(kind for (kind,) in found if kind is not None)


def odd_rows(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """The rows that have a mark, with what it says beside their own columns."""
    mark = F("json_transform", C(MARK), K(json.dumps(MARKS)))
    said = [F("struct_extract", mark, K(name)).alias(name) for name in MARKS]
    own = [C(name) for name in rows.columns if name != MARK]
    return rows.filter(C(MARK).isnotnull()).select(*own, *said)


def _finished(ground: Ground, one: CarriedOut) -> DuckDBPyRelation:
    rows = one.rows
    entry = ENTRIES.get(one.table.into)
    family = one.intake.codes_for
    if entry is not None and family is not None:
        seen = coded(ground, one, (entry, *CODED, "unit"))
        rows = beside_meaning(ground, rows, family, entry, seen)
    dataset = ground.catalogue.datasets[one.table.into]
    values = values_of(ground, one.table.into, rows.columns)
    odd = K(None).cast("VARCHAR")
    if one.table.into == "measurement":
        values["value"], odd = plausible()
    if entry is not None:
        values[entry] = C("id")
    held = fitted(dataset, values, rows.columns)
    own = [C(name) for name in (ROW, FILE, UNREAD, BEYOND)]
    first = K(value=True)
    if FIRST in rows.columns:
        first = first_known(C(FIRST), first)
    more = _of_codes(rows.columns)
    found = rows.select(
        *held, *own, *more, first.alias(FIRST), odd.alias(ODD), *_state(rows)
    )
    fate = _fate(dataset, entry)
    found = found.select(*map(C, found.columns), fate.alias(FATE))
    return _marked(found, dataset)


def _marked(rows: DuckDBPyRelation, dataset: Dataset) -> DuckDBPyRelation:
    """Rows with their kind, and a mark where something is odd: most have none."""
    kind = C(dataset.partitioned_by) if dataset.partitioned_by else K(WHOLE)
    kept = C(FATE) == K(KEPT)
    none = K(0).cast("UBIGINT")
    odd = ~kept | (C(UNREAD) != none) | (C(BEYOND) != none) | C(ODD).isnotnull()
    mark = F("struct_pack", *(C(name).alias(name) for name in MARKS))
    return rows.select(
        *map(C, dataset.names),
        CaseExpression(kept, kind).alias(PART),
        C(FIRST),
        CaseExpression(odd, F("to_json", mark)).alias(MARK),
    )


def _of_codes(held: list[str]) -> list[Expression]:
    """Code, system and words of a row, for codes that no list knows."""
    code = C("code") if "code" in held else K(None)
    system = C("system") if "system" in held else K(None)
    term = C("term") if "term" in held else K(None)
    state = C("state") if "state" in held else K(None)
    unknown = state == K(UNMAPPED)
    found = {"as_code": code, "as_system": system, "as_term": term}
    return [
        CaseExpression(unknown, value.cast("VARCHAR")).alias(name)
        for name, value in found.items()
    ]


def _state(rows: DuckDBPyRelation) -> list[Expression]:
    state = C("state") if "state" in rows.columns else K("mapped")
    return [state.alias("state"), C("sought")]


def _fate(dataset: Dataset, entry: str | None) -> Expression:
    """What becomes of a row: kept, or the first reason against it."""
    found = CaseExpression(~C("sought"), K(NO_PERSON))
    found = found.when(C("person_id").isnull(), K(NOBODY))
    if entry is not None:
        unknown = first_known(C("state"), K(UNMAPPED))
        found = found.when(C(entry).isnull(), unknown)
    for column in dataset.columns:
        if not column.nullable and column.name not in ("person_id", entry):
            found = found.when(C(column.name).isnull(), K(column.name))
    if dataset.id == "process":
        found = found.when(C("outcome").isnull(), K("outcome"))
    return found.otherwise(K(KEPT))


def _report(every: DuckDBPyRelation, one: CarriedOut, places: Places) -> MapReport:
    count = every.filter(C(FIRST)).aggregate([F("count")]).fetchall()[0][0]
    rows = odd_rows(every).filter(C(FIRST))
    fates = dict(rows.aggregate([C(FATE), F("count")]).fetchall())
    lost = sorted(fate for fate in fates if fate != KEPT)
    tests = [(_said(fate), C(FATE) == K(fate)) for fate in lost]
    tests += [(SAID["unit"], (C(ODD) == K("unit")) & (C(FATE) == K(KEPT)))]
    found: list[Counted] = []
    if fates:
        found += _of_fates(counted(rows, tests, places))
        found += unreadable(rows, one.table.columns, places)
    return MapReport(
        one.table.into,
        places.source,
        rows=count,
        kept=count - sum(fates[fate] for fate in lost),
        counted=tuple(found),
        implausible=_implausible(rows, one.table.into),
    )


def _of_fates(found: Iterable[Counted]) -> Iterator[Counted]:
    """What was counted, with the word for why the rows were set aside."""
    words = {said: fate for fate, said in SAID.items() if fate != "unit"}
    for one in found:
        unit = one.what == SAID["unit"]
        yield one if unit else replace(one, fate=words.get(one.what, "missing"))


def _implausible(rows: DuckDBPyRelation, into: str) -> dict[str, int]:
    if into != "measurement":
        return {}
    wrong = rows.filter((C(ODD) == K("implausible")) & (C(FATE) == K(KEPT)))
    return dict(wrong.aggregate([C("measure_id"), F("count")]).fetchall())


def _said(fate: str) -> str:
    return SAID.get(fate, f"without a '{fate}' that can be read, set aside")


def _read(done: Path, file: Path) -> Staged:
    said = json.loads(done.read_text(encoding="utf-8"))
    held = said["report"]
    found = tuple(Counted(**one) for one in held.pop("counted"))
    report = MapReport(**held, counted=found)
    return Staged(file, tuple(said["kinds"]), report)
