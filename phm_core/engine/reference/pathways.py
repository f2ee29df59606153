"""The plain reference for pathways of care."""

from datetime import date

from phm_core.definitions.pathways import Cancer, Maternity
from phm_core.engine.reference.core import Row, Truth, World, holds


@holds.register
def _(node: Cancer, person: Row, world: World) -> Truth:
    return any(
        _meets(node, row, world) for row in world.records("cancer_pathway", person)
    )


def _meets(node: Cancer, row: Row, world: World) -> bool:
    if not world.seen(row["informed_on"], node.within_months):
        return False
    if node.route is not None and row["route"] not in node.route:
        return False
    if node.told_within_days is not None and not _soon(
        row, row["informed_on"], node.told_within_days
    ):
        return False
    if node.treated_within_days is not None and not (
        world.seen(row["treated_on"])
        and _soon(row, row["treated_on"], node.treated_within_days)
    ):
        return False
    return _staged(node, row["stage"])


def _soon(row: Row, when: date, days: int) -> bool:
    referred = row["referred_on"]
    return referred is not None and (when - referred).days <= days


def _staged(node: Cancer, stage: int | None) -> bool:
    low, high = node.stage_at_least, node.stage_at_most
    if low is None and high is None:
        return True
    if stage is None:
        return False
    return (low is None or stage >= low) and (high is None or stage <= high)


@holds.register
def _(node: Maternity, person: Row, world: World) -> Truth:
    wanted = {
        name: value
        for name in ("continuity_of_carer", "smoking_at_delivery")
        if (value := getattr(node, name)) is not None
    }
    return any(
        world.seen(row["delivered_on"], node.within_months)
        and all(row[name] is value for name, value in wanted.items())
        for row in world.records("maternity", person)
    )
