"""The snapshot that is measured: made once, opened as the app opens it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import duckdb
from rich.console import Console

from phm_core.area import WHOLE, Lens
from phm_core.catalogue.load import Catalogue, load_catalogue
from phm_core.definitions import Criterion, Definition, parse_criterion
from phm_core.definitions.questions import Question
from phm_core.engine.answer import Engine
from phm_core.engine.answers import Answer
from phm_core.engine.expand import expand
from phm_core.engine.kleene import Bounds
from phm_core.engine.library import NoLibrary
from phm_core.engine.policy import EVERYONE
from phm_core.engine.public import PublicTables
from phm_core.engine.scope import Scope, scope_of
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot, open_snapshot
from phm_core.synthetic.demo_area import publish_demo_area
from phm_core.synthetic.making import Order, publish_people
from phm_core.synthetic.pack import Pack, read_pack
from phm_core.synthetic.planted import plan_for

SEED = 2026
Exact = TypeVar("Exact", bound=Answer)


@dataclass(frozen=True)
class Ground:
    """One snapshot of demo people, our engine on it, and DuckDB for the peers.

    `folder`: where data for this number of people is made and kept.
    """

    folder: Path
    people: int

    @cached_property
    def pack(self) -> Pack:
        """The area pack of the Demo ICS."""
        made = sorted(self.folder.glob("areas/2*"))
        return read_pack(made[0] if made else publish_demo_area(self.folder / "areas"))

    @cached_property
    def snapshot(self) -> Snapshot:
        """The snapshot; made now if it is not there yet."""
        made = sorted(self.folder.glob("snapshots/2*"))
        return open_snapshot(made[0] if made else self.make(self.folder / "snapshots"))

    def make(self, into: Path) -> Path:
        """Make the people and their records, and publish them below a folder."""
        Console(stderr=True).print(f"Making {self.people:,} people in {into}")
        order = Order(self.people, SEED)
        return publish_people(self.pack, plan_for(self.pack), order, into)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The shipped catalogue."""
        return load_catalogue()

    @cached_property
    def public(self) -> PublicTables:
        """The area tables of the snapshot."""
        return PublicTables(self.snapshot)

    @cached_property
    def engine(self) -> Engine:
        """The engine, as the app makes it."""
        settings = Settings(data_dir=self.folder)
        return Engine(self.snapshot, self.catalogue, self.public, settings)

    @property
    def day(self) -> date:
        """The as-at date."""
        return self.snapshot.as_at

    @cached_property
    def events(self) -> int:
        """Rows of all tables about people, the people themselves left out."""
        datasets = self.catalogue.datasets
        return sum(
            entry.rows or 0
            for entry in self.snapshot.manifest.files
            if (table := Path(entry.name).parts[0].removesuffix(".parquet")) in datasets
            if datasets[table].tier == "person" and table != "person"
        )

    def ask(self, question: Question, kind: type[Exact]) -> Exact:
        """Our exact answer; a benchmark releases nothing, so it may open it."""
        answer = self.engine.answer(question).open(DOOR)
        assert isinstance(answer, kind)
        return answer

    def expanded(self, wire: Mapping[str, object]) -> Criterion:
        """A criterion with its names looked up."""
        return expand(parse_criterion(dict(wire)), self.catalogue, NoLibrary())

    def leaf(self, wire: Mapping[str, object]) -> Bounds:
        """The sets of a leaf, answered beforehand, for all ways of counting."""
        return self.engine.index.bounds(self.expanded(wire), self.day)

    def scope(self, definition: Definition) -> Scope:
        """Everybody whom a definition counts."""
        return scope_of(
            self.engine.index,
            EVERYONE,
            kind=definition.population,
            day=self.day,
            area=WHOLE,
            lens=Lens.REGISTERED,
        )

    def files(self, *names: str) -> list[str]:
        """Files of some tables, or of some kinds of one: condition/diabetes."""
        return [str(self.snapshot.path / f"{name}.parquet") for name in names]

    @cached_property
    def duck(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB of the peers' own, with all its defaults."""
        return duckdb.connect(":memory:")
