"""Read every entry of the catalogue, with a site's own entries beside or above it."""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.faults import refuse, sentences
from phm_core.catalogue.references import dangling
from phm_core.catalogue.schema import FAMILIES, Entry, ExampleCohort
from phm_core.errors import RefusedInput, did_you_mean, listed
from phm_core.strict_yaml import Document, read_yaml

SHIPPED = Path(__file__).parent


@dataclass(frozen=True)
class _File:
    """One file of one family; `own` when it is a site's, not shipped."""

    path: Path
    family: str
    own: bool

    @property
    def key(self) -> str:
        """Family and id, such as conditions/asthma."""
        return f"{self.family}/{self.path.stem}"

    @property
    def source(self) -> str:
        """How the file is named in a fault."""
        return str(self.path) if self.own else f"{self.key}.yaml"

    def place_of(self, word: str) -> str:
        """The file, and the first line on which a word stands."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        whole = re.compile(rf"\b{re.escape(word)}\b")
        found = (n for n, line in enumerate(lines, start=1) if whole.search(line))
        line = next(found, None)
        return self.source if line is None else f"{self.source}, line {line}"


@dataclass
class _Found:
    """Entries, their files, and faults gathered so far."""

    families: dict[str, dict[str, Entry]] = field(
        default_factory=lambda: {name: {} for name in FAMILIES}
    )
    files: dict[str, _File] = field(default_factory=dict[str, _File])
    faults: list[str] = field(default_factory=list[str])
    replaced: list[str] = field(default_factory=list[str])
    digest: Any = field(default_factory=hashlib.sha256)


def load_catalogue(extra: Path | None = None) -> Catalogue:
    """Read the shipped catalogue and, over it, a site's own folder.

    The folder is laid out like the shipped one: conditions/, medicines/ and so on. An
    entry with the id of a shipped one must say `replaces: true`. Raises RefusedInput
    with every fault, each with its file.
    """
    return _shipped() if extra is None else _read(extra)


@cache
def _shipped() -> Catalogue:
    """The shipped catalogue, which nothing changes while the app runs."""
    return _read(None)


def _read(extra: Path | None) -> Catalogue:
    found = _Found()
    _read_folder(SHIPPED, found, own=False)
    if extra is not None:
        _check_folders(extra, found)
        _read_folder(extra, found, own=True)
    refuse(found.faults)
    families: dict[str, Any] = {
        name: MappingProxyType(entries) for name, entries in found.families.items()
    }
    catalogue = Catalogue(
        **families,
        digest=found.digest.hexdigest()[:16],
        replaced=tuple(found.replaced),
    )
    refuse(
        [
            f"{found.files[owner].place_of(word)}: {said}"
            for owner, word, said in dangling(catalogue)
        ]
    )
    return catalogue


def declared(family: str, extra: Path | None = None) -> dict[str, Entry]:
    """The entries of one family alone, read quickly, such as those a menu is made of.

    A file with faults is left out: `load_catalogue` refuses it by name.
    """
    found = _Found()
    for root, own in ((SHIPPED, False), (extra, True)):
        if root is not None:
            _read_family(family, root, found, own=own)
    return found.families[family]


def _check_folders(extra: Path, found: _Found) -> None:
    """Refuse a folder that is missing; note folders that mean nothing."""
    if not extra.is_dir():
        raise RefusedInput(
            f"There is no catalogue folder '{extra}'. Check PHM_CATALOGUE_DIR."
        )
    for folder in sorted(extra.iterdir()):
        if folder.is_dir() and folder.name not in FAMILIES:
            found.faults.append(
                f"{folder}: there is no family of entries called '{folder.name}'."
                f"{did_you_mean(folder.name, FAMILIES)} Folders are {listed(FAMILIES)}."
            )


def _read_folder(root: Path, found: _Found, *, own: bool) -> None:
    for family in FAMILIES:
        _read_family(family, root, found, own=own)


def _read_family(family: str, root: Path, found: _Found, *, own: bool) -> None:
    for path in sorted((root / family).glob("[!.]*.y*ml")):
        _read_file(_File(path, family, own), found)


def _read_file(file: _File, found: _Found) -> None:
    text = file.path.read_text(encoding="utf-8")
    found.digest.update(f"{file.key}\n{text}\n".encode())
    try:
        if file.family == "cohorts":
            entry: Entry | None = ExampleCohort.read(
                text, identity=file.path.stem, source=file.source
            )
        else:
            entry = _entry(read_yaml(text, source=file.source), file, found)
    except RefusedInput as fault:
        found.faults.append(str(fault))
        return
    if entry is not None:
        _keep(entry, file, found)


def _entry(document: Document, file: _File, found: _Found) -> Entry | None:
    """Check one file; None when it has faults."""
    model = FAMILIES[file.family]
    try:
        entry = model.model_validate(document.value)
    except ValidationError as fault:
        found.faults += sentences(fault, document, model)
        return None
    if entry.id != file.path.stem:
        found.faults.append(
            f"{file.source}, line {document.line(('id',))}: "
            f"the id '{entry.id}' must be the same as the file's name."
        )
        return None
    return entry


def _keep(entry: Entry, file: _File, found: _Found) -> None:
    """Add an entry; one with a shipped id must say that it replaces the shipped one."""
    before = found.files.get(file.key)
    shipped = before is not None and file.own and not before.own
    if before is not None and not (shipped and entry.replaces):
        found.faults.append(
            f"{file.source}: '{entry.id}' is declared already. Give it another id, "
            "or write 'replaces: true' to stand in for the shipped entry."
        )
    elif entry.replaces and not shipped:
        found.faults.append(
            f"{file.source}: there is no shipped entry '{file.key}' to replace."
        )
    else:
        found.replaced += [file.key] if shipped else []
        found.files[file.key] = file
        found.families[file.family][entry.id] = entry
