"""Read every entry of the catalogue, with a site's own entries beside or above it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from phm_core.catalogue.faults import refuse, sentences
from phm_core.catalogue.schema import (
    FAMILIES,
    Attribute,
    CareSetting,
    Condition,
    Dataset,
    Entry,
    ExampleCohort,
    LevelEntry,
    Measurement,
    Medicine,
    Process,
    Purpose,
    Role,
    Score,
    SegmentModel,
    SocialFactor,
)
from phm_core.errors import RefusedInput, did_you_mean, listed
from phm_core.strict_yaml import Document, read_yaml

SHIPPED = Path(__file__).parent


@dataclass(frozen=True)
class Catalogue:
    """Everything declared, by family: each an ordered mapping from id to entry.

    `digest` changes with any file; `replaced` names shipped entries that the site's
    own files stand in for, as family/id.
    """

    datasets: Mapping[str, Dataset]
    conditions: Mapping[str, Condition]
    measurements: Mapping[str, Measurement]
    medicines: Mapping[str, Medicine]
    settings_of_care: Mapping[str, CareSetting]
    processes: Mapping[str, Process]
    social: Mapping[str, SocialFactor]
    segments: Mapping[str, SegmentModel]
    scores: Mapping[str, Score]
    levels: Mapping[str, LevelEntry]
    attributes: Mapping[str, Attribute]
    cohorts: Mapping[str, ExampleCohort]
    purposes: Mapping[str, Purpose]
    roles: Mapping[str, Role]
    digest: str
    replaced: tuple[str, ...] = ()

    def family(self, name: str) -> Mapping[str, Entry]:
        """The entries of one family, such as 'conditions'."""
        return getattr(self, name)


@dataclass
class _Found:
    """Entries and faults gathered so far."""

    families: dict[str, dict[str, Entry]] = field(
        default_factory=lambda: {name: {} for name in FAMILIES}
    )
    faults: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)


def load_catalogue(extra: Path | None = None) -> Catalogue:
    """Read the shipped catalogue and, over it, a site's own folder.

    The folder is laid out like the shipped one: conditions/, medicines/ and so on. An
    entry with the id of a shipped one must say `replaces: true`. Raises RefusedInput
    with every fault, each with its file and line.
    """
    found = _Found()
    _read_folder(SHIPPED, found, own=None)
    if extra is not None:
        _read_extra(extra, found)
    refuse(found.faults)
    return Catalogue(
        **{name: MappingProxyType(entries) for name, entries in found.families.items()},
        digest=found.digest.hexdigest()[:16],
        replaced=tuple(found.replaced),
    )


def _read_extra(extra: Path, found: _Found) -> None:
    """Add a site's own entries, and say which folders were not understood."""
    if not extra.is_dir():
        raise RefusedInput(
            f"There is no catalogue folder '{extra}'. Check PHM_CATALOGUE_DIR."
        )
    for folder in sorted(extra.iterdir()):
        if folder.is_dir() and folder.name not in FAMILIES:
            hint = did_you_mean(folder.name, FAMILIES)
            found.faults.append(
                f"{folder}: there is no family of entries called '{folder.name}'.{hint} "
                f"Folders are {listed(FAMILIES)}."
            )
    shipped = {
        f"{family}/{name}" for family in FAMILIES for name in found.families[family]
    }
    _read_folder(extra, found, own=shipped)


def _read_folder(root: Path, found: _Found, *, own: set[str] | None) -> None:
    for family in FAMILIES:
        for path in _files(root / family):
            text = path.read_text(encoding="utf-8")
            source = f"{family}/{path.name}" if own is None else str(path)
            found.digest.update(f"{family}/{path.name}\n{text}\n".encode())
            try:
                document = read_yaml(text, source=source)
            except RefusedInput as fault:
                found.faults.append(str(fault))
                continue
            entry = _entry(document, family, path.stem, found)
            if entry is not None:
                _keep(entry, family, document, found, own)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(
        path for path in folder.glob("*.y*ml") if not path.name.startswith(".")
    )


def _entry(document: Document, family: str, stem: str, found: _Found) -> Entry | None:
    """Check one file; None when it has faults."""
    try:
        entry = FAMILIES[family].model_validate(document.value)
    except ValidationError as fault:
        found.faults += sentences(fault, document, FAMILIES[family])
        return None
    if entry.id != stem:
        found.faults.append(
            f"{document.source}, line {document.line(('id',))}: "
            f"the id '{entry.id}' must be the same as the file's name."
        )
    return entry


def _keep(
    entry: Entry, family: str, document: Document, found: _Found, own: set[str] | None
) -> None:
    """Add an entry; a second one of the same id must say that it replaces the first."""
    known = f"{family}/{entry.id}"
    line = document.line(("id",))
    shipped = own is not None and known in own
    if entry.id in found.families[family] and not (shipped and entry.replaces):
        found.faults.append(
            f"{document.source}, line {line}: '{entry.id}' is declared already. "
            "Give it another id, or write 'replaces: true' to stand in for the shipped entry."
        )
        return
    if entry.replaces and not shipped:
        found.faults.append(
            f"{document.source}, line {document.line(('replaces',))}: "
            f"there is no shipped entry '{known}' to replace."
        )
        return
    if shipped:
        found.replaced.append(known)
    found.families[family][entry.id] = entry
