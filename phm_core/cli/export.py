"""Synthetic people of the active snapshot, written in a source format."""

from pathlib import Path
from typing import Annotated

import typer

from phm_core.errors import several


def register(program: typer.Typer) -> None:
    """Add the export command to the program."""
    program.command("export", help="Write synthetic people in a source format.")(export)


def export(
    out: Annotated[Path, typer.Option(help="New folder for the files.")],
    named: Annotated[str, typer.Option("--format", help="Format to write.")],
) -> None:
    """Write synthetic people of the active snapshot; a line for each file."""
    from phm_core.catalogue.load import load_catalogue
    from phm_core.errors import RefusedInput
    from phm_core.onboarding.exporting.export import export as export_people
    from phm_core.settings import Settings
    from phm_core.start import running_people

    settings = Settings()
    running = running_people(settings)
    if running is None:
        raise RefusedInput(
            "No snapshot of people runs. Make one with 'python -m phm_core demo', or "
            "choose one with 'python -m phm_core snapshot use'."
        )
    datasets = load_catalogue(settings.catalogue_dir).datasets
    for name, rows in export_people(running, named, out, datasets).items():
        typer.echo(f"{name}\t{several(rows, 'row')}")
