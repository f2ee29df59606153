"""What a manifest says of the quality of a delivery: faults found, how new it is."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import duckdb
from duckdb import ColumnExpression as C
from duckdb import ConstantExpression as K

from phm_core.catalogue.schema import Check
from phm_core.definitions.delivered import DATED
from phm_core.governance.disclosure import release_count
from phm_core.governance.rule import Rule
from phm_core.snapshot import Snapshot

FEW = 8  # records: one wrong date moves nothing


def at_fault(
    found: Iterable[tuple[Check, int, int]], rule: Rule
) -> Mapping[str, float]:
    """Percent of people at fault by check, as far as the counts may be shown."""
    told: dict[str, float] = {}
    for check, people, fault in found:
        among, shown = release_count(people, rule), release_count(fault, rule)
        rest = release_count(people - fault, rule)
        if among and shown is not None and rest is not None:
            told[check.id] = round(100 * shown / among, 1)
    return told


def newest(snapshot: Snapshot) -> Mapping[str, str]:
    """The day up to which a few records of each table reach, not beyond the as-at."""
    told: dict[str, str] = {}
    after = snapshot.as_at + timedelta(days=1)
    with duckdb.connect() as connection:
        for table, column in DATED.items():
            files = [str(path) for path in snapshot.files(table)]
            if not files:
                continue
            rows = connection.read_parquet(files, hive_partitioning=False)
            days = rows.select(C(column).alias("day")).filter(C("day") < K(after))
            last = days.sort(C("day").desc()).limit(FEW).fetchall()
            if len(last) == FEW:
                told[table] = str(last[-1][0])[:10]
    return told
