"""The refresh in DuckDB, on one table in memory with every leaf as a column.

A leaf is TRUE, FALSE or NULL: SQL's own logic is the three-valued one that is wanted.
"""

import duckdb
import pandas as pd

from benchmarks.peers.shown import Rule, Shown
from benchmarks.people import GROUPS, Everyone

RULES = (
    "forty",
    "diabetes OR hypertension OR kidney OR heart",
    "deprived",
    "NOT (dementia OR palliative)",
    "pressure",
    "unplanned",
    """CASE WHEN coalesce(smoker, FALSE)::TINYINT + obesity::TINYINT
            + attended::TINYINT + diabetes::TINYINT + hypertension::TINYINT >= 2
        THEN TRUE
        WHEN coalesce(smoker, TRUE)::TINYINT + obesity::TINYINT
            + attended::TINYINT + diabetes::TINYINT + hypertension::TINYINT < 2
        THEN FALSE END""",
    "NOT anticoagulant",
)
COUNT = len(RULES)


class Refresh:
    """Works out what the builder shows with SQL."""

    def __init__(self, duck: duckdb.DuckDBPyConnection, everyone: Everyone) -> None:
        self._duck = duck
        self._conditions = [str(name) for name in everyone.conditions]
        leaves = everyone.must.astype(object).where(everyone.must == everyone.may, None)
        prepared = pd.concat(
            [
                leaves.astype("boolean"),
                everyone.groups,
                everyone.conditions.add_prefix("c_"),
            ],
            axis=1,
        )
        duck.register("prepared", prepared[everyone.counted])
        duck.execute("CREATE OR REPLACE TABLE everyone AS SELECT * FROM prepared")
        duck.unregister("prepared")
        self._attrition = _attrition()
        self._cohort = _cohort(self._conditions)

    def refresh(self) -> Shown:
        """Count, rules and profile."""
        ((people, unknown, *figures),) = self._duck.execute(self._attrition).fetchall()
        rules = [figures[place::COUNT] for place in range(COUNT)]
        self._duck.execute(self._cohort)
        return Shown(
            people=people,
            unknown=unknown,
            rules=tuple(Rule(*rule) for rule in rules),
            groups={name: self._group(name) for name in GROUPS},
            conditions=self._held(),
        )

    def _group(self, name: str) -> dict[str, int]:
        counts = self._duck.execute(
            f"SELECT {name}::VARCHAR, count(*) FROM cohort GROUP BY ALL"  # noqa: S608  # our own names
        ).fetchall()
        return {one: many for one, many in counts if one not in (None, "unknown")}

    def _held(self) -> dict[str, int]:
        sums = ", ".join(f"count(*) FILTER (c_{one})" for one in self._conditions)
        ((*people,),) = self._duck.execute(f"SELECT {sums} FROM cohort").fetchall()  # noqa: S608  # our own names
        return dict(zip(self._conditions, people, strict=True))


def _attrition() -> str:
    """One pass over everybody: the whole, and four figures for each rule."""
    rules = ", ".join(f"({rule}) AS r{i}" for i, rule in enumerate(RULES))
    names = [f"r{i}" for i in range(COUNT)]
    whole = " AND ".join(names)
    dropped = [" AND ".join(n for n in names if n != name) for name in names]
    figures = [
        f"count(*) FILTER ({whole})",
        f"count(*) FILTER (({whole}) IS NULL)",
        *(f"count(*) FILTER ({name})" for name in names),
        *(f"count(*) FILTER ({name} IS NULL)" for name in names),
        *(f"count(*) FILTER ({' AND '.join(names[: i + 1])})" for i in range(COUNT)),
        *(
            f"count(*) FILTER ({kept} AND (NOT {name} OR {name} IS NULL))"
            for name, kept in zip(names, dropped, strict=True)
        ),
    ]
    return f"SELECT {', '.join(figures)} FROM (SELECT {rules} FROM everyone)"  # noqa: S608  # our own names


def _cohort(conditions: list[str]) -> str:
    """The people of the cohort with what the profile counts, kept for its queries."""
    columns = ", ".join([*GROUPS, *(f"c_{one}" for one in conditions)])
    where = " AND ".join(f"({rule})" for rule in RULES)
    return (
        f"CREATE OR REPLACE TEMP TABLE cohort AS SELECT {columns} "  # noqa: S608  # our own names
        f"FROM everyone WHERE {where}"
    )
