"""People that a built Place has in common with the areas that are there already."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pyarrow as pa

from phm_core.analysis.place_keeping import alone, definition
from phm_core.area import Lens, Level
from phm_core.definitions.built_place import BuiltPlace
from phm_core.definitions.questions import Question, Rate
from phm_core.engine.public import PublicTables
from phm_core.governance.released import Released

LEVELS = (Level.PLACE, Level.NEIGHBOURHOOD, Level.PCN, Level.DISTRICT)
PERCENT = 100.0
COLUMNS = pa.schema(
    [
        ("level", pa.string()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("both", pa.int64()),
        ("of_place", pa.float64()),
        ("of_area", pa.float64()),
    ]
)
Row = Mapping[str, object]


def questions(place: BuiltPlace, lens: Lens, levels: Sequence[Level]) -> list[Question]:
    """What to ask: how many people of each area of a level are in the Place."""
    of = definition(place, lens)
    return [Rate(of=of, per=level, lens=lens) for level in levels]


def counted(levels: Sequence[Level], answers: Sequence[Released]) -> pa.Table:
    """Areas with people in common, most first within a level.

    Columns level, code, name, both (people), of_place and of_area (percent). Areas with
    too few people in common to be shown are left out.
    """
    rows = [
        _row(level, area, answer.tables["whole"]["count"][0].as_py())
        for level, answer in zip(levels, answers, strict=True)
        for area in answer.tables["areas"].to_pylist()
        if area["count"]
    ]
    return _table(rows)


def published(public: PublicTables, place: BuiltPlace, lens: Lens) -> pa.Table:
    """The same from published lists (registered) or populations (resident)."""
    drawn = alone(public, place)
    of: Callable[[Level], pd.DataFrame]
    if lens == Lens.REGISTERED:
        unit, of = "practice_code", public.practice_members
        inside = drawn.practice_members(Level.BUILT_PLACE)
        people = public.list_size(Level.PRACTICE).set_index("code")["patients"]
    else:
        unit, of = "lsoa21", public.lsoa_members
        inside = drawn.lsoa_members(Level.BUILT_PLACE)
        people = public.population(Level.LSOA).set_index("code")["population"]
    whole = float(people.reindex(inside[unit]).sum())
    rows: list[Row] = []
    for level in LEVELS:
        names = public.names(level)
        for code, members in of(level).groupby("code"):
            held = people.reindex(members[unit]).fillna(0)
            both = int(held[held.index.isin(set(inside[unit]))].sum())
            if both:
                area = {
                    "code": code,
                    "name": names.get(str(code), code),
                    "count": both,
                    "people": int(held.sum()),
                }
                rows.append(_row(level, area, whole))
    return _table(rows)


def _row(level: Level, area: Row, whole: float | None) -> Row:
    return {
        "level": str(level),
        "code": area["code"],
        "name": area["name"],
        "both": area["count"],
        "of_place": _percent(area["count"], whole),
        "of_area": _percent(area["count"], area["people"]),
    }


def _percent(part: object, of: object) -> float | None:
    if not isinstance(part, int | float) or not isinstance(of, int | float) or not of:
        return None
    return min(PERCENT, round(part / of * PERCENT, 1))


def _table(rows: list[Row]) -> pa.Table:
    order = {str(level): place for place, level in enumerate(LEVELS)}
    rows.sort(key=lambda row: (order[str(row["level"])], -float(str(row["both"]))))
    return pa.Table.from_pylist(rows, schema=COLUMNS)
