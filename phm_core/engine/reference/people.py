"""The plain reference for who people are and where they live."""

from phm_core.definitions.nodes import Age, Deprivation, LivesIn, RegisteredAt, Sex
from phm_core.engine.inner import EthnicGroup, PersonColumn
from phm_core.engine.reference.core import Row, Truth, World, either, holds
from phm_core.period import completed_years


@holds.register
def _(node: Age, person: Row, world: World) -> Truth:
    if person["birth_month"] is None:
        return None
    years = completed_years(person["birth_month"], world.day)
    if node.min is not None and years < node.min:
        return False
    return node.max is None or years <= node.max


@holds.register
def _(node: Sex, person: Row, _world: World) -> Truth:
    if person["sex"] in (None, "unknown"):
        return None
    return person["sex"] in node.is_


@holds.register
def _(node: EthnicGroup, person: Row, _world: World) -> Truth:
    parts: list[Truth] = []
    for column, terms in (
        ("ethnicity_group", node.groups),
        ("ethnicity", node.detailed),
    ):
        if terms:
            stated = person[column]
            parts.append(None if stated in (None, "unknown") else stated in terms)
    return either(parts)


@holds.register
def _(node: PersonColumn, person: Row, _world: World) -> Truth:
    value = person.get(node.column)
    if value is None or value in node.unknown:
        return None
    if node.recorded:
        return True
    if node.values is not None:
        return value in node.values
    return value is True if node.at_most is None else value <= node.at_most


@holds.register
def _(node: Deprivation, person: Row, world: World) -> Truth:
    if node.domain == "overall":
        decile = person["imd_decile"]
    else:
        area = _small_area(person, world)
        decile = None if area is None else area[f"{node.domain}_decile"]
    if decile is None:
        return None
    if node.decile_min is not None and decile < node.decile_min:
        return False
    return node.decile_max is None or decile <= node.decile_max


def _small_area(person: Row, world: World) -> Row | None:
    for area in world.table("small_area"):
        if area["lsoa21"] == person["lsoa21"]:
            return area
    return None


AREA_COLUMNS = {
    "lsoa": "lsoa21",
    "ward": "ward",
    "district": "district",
    "upper_tier": "upper_tier",
    "pcn": "pcn_code",
    "place": "place_code",
}


@holds.register
def _(node: LivesIn, person: Row, world: World) -> Truth:
    if person["lsoa21"] is None:
        return None
    if node.level == "lsoa":
        return person["lsoa21"] in node.codes
    if node.level == "neighbourhood":
        return _member(node.codes, "lsoa21", person["lsoa21"], world)
    area = _small_area(person, world)
    return area is not None and area[AREA_COLUMNS[node.level]] in node.codes


@holds.register
def _(node: RegisteredAt, person: Row, world: World) -> Truth:
    practice = person["practice_code"]
    if practice is None:
        return None
    if node.level == "practice":
        return practice in node.codes
    if node.level == "neighbourhood":
        return _member(node.codes, "practice_code", practice, world)
    rows = [r for r in world.table("organisation") if r["practice_code"] == practice]
    if not rows:
        return False
    valid = [row for row in rows if _valid(row, world)]
    row = _latest(valid or rows)
    return row[f"{node.level}_code"] in node.codes


def _latest(rows: list[Row]) -> Row:
    """The row that began last; one without a date began before all others."""
    latest = rows[0]
    for row in rows[1:]:
        began, best = row["valid_from"], latest["valid_from"]
        if began is not None and (best is None or began > best):
            latest = row
    return latest


def _valid(row: Row, world: World) -> bool:
    """Whether a dated row is true on the day; valid_to is its last day."""
    begun = row["valid_from"] is None or row["valid_from"] <= world.day
    return begun and (row["valid_to"] is None or row["valid_to"] >= world.day)


def _member(codes: tuple[str, ...], column: str, unit: str, world: World) -> bool:
    members = world.table("neighbourhood_member")
    return any(
        row["neighbourhood_code"] in codes and row[column] == unit
        for row in members
        if _valid(row, world)
    )
