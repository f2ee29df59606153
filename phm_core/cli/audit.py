"""Check that nothing in the audit was changed, removed or put in."""

import typer

app = typer.Typer()


@app.callback()
def group() -> None:
    """Keep `verify` a command of its own."""


@app.command()
def verify() -> None:
    """Check every seal; print the number of the first bad row, and exit 2."""
    from phm_core.catalogue.load import load_catalogue
    from phm_core.settings import Settings
    from phm_core.start import open_store

    settings = Settings()
    store = open_store(settings, load_catalogue(settings.catalogue_dir))
    found = store.audit.verify()
    if found.bad is None:
        typer.echo(f"The audit is whole: {found.rows} rows.")
        return
    typer.echo(
        f"The audit is not whole: row {found.bad} is the first that does not fit. Keep "
        "the database as it is and tell whoever is responsible for governance."
    )
    raise typer.Exit(2)
