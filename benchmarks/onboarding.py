"""P15: CSV files become a snapshot, beside DuckDB rewriting the same files.

Twenty results and five coded entries a person: 1.2 million people are 31 million rows.
"""

import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.ground import Ground
from benchmarks.result import Result, at_most, seconds
from phm_core.catalogue.mappings import parsed
from phm_core.onboarding.loading.load import load
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.uploads.limits import GIGABYTE, Limits

GOAL, TIMES = "CSV files loaded in <= 3 x DuckDB reading and writing them", 3.0
MEMORY_GOAL, MOST_MEMORY = "under 4 GiB of memory", 4.0
AS_AT = date(2026, 10, 31)
RESULTS, ENTRIES = 20, 5
LIMITS = Limits(file=20 * GIGABYTE, unpacked=40 * GIGABYTE, seconds=7_200)
FILES = {
    "people": """
        SELECT i AS id, DATE '1930-01-01' + CAST(hash(i) % 33000 AS INTEGER) AS born,
            CASE WHEN hash(i, 1) % 2 = 0 THEN 'F' ELSE 'M' END AS sex,
            areas[CAST(1 + hash(i, 2) % len(areas) AS BIGINT)] AS area,
            practices[CAST(1 + hash(i, 3) % len(practices) AS BIGINT)]
                AS practice,
            DATE '2015-04-01' AS registered
        FROM range($people) AS r(i),
            (SELECT list(lsoa21) AS areas FROM small_area),
            (SELECT list(practice_code) AS practices FROM organisation)
    """,
    "results": """
        SELECT i // $results AS id,
            CASE i % 4 WHEN 0 THEN 'hba1c' WHEN 1 THEN 'systolic_bp'
                WHEN 2 THEN 'bmi' ELSE 'total_cholesterol' END AS test,
            DATE '2021-11-01' + CAST(hash(i) % 1800 AS INTEGER) AS taken,
            CASE i % 4 WHEN 0 THEN 40 + hash(i, 1) % 50
                WHEN 1 THEN 100 + hash(i, 1) % 80
                WHEN 2 THEN 20 + hash(i, 1) % 20 ELSE 3 + hash(i, 1) % 5 END AS result,
            CASE i % 4 WHEN 0 THEN 'mmol/mol' WHEN 1 THEN 'mm[Hg]'
                WHEN 2 THEN 'kg/m2' ELSE 'mmol/L' END AS unit
        FROM range($people * $results) AS r(i)
    """,
    "entries": """
        SELECT i // $entries AS id,
            ['I10', 'E11.9', 'J45.0', 'Z00.0', 'I48.9'][
                CAST(1 + hash(i) % 5 AS BIGINT)
            ] AS code,
            DATE '2016-11-01' + CAST(hash(i, 1) % 3600 AS INTEGER) AS recorded
        FROM range($people * $entries) AS r(i)
    """,
}
MAPPING = """
id: benchmark
title: Benchmark
meaning: People, results and coded entries.
sources:
  people: {files: [people]}
  results: {files: [results]}
  entries: {files: [entries]}
tables:
  - into: person
    from: people
    columns:
      local_id: id
      birth_date: born
      sex: sex
      small_area: area
      practice_code: practice
      registered_on: registered
  - into: measurement
    from: results
    columns: {local_id: id, measure_id: test, date: taken, value: result, unit: unit}
  - into: condition
    from: entries
    columns:
      local_id: id
      code: code
      code_system: {constant: icd10}
      date: recorded
codes:
  - system: icd10
    into: conditions
    is:
      I10: hypertension
      "E11*": diabetes_type_2
      "J45*": asthma
      "I48*": atrial_fibrillation
"""


def run(ground: Ground) -> list[Result]:
    """Once each: both take minutes with many people."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source = _files(folder / "source", ground)
        peer = _rewritten(source, folder / "peer")
        clock = _Clock()
        wish = Wish(
            path=source,
            mapping=parsed(MAPPING, "mapping.yaml", ground.catalogue),
            area=ground.pack.path,
            as_at=AS_AT,
            into=folder / "snapshots",
            catalogue=ground.catalogue,
            synthetic=True,
            limits=LIMITS,
            memory="2GB",
        )
        with clock:
            path, report = load(wish, clock.progress)
        for inner in [path, *path.rglob("*")]:
            inner.chmod(0o755)
    assert report.linkage.people == ground.people
    assert report.rows["measurement"] == ground.people * RESULTS
    rows = sum(one.rows for one in report.maps)
    times = clock.taken / peer
    memory = _most_memory()
    note = f"{rows:,} rows; one pass; {clock.said()}"
    return [
        Result(
            "P15",
            GOAL,
            seconds(clock.taken),
            f"DuckDB {seconds(peer)}",
            f"{times:.1f} x",
            at_most(times, TIMES),
            1 / times,
            note,
        ),
        Result(
            "P15",
            MEMORY_GOAL,
            f"{memory:.1f} GiB",
            "the limit 4 GiB",
            "",
            at_most(memory, MOST_MEMORY),
            MOST_MEMORY / memory,
            "the largest process, with those that read the files",
        ),
    ]


@dataclass
class _Clock:
    """Seconds of a load, and of its parts."""

    taken: float = 0.0
    parts: dict[str, float] = field(default_factory=dict[str, float])
    _began: float = 0.0
    _last: tuple[str, float] | None = None

    def __enter__(self) -> None:
        self._began = perf_counter()

    def __exit__(self, *_: object) -> None:
        self.progress(1.0, "")
        self.taken = perf_counter() - self._began

    def progress(self, _: float, sentence: str) -> None:
        """Note what began, and how long what was before it took."""
        now = perf_counter()
        if self._last is not None:
            what, since = self._last
            self.parts[what] = self.parts.get(what, 0.0) + now - since
        else:
            self.parts["Reading"] = now - self._began
        self._last = (sentence.split(" ", maxsplit=1)[0], now)

    def said(self) -> str:
        """The parts, in words."""
        return ", ".join(f"{what} {seconds(t)}" for what, t in self.parts.items() if t)


def _files(folder: Path, ground: Ground) -> Path:
    folder.mkdir()
    area = ground.pack.path
    asked = {"people": ground.people, "results": RESULTS, "entries": ENTRIES}
    with _connected() as connection:
        for table in ("small_area", "organisation"):
            connection.read_parquet(str(area / f"{table}.parquet")).create_view(table)
        for name, text in FILES.items():
            used = {key: value for key, value in asked.items() if f"${key}" in text}
            rows = connection.sql(text, params=used).to_arrow_table()
            connection.from_arrow(rows).to_csv(str(folder / f"{name}.csv"))
    return folder


def _rewritten(source: Path, into: Path) -> float:
    """Seconds in which DuckDB reads the files and writes them as Parquet."""
    into.mkdir()
    began = perf_counter()
    with _connected() as connection:
        for file in sorted(source.glob("*.csv")):
            rows = connection.read_csv(str(file))
            rows.to_parquet(str(into / f"{file.stem}.parquet"), compression="zstd")
    return perf_counter() - began


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        yield connection


def _most_memory() -> float:
    """The most memory that this process or one that it started ever held, in GiB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024**2
