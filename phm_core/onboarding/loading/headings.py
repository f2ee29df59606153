"""What the heading of a column says: an entry of ours, and the unit of its cells."""

from collections.abc import Container, Iterator, Mapping

from phm_core.catalogue.schema import Entry, Measurement, Score
from phm_core.onboarding.loading.spellings import bare, plain

PERCENT = "percent"
Entries = Mapping[str, Entry]


def joined(name: str) -> str:
    """A name without anything between its words: HbA1c is hba1c, % is percent."""
    return _words(name).replace("_", "")


def called_after(
    name: str, known: Mapping[str, str], entries: Entries, around: Container[str]
) -> str | None:
    """The entry that a column is called after, its unit and words around it apart.

    known: ids of entries by their joined names. around: such words.
    """
    for spelling in (name, bare(_words(name), around)):
        for identity, words, _ in _parted(spelling, entries):
            if identity in (known.get(joined(words)), known.get(joined(bare(words)))):
                return identity
        # FEV1 % predicted may be its name, and a share of nothing.
        found = known.get(joined(spelling)) or known.get(
            plain(spelling).replace("_", "")
        )
        if found is not None:
            return found
    return None


def unit_in(name: str, entry: Entry) -> str:
    """The unit that a heading says, where it is not the entry's own."""
    for spelling in (name, bare(_words(name))):
        for _, _, unit in _parted(spelling, {entry.id: entry}):
            return "" if unit == getattr(entry, "unit", "") else unit
    return ""


def without_unit(name: str, entry: Entry) -> str:
    """The words of a heading before the unit of its cells."""
    parted = _parted(bare(_words(name)), {entry.id: entry})
    return next((words for _, words, _ in parted), name)


def _parted(name: str, entries: Entries) -> Iterator[tuple[str, str, str]]:
    """Entries of which a unit ends a heading: id, the words before, the unit."""
    words = _words(name).split("_")
    ends = {"".join(words[at:]): "_".join(words[:at]) for at in range(1, len(words))}
    for identity, entry in entries.items():
        for spelling, unit in _units(entry):
            if before := ends.get(joined(spelling)):
                yield identity, before, unit


def _units(entry: Entry) -> Iterator[tuple[str, str]]:
    """Spellings of the units of an entry, each with the unit as it is declared."""
    if isinstance(entry, Measurement):
        for one in (entry, *entry.conversions):
            yield from (
                (spelling, one.unit) for spelling in (one.unit, *one.also_written)
            )
    elif isinstance(entry, Score):
        yield entry.unit, entry.unit


def _words(name: str) -> str:
    return plain(name.replace("%", f" {PERCENT} "))
