"""Snapshots: check one, list them, choose the one that the app runs on."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="Snapshot directory.")]


@app.command()
def check(path: Directory) -> None:
    """Compare every file of a snapshot with its manifest."""
    from phm_core.onboarding.keeping import whole

    snapshot = whole(path)
    files = len(snapshot.manifest.files)
    typer.echo(f"'{path}' is whole: {files} files, as at {snapshot.as_at.isoformat()}.")


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
def use(path: Directory) -> None:
    """Run the app on a snapshot or an area pack; an altered one is refused."""
    from phm_core.onboarding.keeping import use as activate
    from phm_core.settings import Settings

    snapshot = activate(Settings().snapshots, path)
    typer.echo(f"The app now runs on '{snapshot.path}'.")


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest to keep.")],
) -> None:
    """Remove old snapshots; the active one always stays."""
    from phm_core.onboarding.keeping import prune as remove_old
    from phm_core.settings import Settings

    for path in remove_old(Settings().snapshots, keep=keep):
        typer.echo(f"Removed '{path}'.")
