"""An engine on a small random population, and the same people as plain rows."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from phm_core.catalogue.load import load_catalogue
from phm_core.definitions import Definition, parse_criterion
from phm_core.engine.answer import Engine
from phm_core.engine.expand import expand
from phm_core.engine.library import NoLibrary
from phm_core.engine.policy import EVERYONE, Rows
from phm_core.engine.public import PublicTables
from phm_core.engine.reference import World, read_world
from phm_core.engine.reference.core import in_population, truths
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot
from tests.generative.worlds import World as Draw
from tests.snapshots import write_snapshot

SEED = 11
Row = dict[str, Any]


@cache
def catalogue():
    """The catalogue that ships."""
    return load_catalogue()


@dataclass(frozen=True)
class Small:
    """A snapshot, its engine, and its rows."""

    snapshot: Snapshot
    engine: Engine
    world: World

    def ask(self, question: Any, within: Rows = EVERYONE) -> Any:
        """The exact answer, opened as the gateway opens it."""
        return self.engine.answer(question, within).open(DOOR)

    def people(self, population: str = "registered") -> list[Row]:
        """Everybody who counts."""
        return [
            person
            for person in self.world.table("person")
            if in_population(person, population, self.world)
        ]

    def true_for(self, definition: Definition) -> set[int]:
        """Ids of the people of a definition."""
        return self.truths(definition)[1]

    def truths(self, definition: Definition) -> tuple[set[int], set[int], set[int]]:
        """Population, true and unknown by the plain reference."""
        tree = expand(definition.criteria, catalogue(), NoLibrary())
        return truths(tree, definition.population, self.world)


def define(wire: dict[str, Any], **more: Any) -> Definition:
    """A definition of one criterion."""
    return Definition(name="Test", criteria=parse_criterion(wire), **more)


def small(folder: Path, *, synthetic: bool = True, **tables: list[Row]) -> Small:
    """Write a random population with opt-outs, flags and a registration history."""
    draw = Draw(SEED)
    rows = draw.tables() | _more(draw) | tables
    for area in rows["small_area"]:
        area["imd_score"] = float(draw.rng.integers(5, 60))
        area["imd_decile"] = draw.one((1, 2, 7, None))
        area["pcn_code"] = draw.one(("N1", "N2"))
    kept = {name: held for name, held in rows.items() if held is not None}
    snapshot = write_snapshot(
        folder / "snapshot", kept, layout="parts", synthetic=synthetic
    )
    engine = Engine(
        snapshot, catalogue(), PublicTables(snapshot), Settings(data_dir=folder)
    )
    return Small(snapshot, engine, read_world(snapshot))


def _more(draw: Draw) -> dict[str, list[Row]]:
    opted = draw.events(
        lambda: {
            "kind": draw.one(("type_1", "national_data_opt_out")),
            "recorded_on": draw.day(),
            "withdrawn_on": draw.maybe(draw.day()),
        },
        20,
    )
    flagged = draw.events(lambda: {"kind": "pds_sensitive"}, 6)
    return {"opt_out": opted, "sharing_flag": flagged}


def total(values: Any) -> int:
    """A sum as a plain number."""
    return int(np.asarray(values).sum())
