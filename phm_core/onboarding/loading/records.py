"""Records of people: each map carried out, given its people and meaning, and counted.

What a map yields is written into a folder of the work; a folder that is done is not
made again, so that a load that was broken off goes on where it was. What several
columns say together is written once, and of each row the number of what it says: text
costs most of writing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    FunctionExpression,
)

from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.loading.called import of_which
from phm_core.onboarding.loading.carrying_out import CarriedOut, coded, over
from phm_core.onboarding.loading.columns import ODD
from phm_core.onboarding.loading.counting import Places, counted, unreadable
from phm_core.onboarding.loading.finishing import (
    ENTRIES,
    FATE,
    FIRST,
    KEPT,
    MARKS,
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
from phm_core.onboarding.loading.of_nobody import WHY as OF_NOBODY
from phm_core.onboarding.loading.plain_rows import Parts, Paths, write_plain
from phm_core.onboarding.loading.report import Counted, MapReport
from phm_core.onboarding.loading.said import meant, without_said
from phm_core.onboarding.loading.staged_files import (
    ODD_ROWS,
    OTHERS,
    PLAIN,
    PLAIN_ODD,
    ROWS,
    SAYS,
    StagedFiles,
)
from phm_core.onboarding.loading.told_plainly import plain_of

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
DONE = "done.json"
MEASURE = "measure_id"
WHY = {
    **OF_NOBODY,
    UNMAPPED: "with a code that no list knows, set aside",
    BLANK: "that name neither an entry nor a code, set aside",
    ELSEWHERE: "with a code that means something for another table",
    "unit": "with a unit that the measure is not known in; the value is missing",
}


@dataclass(frozen=True)
class Staged:
    """What one map yielded: its files, rows of which kinds, and what was counted."""

    files: StagedFiles
    kinds: Mapping[str, int]
    report: MapReport


def staged(ground: Ground, one: CarriedOut, places: Places) -> Staged:
    """Carry a map out, unless it was done before."""
    folder = ground.work / "rows" / f"{one.number:03d}-{one.table.into}"
    files = StagedFiles(ground, one, places, folder)
    done = folder / DONE
    if not done.exists():
        remove_tree(folder)
        folder.mkdir(parents=True)
        plain = _write(files)
        others = files.others(ground.connection)
        own = ["person_id", FIRST, *MARKS]
        own += [MEASURE] if MEASURE in others.columns else []
        odd_rows(others).select(*own).to_parquet(str(folder / ODD_ROWS))
        counts = [F("count"), F("count_if", C(FIRST))]
        found = others.aggregate([C(PART), *counts]).fetchall()
        parts = _added(plain, {part: (rows, first) for part, rows, first in found})
        report = _report(parts, files.odd(ground.connection), one, places)
        report = replace(report, which=of_which(one.table, ground.catalogue))
        kinds = {kind: rows for kind, (rows, _) in parts.items() if kind is not None}
        part = done.with_suffix(".part")
        said = {"kinds": kinds, "report": asdict(report)}
        part.write_text(json.dumps(said), encoding="utf-8")
        part.replace(done)
    return Staged(files, *_read(done))


def _added(some: Parts, more: Parts) -> Parts:
    none = (0, 0)
    return {
        part: (
            some.get(part, none)[0] + more.get(part, none)[0],
            some.get(part, none)[1] + more.get(part, none)[1],
        )
        for part in {**some, **more}
    }


def _write(files: StagedFiles) -> Parts:
    """Write the rows of a map. Returns how many plain ones there are of each kind."""
    ground, one, places = files.ground, files.one, files.places
    entry, family = ENTRIES.get(one.table.into), one.intake.codes_for
    coding = {entry, *CODED, "unit"} if family else set()
    coding &= one.table.columns.keys()
    rows, says, plain = one.rows, one.said, Parts()
    if says is not None and coding <= set(says.columns):
        apart = partial(without_said, says=says, places=places)
        rows = apart(rows)
        if entry is not None and family is not None:
            says = beside_meaning(ground, says, family, entry)
        meant(says).to_parquet(str(files.folder / SAYS))
        found = plain_of(files, rows)
        if found is not None:
            names = (PLAIN, PLAIN_ODD, OTHERS)
            paths = Paths(*(files.folder / name for name in names))
            plain = found.counted(write_plain(found, paths, places.files))
            others = ground.connection.read_parquet(str(paths.others))
            rows = apart(over(ground, one, others))
    else:
        if entry is not None and family is not None:
            seen = coded(ground, one, coding)
            rows = beside_meaning(ground, rows, family, entry, seen)
        rows = finished(ground, one, rows)
    rows.to_parquet(str(files.folder / ROWS), compression="lz4_raw")
    return plain


def _report(
    parts: Parts, odd: DuckDBPyRelation, one: CarriedOut, places: Places
) -> MapReport:
    """What was counted of the rows of a map."""
    rows = odd.filter(C(FIRST))
    fates = dict(rows.aggregate([C(FATE), F("count")]).fetchall())
    lost = sorted(fate for fate in fates if fate != KEPT)
    tests = [(_said(fate), C(FATE) == K(fate)) for fate in lost]
    tests += [(WHY["unit"], (C(ODD) == K("unit")) & (C(FATE) == K(KEPT)))]
    found: list[Counted] = []
    if fates:
        found += _of_fates(counted(rows, tests, places))
        found += unreadable(rows, one.table.columns, places)
    count = sum(first for _, first in parts.values())
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
    return WHY.get(fate, f"with no '{fate}' that can be read, set aside")


def _read(done: Path) -> tuple[dict[str, int], MapReport]:
    said = json.loads(done.read_text(encoding="utf-8"))
    held = said["report"]
    found = tuple(Counted(**one) for one in held.pop("counted"))
    return said["kinds"], MapReport(**held, counted=found)
