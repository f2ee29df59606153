"""Area packs: public files of an area turned into validated tables and shapes."""

from pathlib import Path
from typing import Annotated

import typer

from phm_core.errors import several
from phm_core.period import parse_date

app = typer.Typer()


@app.callback()
def group() -> None:
    """Keep 'build' a command of the group although it is the only one."""


@app.command()
def build(
    source: Annotated[Path, typer.Argument(help="Folder of the public files.")],
    out: Annotated[Path, typer.Option(help="Directory to write the area pack to.")],
    as_at: Annotated[
        str | None, typer.Option(help="Date of the pack, such as 2026-07-01.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Name of the area.")] = None,
) -> None:
    """Build the area pack of a folder of public files, recognised by their columns."""
    from phm_core.onboarding.area_pack.build import build_area_pack

    day = parse_date(as_at) if as_at else None
    built = build_area_pack(source, out=out, as_at=day, name=name)
    for note in built.notes:
        typer.echo(note)
    for table, rows in built.rows.items():
        typer.echo(f"{table}: {several(rows, 'row')}")
    typer.echo(f"Area pack of {built.name}")
    typer.echo(str(built.path))
