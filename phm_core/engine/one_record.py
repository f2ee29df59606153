"""What happened to one person, from every table that may be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from phm_core.catalogue.contents import Catalogue
from phm_core.engine.answers.records import Event, Latest
from phm_core.engine.here import Here
from phm_core.engine.tables import Run
from phm_core.errors import NotHeld, NotPermitted


@dataclass(frozen=True)
class Shape:
    """Which columns of a table tell what, when, until when, how much and how."""

    id: str
    date: str = "date"
    until: str = ""
    value: str = ""
    detail: str = ""


SHAPES = {
    "condition": Shape("condition_id", detail="kind"),
    "medication": Shape("medicine_id", value="quantity_days"),
    "measurement": Shape("measure_id", value="value"),
    "score": Shape("score_id", value="value"),
    "process": Shape("process_id", detail="outcome"),
    "procedure": Shape("opcs4"),
    "activity": Shape("setting", "start", until="end", detail="icd10"),
    "waiting": Shape("specialty", "referred_on", until="treated_on"),
}
TOLD = ("id", "date", "until", "value", "detail")
VALUED = ("measurement", "score")


def events_of(
    person: int, tables: Iterable[str], here: Here, day: date
) -> tuple[list[Event], tuple[str, ...]]:
    """Entries up to a day, oldest first, and the tables that cannot be read."""
    found: list[Event] = []
    without: list[str] = []
    with here.index.tables.run(here.watch) as run:
        for table in tables:
            try:
                found += _read(table, person, run, day)
            except (NotHeld, NotPermitted):
                without.append(table)
    # An entry without a date is the oldest: all that is known is that it was before.
    found.sort(key=lambda one: (one.date or date.min, one.table, one.id))
    return found, tuple(without)


def _read(table: str, person: int, run: Run, day: date) -> list[Event]:
    shape = SHAPES[table]
    rows = run.scan(table)
    held = rows.collect_schema().names()
    dated = nw.col(shape.date)
    own = (nw.col("person_id") == person) & (dated.is_null() | (dated <= day))
    wanted = [
        nw.col(column).alias(name)
        for name in TOLD
        if (column := getattr(shape, name)) in held
    ]
    read = run.collect(rows.filter(own).select(*wanted)).to_pylist()
    return [Event(table=table, **row) for row in read]


def latest_of(
    events: Sequence[Event], family: str, identity: str, catalogue: Catalogue
) -> Latest:
    """The newest entry of a kind; of several values on its day, that which is usual."""
    valued = family in VALUED
    own = [
        (one.date, one.value)
        for one in events
        if (one.table, one.id) == (family, identity)
        and one.date is not None
        and not (valued and one.value is None)
    ]
    if not own:
        return Latest()
    last = max(day for day, _ in own)
    values = [value for day, value in own if day == last and value is not None]
    if not valued:
        return Latest(None, last)
    measure = catalogue.measurements.get(identity)
    lowest = measure is not None and measure.same_day == "lowest"
    return Latest(min(values) if lowest else max(values), last)
