"""Snapshots: check one, list them, choose the one that the app runs on."""

from pathlib import Path
from typing import Annotated

import typer

from phm_core.errors import several

app = typer.Typer()

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="Snapshot directory.")]


@app.command()
def check(path: Directory) -> None:
    """Compare every file of a snapshot with its manifest."""
    from phm_core.onboarding.keeping import whole

    snapshot = whole(path)
    files = several(len(snapshot.manifest.files), "file")
    typer.echo(f"'{path}' is whole: {files}, as at {snapshot.as_at.isoformat()}.")


@app.command(name="list")
def list_snapshots() -> None:
    """List the published snapshots, newest first; the active one has a star."""
    from phm_core.settings import Settings
    from phm_core.snapshot import active, listed

    snapshots = Settings().snapshots
    chosen = active(snapshots)
    pinned = chosen.resolve() if chosen else None
    for snapshot in listed(snapshots):
        star = "*" if snapshot.path == pinned else " "
        made_up = "synthetic" if snapshot.manifest.synthetic else "real"
        typer.echo(
            f"{star} {snapshot.path}  {snapshot.manifest.name or 'no name'}, "
            f"as at {snapshot.as_at.isoformat()}, {made_up}"
        )
    if pinned and pinned.parent != snapshots.resolve():
        typer.echo(f"* {pinned}")


@app.command()
def compare(path: Directory) -> None:
    """Say what a snapshot would change against the one that runs."""
    from phm_core.catalogue.load import load_catalogue
    from phm_core.onboarding.loading.difference import Limits
    from phm_core.onboarding.refresh import changes
    from phm_core.settings import Settings

    settings = Settings()
    catalogue = load_catalogue(settings.catalogue_dir)
    found = changes(settings.snapshots, path, catalogue)
    if found is None:
        typer.echo("It follows nothing that runs, so there is nothing to compare.")
        return
    for line in found.sentences():
        typer.echo(line)
    for line in found.unusual(Limits.of(catalogue)):
        typer.echo(f"To be confirmed: {line}.")


@app.command()
def use(
    path: Directory,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Use what changes more than is usual.")
    ] = False,
    keep: Annotated[
        int, typer.Option(min=0, help="Keep so many of the newest; 0 keeps all.")
    ] = 0,
) -> None:
    """Run the app on a snapshot or an area pack; an altered one is refused.

    Another delivery is compared with what runs first.
    """
    from phm_core.catalogue.load import load_catalogue
    from phm_core.onboarding.keeping import prune as remove_old
    from phm_core.onboarding.keeping import removal
    from phm_core.onboarding.refresh import refresh
    from phm_core.settings import Settings

    settings = Settings()
    catalogue = load_catalogue(settings.catalogue_dir)
    snapshot, found = refresh(settings.snapshots, path, catalogue, confirmed=confirm)
    for line in () if found is None else found.sentences():
        typer.echo(line)
    typer.echo(f"The app now runs on '{snapshot.path}'.")
    for old in remove_old(settings.snapshots, keep=keep) if keep else ():
        typer.echo(removal(old))


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest to keep.")],
) -> None:
    """Remove old snapshots; the active one always stays."""
    from phm_core.onboarding.keeping import prune as remove_old
    from phm_core.onboarding.keeping import removal
    from phm_core.settings import Settings

    for path in remove_old(Settings().snapshots, keep=keep):
        typer.echo(removal(path))
