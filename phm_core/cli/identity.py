"""Keys of projects, by which NHS numbers become pseudonyms: make, rotate, retire."""

from typing import Annotated

import typer

from phm_core.errors import several

app = typer.Typer()

Project = Annotated[str, typer.Argument(help="Such as planning_2026.")]
By = Annotated[str, typer.Option(help="Your name; it is written down.")]
Reason = Annotated[str, typer.Option(help="Why; it is written down.")]


@app.command("list")
def listing() -> None:
    """Every key by its id, oldest first; nothing of the keys themselves."""
    from phm_core.settings import Settings
    from phm_core.start import identity

    keys, _ = identity(Settings())
    for key in keys.every():
        typer.echo(f"{key.id}\t{key.project}\tsince rotation {key.epoch}")


@app.command()
def make(project: Project, by: By) -> None:
    """Make the first key of a project."""
    from phm_core.cli.audit import written
    from phm_core.settings import Settings
    from phm_core.start import identity

    keys, _ = identity(Settings())
    with written("MakeKey", project, by, "The first key of a project"):
        key = keys.make(project)
    typer.echo(f"The project '{project}' has the key {key.id}. Keep a copy of it safe.")


@app.command()
def rotate(project: Project, by: By, reason: Reason) -> None:
    """Give a project a new key; what is loaded from then on has new pseudonyms."""
    from phm_core.cli.audit import written
    from phm_core.settings import Settings
    from phm_core.start import identity

    keys, links = identity(Settings())
    old = keys.newest(project)
    with written("RotateKey", old.id, by, reason):
        new = keys.rotate(project)
        moved = links.rotate(old, new)
    have = "person has" if len(moved) == 1 else "people have"
    typer.echo(
        f"{len(moved):,} {have} a pseudonym by {new.id} too. Load the next "
        f"snapshot, and when none by {old.id} is in use: 'python -m phm_core identity "
        f"retire {old.id}'."
    )


@app.command()
def retire(
    key: Annotated[str, typer.Argument(help="Id of the key, as listed.")],
    by: By,
    reason: Reason,
) -> None:
    """Destroy a key and its links; refused while a snapshot stands on it."""
    from phm_core.cli.audit import written
    from phm_core.errors import RefusedInput
    from phm_core.settings import Settings
    from phm_core.snapshot import listed
    from phm_core.start import identity

    settings = Settings()
    keys, links = identity(settings)
    found = keys.named(key)
    held = [
        one.path.name
        for one in listed(settings.snapshots)
        if one.manifest.pseudonym_key == found.id
    ]
    if held:
        raise RefusedInput(
            f"The snapshot '{held[0]}' has pseudonyms by this key. Remove it first: "
            "'python -m phm_core snapshot prune'."
        )
    with written("RetireKey", found.id, by, reason):
        gone = links.forget(found)
        keys.remove(found)
    typer.echo(f"{found.id} is destroyed, and {several(gone, 'link')} with it.")
