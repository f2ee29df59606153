"""Mappings of source files: read, checked against what is declared, and saved."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.faults import sentences
from phm_core.catalogue.schema import (
    CodeMap,
    ColumnMap,
    Condition,
    Entry,
    Given,
    Intake,
    Process,
    SourceFormat,
    TableMap,
)
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.strict_yaml import read_yaml

MOST_BYTES = 1 << 20
MOST_SHOWN = 12
WIDTH = 88
# Of libyaml, where it is there: a mapping may name thousands of codes.
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def read_mapping(path: Path, catalogue: Catalogue) -> SourceFormat:
    """Read a saved mapping.

    Raises RefusedInput with every fault, each with its line.
    """
    try:
        text = path.read_bytes()
    except OSError as fault:
        why = fault.strerror
        raise RefusedInput(f"The mapping '{path}' cannot be read ({why}).") from None
    if len(text) > MOST_BYTES:
        raise RefusedInput(f"The mapping '{path}' is too large: at most 1 MB is read.")
    try:
        return parsed(text.decode("utf-8-sig"), path.name, catalogue)
    except UnicodeDecodeError:
        raise RefusedInput(f"The mapping '{path}' is not text in UTF-8.") from None


def parsed(text: str, source: str, catalogue: Catalogue) -> SourceFormat:
    """A mapping from text. Raises RefusedInput with every fault, each with its line."""
    document = read_yaml(text, source=source)
    try:
        found = SourceFormat.model_validate(document.value)
    except ValidationError as fault:
        _refuse(list(sentences(fault, document, SourceFormat)), source)
        raise
    _refuse([f"{source}: {said}" for _, said in faults(found, catalogue)], source)
    return found


def saved(mapping: SourceFormat) -> str:
    """A mapping as the text of a file; reading it gives the same again."""
    held = mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    held["version"] = mapping.version
    for table in held["tables"]:
        table["columns"] = {
            name: how["column"] if set(how) == {"column"} else how
            for name, how in table["columns"].items()
        }
    return yaml.dump(
        held, None, DUMPER, sort_keys=False, allow_unicode=True, width=WIDTH
    )


def faults(mapping: SourceFormat, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What a mapping names that is not declared: the word, and a sentence."""
    for table in mapping.tables:
        intake = catalogue.intake.get(table.into)
        if intake is None:
            hint = did_you_mean(table.into, catalogue.intake)
            yield table.into, f"nothing can be brought into '{table.into}'.{hint}"
            continue
        yield from _of_table(table, intake, catalogue)
    for codes in mapping.codes:
        yield from _of_codes(codes, catalogue.family(codes.into))


def _of_codes(codes: CodeMap, known: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    """What codes are said to mean that is not declared."""
    for ids in codes.is_.values():
        for identity in (ids,) if isinstance(ids, str) else ids:
            if identity not in known:
                hint = did_you_mean(identity, known)
                yield identity, f"there is no '{identity}' in {codes.into}.{hint}"
            elif codes.kind and codes.kind not in _kinds(known[identity]):
                hint = did_you_mean(codes.kind, _kinds(known[identity]))
                yield codes.kind, f"'{identity}' has no '{codes.kind}'.{hint}"


def _kinds(entry: Entry) -> tuple[str, ...]:
    """What codes can say of an entry besides that it is there, or was done."""
    if isinstance(entry, Condition):
        return tuple(type(entry.codes).model_fields)
    return tuple(one.id for one in entry.outcomes) if isinstance(entry, Process) else ()


def _of_table(
    table: TableMap, intake: Intake, catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    for name, how in table.columns.items():
        if name not in intake.names:
            hint = did_you_mean(name, intake.names)
            yield name, f"'{table.into}' has no column '{name}'.{hint}"
            continue
        given = intake.column(name)
        named = [how.constant, how.otherwise, how.empty, *how.values.values()]
        for value in filter(None, named):
            yield from _known(str(value), given, catalogue)
        yield from _whole(how, given)
    for given in intake.columns:
        if given.required and given.name not in table.columns:
            said = f"'{table.into}' from '{table.from_}' needs the column"
            yield table.into, f"{said} '{given.name}': {given.meaning}"


def _whole(how: ColumnMap, given: Given) -> Iterator[tuple[str, str]]:
    """Whether what comes as one is said of whole cells of one column."""
    pairs = [str(v) for v in how.values.values() if v in given.pairs]
    pairs += [str(v) for v in (how.otherwise, how.empty) if v in given.pairs]
    whole = how.column and not (how.split_by or how.pick)
    for name in pairs:
        if not whole or name not in how.values.values():
            yield name, f"'{name}' is several values: say it by 'values' of a column"


def _known(value: str, given: Given, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Whether a mapping's own value is one that the column can hold."""
    if given.family is not None:
        known = {*catalogue.family(given.family), *given.pairs}
        if value not in known:
            yield (
                value,
                f"there is no '{value}' in {given.family}.{did_you_mean(value, known)}",
            )
    if given.words:
        spelt = {*given.words, *(one for more in given.words.values() for one in more)}
        if value.casefold() not in {one.casefold() for one in spelt}:
            hint = did_you_mean(value, given.words)
            yield value, f"'{given.name}' cannot be '{value}'.{hint}"


def _refuse(found: list[str], source: str) -> None:
    if found:
        more = len(found) - MOST_SHOWN
        shown = found[:MOST_SHOWN] + ([f"and {more} more"] if more > 0 else [])
        lines = "\n".join(f"- {one}" for one in shown)
        raise RefusedInput(f"The mapping '{source}' is refused:\n{lines}")
