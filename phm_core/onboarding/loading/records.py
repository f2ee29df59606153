"""Records of people: each map carried out, given its people and meaning, and counted.

What a map yields is written into a folder of the work; a folder that is done is not
made again, so that a load that was broken off goes on where it was. What several
columns say together is written once, and of each row the number of what it says: text
costs most of writing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl
from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    FunctionExpression,
)

from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.loading.called import of_which
from phm_core.onboarding.loading.carrying_out import CarriedOut, coded
from phm_core.onboarding.loading.columns import ODD
from phm_core.onboarding.loading.counting import Places, counted, unreadable
from phm_core.onboarding.loading.finishing import (
    ENTRIES,
    FATE,
    FIRST,
    KEPT,
    MARKS,
    NO_PERSON,
    NOBODY,
    PART,
    finished,
    odd_rows,
)
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.meanings import (
    BLANK,
    CODED,
    ELSEWHERE,
    UNMAPPED,
    beside_meaning,
)
from phm_core.onboarding.loading.report import Counted, MapReport
from phm_core.onboarding.loading.said import (
    MEANT,
    by_anybody,
    meant,
    with_said,
    without_said,
)

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
DONE = "done.json"
ROWS, SAYS, ODD_ROWS = "rows.parquet", "says.parquet", "odd.parquet"
MEASURE = "measure_id"
WHY = {
    NO_PERSON: "that do not say whose they are, set aside",
    NOBODY: "of people who are not among the people, set aside",
    UNMAPPED: "with a code that no list knows, set aside",
    BLANK: "that name neither an entry nor a code, set aside",
    ELSEWHERE: "with a code that means something for another table",
    "unit": "with a unit that the measure is not known in; the value is missing",
}
Reading = Callable[[DuckDBPyConnection], DuckDBPyRelation]
Says = Callable[[], pl.DataFrame | None]


@dataclass(frozen=True)
class Staged:
    """What one map yielded: its rows, of which kinds, and what was counted.

    rows: read from files by a connection: the columns of the table; PART, their kind,
    null where they were set aside; FIRST, whether one is the first of a source row; and
    MARKS, null where nothing is odd. odd: of the rows where something is, whose they
    are, FIRST and MARKS. says: what each MEANT says in all columns but a person and
    days; none where rows are not told so.
    """

    rows: Reading
    odd: Reading
    says: Says
    kinds: Mapping[str, int]
    report: MapReport


def staged(ground: Ground, one: CarriedOut, places: Places) -> Staged:
    """Carry a map out, unless it was done before."""
    folder = ground.work / "rows" / f"{one.number:03d}-{one.table.into}"
    done = folder / DONE
    if not done.exists():
        remove_tree(folder)
        folder.mkdir(parents=True)
        _write(ground, one, places, folder)
        found = _rows(ground, one, places, folder)(ground.connection)
        own = ["person_id", FIRST, *MARKS]
        own += [MEASURE] if MEASURE in found.columns else []
        odd_rows(found).select(*own).to_parquet(str(folder / ODD_ROWS))
        odd = _odd(folder)(ground.connection)
        kinds, report = _report(found, odd, one, places)
        which = of_which(one.table, ground.catalogue)
        report = replace(report, which=which)
        part = done.with_suffix(".part")
        said = {"kinds": kinds, "report": asdict(report)}
        part.write_text(json.dumps(said), encoding="utf-8")
        part.replace(done)
    kinds, report = _read(done)
    rows, says = _rows(ground, one, places, folder), _says(ground, one, folder)
    return Staged(rows, _odd(folder), says, kinds, report)


def _rows(ground: Ground, one: CarriedOut, places: Places, folder: Path) -> Reading:
    def rows(connection: DuckDBPyConnection) -> DuckDBPyRelation:
        found = connection.read_parquet(str(folder / ROWS))
        if (folder / SAYS).exists():
            says = connection.read_parquet(str(folder / SAYS))
            found = finished(ground, one, with_said(found, says, places))
        return found

    return rows


def _odd(folder: Path) -> Reading:
    return lambda connection: connection.read_parquet(str(folder / ODD_ROWS))


def _says(ground: Ground, one: CarriedOut, folder: Path) -> Says:
    @cache
    def says() -> pl.DataFrame | None:
        if not (folder / SAYS).exists():
            return None
        with ground.connection.cursor() as connection:
            rows = connection.read_parquet(str(folder / ROWS))
            found = by_anybody(rows, connection.read_parquet(str(folder / SAYS)))
            if found is None:
                return None
            found = finished(ground, one, found).filter(C(PART).isnotnull())
            dataset = ground.catalogue.datasets[one.table.into]
            told = found.select(PART, *dataset.names, MEANT).to_arrow_table()
        return pl.DataFrame(told)

    return says


def _write(ground: Ground, one: CarriedOut, places: Places, folder: Path) -> None:
    entry, family = ENTRIES.get(one.table.into), one.intake.codes_for
    coding = {entry, *CODED, "unit"} if family else set()
    coding &= one.table.columns.keys()
    rows, says = one.rows, one.said
    if says is not None and coding <= set(says.columns):
        rows = without_said(rows, says, places)
        if entry is not None and family is not None:
            says = beside_meaning(ground, says, family, entry)
        meant(says).to_parquet(str(folder / SAYS))
    else:
        if entry is not None and family is not None:
            seen = coded(ground, one, coding)
            rows = beside_meaning(ground, rows, family, entry, seen)
        rows = finished(ground, one, rows)
    rows.to_parquet(str(folder / ROWS), compression="lz4_raw")


def _report(
    every: DuckDBPyRelation, odd: DuckDBPyRelation, one: CarriedOut, places: Places
) -> tuple[dict[str, int], MapReport]:
    """How many rows of each kind were not set aside, and what was counted."""
    counts = [F("count"), F("count_if", C(FIRST))]
    parts = every.aggregate([C(PART), *counts]).fetchall()
    rows = odd.filter(C(FIRST))
    fates = dict(rows.aggregate([C(FATE), F("count")]).fetchall())
    lost = sorted(fate for fate in fates if fate != KEPT)
    tests = [(_said(fate), C(FATE) == K(fate)) for fate in lost]
    tests += [(WHY["unit"], (C(ODD) == K("unit")) & (C(FATE) == K(KEPT)))]
    found: list[Counted] = []
    if fates:
        found += _of_fates(counted(rows, tests, places))
        found += unreadable(rows, one.table.columns, places)
    count = sum(first for _, _, first in parts)
    report = MapReport(
        one.table.into,
        places.source,
        rows=count,
        kept=count - sum(fates[fate] for fate in lost),
        counted=tuple(found),
        implausible=_implausible(rows, one.table.into),
    )
    return {kind: number for kind, number, _ in parts if kind is not None}, report


def _of_fates(found: Iterable[Counted]) -> Iterator[Counted]:
    """What was counted, with the word for why the rows were set aside."""
    words = {said: fate for fate, said in WHY.items() if fate != "unit"}
    for one in found:
        unit = one.what == WHY["unit"]
        yield one if unit else replace(one, fate=words.get(one.what, "missing"))


def _implausible(rows: DuckDBPyRelation, into: str) -> dict[str, int]:
    if into != "measurement":
        return {}
    wrong = rows.filter((C(ODD) == K("implausible")) & (C(FATE) == K(KEPT)))
    return dict(wrong.aggregate([C(MEASURE), F("count")]).fetchall())


def _said(fate: str) -> str:
    return WHY.get(fate, f"without a '{fate}' that can be read, set aside")


def _read(done: Path) -> tuple[dict[str, int], MapReport]:
    said = json.loads(done.read_text(encoding="utf-8"))
    held = said["report"]
    found = tuple(Counted(**one) for one in held.pop("counted"))
    return said["kinds"], MapReport(**held, counted=found)
