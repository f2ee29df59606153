"""What a load counted: rows, what was set aside and why, each with an example row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from phm_core.errors import several
from phm_core.onboarding.codes.unmapped import Unmapped


@dataclass(frozen=True)
class Counted:
    """Something that was counted in one source: how many rows, and one of them.

    what: a sentence without the number. file, row: the example, as people find it; a
    file alone is where all of them stand.
    fate: why the rows were set aside; nothing where they were kept.
    """

    source: str
    what: str
    rows: int
    file: str = ""
    row: int | None = None
    fate: str = ""

    def sentence(self) -> str:
        """It in words, with where to look."""
        where = f", of {self.file}" if self.file not in ("", self.source) else ""
        if self.row:
            where = f", such as row {self.row:,} of {self.file}"
        return f"{self.source}: rows {self.what}: {self.rows:,}{where}."


@dataclass(frozen=True)
class MapReport:
    """What became of the rows of one source for one table.

    which: what all of them are, where the mapping says so, such as HbA1c.
    """

    into: str
    source: str
    rows: int
    kept: int
    counted: tuple[Counted, ...] = ()
    implausible: Mapping[str, int] = field(default_factory=dict[str, int])
    which: str = ""


@dataclass(frozen=True)
class Linkage:
    """How rows about people became people.

    disagreeing: people of whom rows differ in the year of birth or the sex.
    """

    rows: int
    people: int
    by_number: int
    by_local_id: int
    put_together: int
    no_identity: int
    bad_number: int
    ambiguous_ids: int
    disagreeing: int = 0


@dataclass(frozen=True)
class Report:
    """Everything that was counted in one load."""

    linkage: Linkage
    maps: tuple[MapReport, ...]
    unmapped: tuple[Unmapped, ...]
    notes: tuple[str, ...]
    rows: Mapping[str, int]

    @property
    def implausible(self) -> dict[str, int]:
        """Values that cannot be, by measure; they are missing now."""
        found: dict[str, int] = {}
        for one in self.maps:
            for measure, count in one.implausible.items():
                found[measure] = found.get(measure, 0) + count
        return found

    def sentences(self) -> Iterable[str]:
        """Everything counted, in words."""
        link = self.linkage
        people = several(link.people, "person", "people")
        yield (
            f"{several(link.rows, 'row')} about people became {people}: "
            f"{link.by_number:,} by NHS number, {link.by_local_id:,} by the source's "
            f"own id; put with another of the same person: "
            f"{several(link.put_together, 'row')}."
        )
        if link.disagreeing:
            who = several(link.disagreeing, "person", "people")
            yield (
                f"Rows of {who} disagree on the year of birth or "
                "the sex: two people may have been taken for one. Where practices "
                "number their own people alike, join the practice's code to the id."
            )
        yield from self.notes
        for one in self.maps:
            into = f"{one.into} ({one.which})" if one.which else one.into
            rows = several(one.rows, "row")
            yield f"{one.source} into {into}: {one.kept:,} of {rows}."
            yield from (counted.sentence() for counted in one.counted)
        for measure, count in sorted(self.implausible.items()):
            yield f"Implausible values of {measure}, missing now: {count:,}."

    def held(self) -> dict[str, Any]:
        """The report as it is kept in the manifest."""
        return asdict(self)
