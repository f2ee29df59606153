"""Check that the audit is whole, write it out, and remove what is past its time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phm_core.errors import RefusedInput, several

if TYPE_CHECKING:
    from phm_core.store.audit import Audit, Entry

app = typer.Typer()

By = Annotated[str, typer.Option(help="Your name; it is written down.")]
Reason = Annotated[str, typer.Option(help="Why; it is written down.")]
Day = Annotated[str, typer.Option(help="Such as 2026-10-31; empty for all.")]
NOT_WHOLE = 2


@app.command()
def verify() -> None:
    """Check every seal and the anchor; print what does not fit first, and exit 2."""
    found = audit_log().verify()
    typer.echo(found.sentence)
    if not found.whole:
        raise typer.Exit(NOT_WHOLE)


@app.command()
def export(
    out: Annotated[Path, typer.Option(metavar="CSV", help="File to write.")],
    by: By,
    reason: Reason,
    since: Day = "",
    until: Day = "",
) -> None:
    """Write the audit, or the days from one on and up to another, as CSV."""
    import csv
    from datetime import date, timedelta

    from phm_core.charts.cells import plain
    from phm_core.onboarding.durable import privately
    from phm_core.period import parse_date

    first = parse_date(since).isoformat() if since else ""
    after = parse_date(until) + timedelta(days=1) if until else date.max
    audit, entry = audit_log(), act("ExportAudit", by, reason)
    intent, rows = audit.intend(entry), 0
    with privately(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        for rows, row in enumerate(audit.rows(first, after.isoformat()), start=1):
            if rows == 1:
                writer.writerow(row)
            writer.writerow([plain(value) for value in row.values()])
        audit.conclude(intent, entry, outcome="released", released=rows)
    told = several(rows, "row")
    typer.echo(f"{told} written to '{out}'; row {intent} of the audit says so.")


@app.command()
def purge(by: By, reason: Reason) -> None:
    """Remove rows that are past their time; a sealed mark of them stays."""
    from datetime import UTC, datetime, time

    from phm_core.catalogue.load import load_catalogue
    from phm_core.period import months_before
    from phm_core.settings import Settings
    from phm_core.start import now

    kept = load_catalogue(Settings().catalogue_dir).retention["audit"]
    day = months_before(now().date(), kept.months or 0)
    oldest = datetime.combine(day, time.min, UTC)
    gone = audit_log().purge(act("PurgeAudit", by, reason), oldest)
    told = f"{several(gone, 'row')} from before {day.isoformat()}"
    typer.echo(f"{told} removed; kept: {kept.kept}.")


@contextmanager
def written(action: str, about: str, by: str, reason: str) -> Iterator[None]:
    """Write an act into the audit before and after; what it is about, and no more."""
    audit, entry = audit_log(), act(action, by, reason, about)
    intent = audit.intend(entry)
    try:
        yield
    except BaseException:
        audit.conclude(intent, entry, outcome="failed")
        raise
    audit.conclude(intent, entry, outcome="released")


def act(action: str, by: str, reason: str, about: str = "Audit") -> "Entry":
    """What the audit says of an act at the command line: who did what, and why."""
    from phm_core.store.audit import Entry

    if not by.strip() or not reason.strip():
        raise RefusedInput("Say who you are (--by) and why (--reason).")
    return Entry(
        actor=by.strip(),
        role="governance",
        purpose="audit",
        scope="",
        action=action,
        object=about,
        definition="",
        snapshot="",
        reason=reason.strip(),
    )


def audit_log() -> "Audit":
    """The audit of this installation."""
    from phm_core.catalogue.load import load_catalogue
    from phm_core.settings import Settings
    from phm_core.start import open_store

    settings = Settings()
    return open_store(settings, load_catalogue(settings.catalogue_dir)).audit
