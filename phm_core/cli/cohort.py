"""Count the people of a cohort definition, say it in English, check it, list ids."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from phm_core.definitions.document import Definition
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.errors import RefusedInput, several

if TYPE_CHECKING:
    from phm_core.governance.released import Released
    from phm_core.start import House

app = typer.Typer()

STDIN = "-"
LARGEST = 64 * 1024  # bytes
PLANNING = "planning"
NOT_SHOWN = "not shown"
# Rows asked for at a time when ids are written.
PAGE = 100_000

File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="Definition (YAML or JSON); - reads stdin."),
]
Directory = Annotated[
    Path | None,
    typer.Option(
        "--snapshot", metavar="DIR", help="Snapshot; default: the active one."
    ),
]
ForPurpose = Annotated[str, typer.Option("--purpose", help="What the figures are for.")]


@app.command()
def count(
    file: File,
    snapshot: Directory = None,
    purpose: ForPurpose = PLANNING,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count the people of a cohort, rule by rule."""
    from phm_core.definitions.questions import Attrition

    text = _text(file)
    house = _house(snapshot)
    scope = house.scope_for(purpose)
    definition = _definition(text, file, house.vocabulary)
    released = house.gateway.ask(Attrition(definition), scope)
    found = counted(definition, released, house)
    if as_json:
        import json

        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for line in _lines(found, released):
        typer.echo(line)


@app.command()
def describe(file: File) -> None:
    """Say a definition in plain English."""
    from phm_core.definitions.describe import describe as in_words

    catalogue = _catalogue()
    typer.echo(in_words(_definition(_text(file), file, catalogue), catalogue))


@app.command()
def check(file: File) -> None:
    """Look for what a definition can hardly mean."""
    from phm_core.definitions.lint import lint

    found = lint(_definition(_text(file), file, _catalogue()))
    for finding in found:
        typer.echo(f"{finding.level}: {finding.text}")
    if not found:
        typer.echo("Nothing to remark on.")


@app.command()
def ids(
    file: File,
    reason: Annotated[str, typer.Option(help="Why these people are looked for.")],
    out: Annotated[Path, typer.Option(metavar="CSV", help="File to write.")],
    snapshot: Directory = None,
    purpose: ForPurpose = PLANNING,
) -> None:
    """Write the person ids of a cohort, for direct care only; this is audited."""
    from phm_core.errors import NotPermitted

    text = _text(file)
    house = _house(snapshot)
    if purpose != "direct_care":
        raise NotPermitted(
            f"Ids are written for direct care only, not for '{purpose}'. Give "
            "--purpose direct_care and a reason, or count the cohort instead."
        )
    scope = house.scope_for(purpose)
    definition = _definition(text, file, house.vocabulary)
    pages = _pages(house, scope, definition, reason)
    written = _write(out, [line for page in pages for line in _ids(page)])
    typer.echo(f"{several(written, 'id')} written to '{out}'.")
    for note in pages[0].notes:
        typer.echo(note)


def counted(
    definition: Definition, released: "Released", house: "House"
) -> dict[str, Any]:
    """The counts of a cohort in the form that other programs read."""
    disclosure = house.catalogue.purposes[released.purpose].disclosure
    names = ("name", "alone", "remaining", "gained_if_dropped")
    return {
        "name": definition.name,
        "as_at": released.as_at.isoformat(),
        "snapshot": released.snapshot,
        "purpose": released.purpose,
        **{name: released.facts[name] for name in ("people", "unknown", "population")},
        "rules": released.tables["rules"].select(names).to_pylist(),
        "released": {
            "rounded_to": disclosure.round_to if disclosure else 1,
            "suppressed_below": disclosure.suppress_below if disclosure else 1,
        },
    }


def _lines(found: dict[str, Any], released: "Released") -> list[str]:
    said = {
        key: NOT_SHOWN if found[key] is None else f"{found[key]:,}"
        for key in ("people", "unknown", "population")
    }
    lines = [
        f"{found['name']}, as at {found['as_at']}, for {found['purpose']}",
        f"  people {said['people']}, unknown {said['unknown']}, "
        f"of {said['population']}",
    ]
    for rule in found["rules"]:
        numbers = {
            key: NOT_SHOWN if value is None else f"{value:,}"
            for key, value in rule.items()
            if key != "name"
        }
        lines.append(
            f"  {rule['name']}: alone {numbers['alone']}, remaining "
            f"{numbers['remaining']}, gained if dropped {numbers['gained_if_dropped']}"
        )
    return [*lines, released.rule, *released.notes]


def _definition(text: str, file: str, vocabulary: Vocabulary) -> Definition:
    from phm_core.definitions.parse import parse_definition

    return parse_definition(text, vocabulary, name=file)


def _text(file: str) -> str:
    """What a file says, read no further than the largest definition."""
    try:
        if file == STDIN:
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as opened:
                raw = opened.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise RefusedInput(
                f"'{file}' is larger than {LARGEST // 1024} kB. Save a part as a "
                "cohort and use it with in_cohort."
            )
        return raw.decode("utf-8-sig")
    except OSError as fault:
        raise RefusedInput(
            f"'{file}' cannot be read ({fault.strerror}). Give the path of a cohort "
            "definition, or - to read it from standard input."
        ) from None
    except UnicodeDecodeError:
        raise RefusedInput(
            f"'{file}' is not text in UTF-8. Save the definition as UTF-8."
        ) from None


def _catalogue():
    from phm_core.catalogue.load import load_catalogue
    from phm_core.settings import Settings

    return load_catalogue(Settings().catalogue_dir)


def _house(snapshot: Path | None) -> "House":
    from phm_core.settings import Settings
    from phm_core.start import open_house

    return open_house(Settings(), snapshot)


def _pages(
    house: "House", scope: Any, definition: Definition, reason: str
) -> list["Released"]:
    from phm_core.definitions.rows_of_people import People

    first = house.gateway.ask(People(definition, size=PAGE), scope, reason=reason)
    last = int(first.facts["pages"] or 1)
    rest = [People(definition, page=page, size=PAGE) for page in range(2, last + 1)]
    if not rest:
        return [first]
    return [first, *house.gateway.ask_all(rest, scope, reason=reason)]


def _ids(page: "Released") -> list[str]:
    return [str(one) for one in page.tables["people"].column("person_id").to_pylist()]


def _write(out: Path, lines: list[str]) -> int:
    """Write a file that its owner alone can read, whole or not at all."""
    from phm_core.onboarding.durable import privately

    with privately(out) as file:
        file.write("\n".join(["person_id", *lines]) + "\n")
    return len(lines)
