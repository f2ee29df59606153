"""Records of people from files: what they hold, what they mean, and loading them."""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from phm_core.onboarding.loading.load import Wish

app = typer.Typer()

Source = Annotated[Path, typer.Argument(help="File, archive or folder of the extract.")]
Mapped = Annotated[Path | None, typer.Option(help="A saved mapping (YAML).")]
Format = Annotated[
    str | None, typer.Option("--format", help="A source format, by its id.")
]
Area = Annotated[Path, typer.Option(help="Area pack, or a snapshot of the area.")]
AsAt = Annotated[str, typer.Option(help="Day of the records, such as 2026-10-31.")]
MadeUp = Annotated[bool, typer.Option("--synthetic", help="The people are made up.")]
Practice = Annotated[
    str, typer.Option(help="Practice of those of whom the source says none.")
]
Project = Annotated[
    str, typer.Option(help="Real people: project whose key makes the pseudonyms.")
]
ListsOf = Annotated[
    str | None, typer.Option(help="Real people: day of the opt-out and flag lists.")
]
Since = Annotated[
    str | None,
    typer.Option(help="It says only what changed since this day, as the sender says."),
]


@dataclass(frozen=True)
class Terms:
    """What the options say besides the files."""

    mapping: Path | None
    named: str | None
    synthetic: bool
    practice: str
    project: str
    lists_of: str | None
    since: str | None = None
    deltas_follow: bool = False


@app.command()
def formats() -> None:
    """List the source formats that are known."""
    from phm_core.catalogue.load import load_catalogue
    from phm_core.settings import Settings

    for identity, entry in load_catalogue(Settings().catalogue_dir).formats.items():
        typer.echo(f"{identity}\t{entry.title}")


@app.command()
def profile(path: Source) -> None:
    """Say what files hold: kinds of value, dates, codes, what is missing or repeats."""
    from phm_core.catalogue.load import load_catalogue
    from phm_core.onboarding.loading.looking import looked_at
    from phm_core.onboarding.progress import line
    from phm_core.settings import Settings

    settings = Settings()
    catalogue = load_catalogue(settings.catalogue_dir)
    with line() as telling:
        delivery, profiles = looked_at(
            path, settings.snapshots, catalogue, telling.tell
        )
    for one in profiles:
        for said in one.sentences():
            typer.echo(said)
    for said in delivery.refused.values():
        typer.echo(f"Not read: {said}")
    for table in delivery.empty:
        typer.echo(f"Without rows: {table.said}")


@app.command()
def suggest(
    path: Source,
    out: Annotated[Path, typer.Option(help="File to write the mapping to.")],
    afresh: Annotated[
        bool,
        typer.Option("--afresh", help="Suggest even where a known format fits."),
    ] = False,
) -> None:
    """Write a mapping: the known format, or a suggestion by columns and content."""
    from phm_core.catalogue.load import load_catalogue
    from phm_core.catalogue.mappings import saved
    from phm_core.onboarding.durable import privately
    from phm_core.onboarding.loading.first_mapping import first_mapping
    from phm_core.onboarding.loading.looking import looked_at
    from phm_core.onboarding.progress import line
    from phm_core.settings import Settings

    settings = Settings()
    catalogue = load_catalogue(settings.catalogue_dir)
    with line() as telling:
        looked = looked_at(path, settings.snapshots, catalogue, telling.tell)
    found = first_mapping(looked, catalogue, settings.codelists_dir, afresh=afresh)
    for note in found.notes:
        typer.echo(note)
    with privately(out) as file:
        file.write(saved(found.mapping))
    typer.echo(f"Load with --mapping {out}")


@app.command()
def check(  # noqa: PLR0913, PLR0917  one parameter for each option
    path: Source,
    area: Area,
    as_at: AsAt,
    mapping: Mapped = None,
    named: Format = None,
    synthetic: MadeUp = False,
    practice: Practice = "",
    project: Project = "",
    lists_of: ListsOf = None,
    since: Since = None,
) -> None:
    """Try a load without publishing: what is counted, and what would change."""
    from phm_core.onboarding.loading.comparing import difference
    from phm_core.onboarding.loading.difference import Limits, follows
    from phm_core.onboarding.loading.load import prepared
    from phm_core.onboarding.loading.next_step import after_check, of_change
    from phm_core.onboarding.progress import line
    from phm_core.settings import Settings
    from phm_core.start import running_people

    terms = Terms(mapping, named, synthetic, practice, project, lists_of, since)
    settings = Settings()
    wish = _wish(path, area, as_at, settings.snapshots, terms)
    running = running_people(settings)
    with line() as telling, prepared(wish, telling.tell) as made:
        found = None
        if running is not None:
            telling.tell(0.98, "Comparing with what runs")
            found = difference(running, made.staging, made.about, wish.catalogue)
    lines = [*made.report.sentences()]
    if found is None or running is None:
        lines.append("No snapshot of people runs, so there is nothing to compare.")
    else:
        limits, next_one = Limits.of(wish.catalogue), follows(made.about, running)
        lines += of_change(found, limits, follows=next_one)
    for said in (*lines, *after_check(made.report.unmapped)):
        typer.echo(said)


@app.command()
def load(  # noqa: PLR0913, PLR0917  one parameter for each option
    path: Source,
    area: Area,
    as_at: AsAt,
    out: Annotated[
        Path | None, typer.Option(help="Folder to make the snapshot directory in.")
    ] = None,
    mapping: Mapped = None,
    named: Format = None,
    synthetic: MadeUp = False,
    practice: Practice = "",
    project: Project = "",
    lists_of: ListsOf = None,
    since: Since = None,
    by: Annotated[str, typer.Option(help="Real people: your name, written down.")] = "",
    reason: Annotated[str, typer.Option(help="Real people: why, written down.")] = "",
    unmapped: Annotated[
        Path | None, typer.Option(help="Write codes that no list knows to this CSV.")
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Publish what changes more than usual.")
    ] = False,
    deltas_follow: Annotated[
        bool,
        typer.Option(
            "--deltas-follow",
            help="Keep the delivery, sealed: the next will say only what changed.",
        ),
    ] = False,
) -> None:
    """Load records and publish a snapshot; the last line is its path."""
    from phm_core.cli.audit import written
    from phm_core.onboarding.codes.unmapped import write_list
    from phm_core.onboarding.loading.load import load as load_records
    from phm_core.onboarding.loading.next_step import after_load
    from phm_core.onboarding.progress import line
    from phm_core.settings import Settings
    from phm_core.start import running_people

    terms = Terms(
        mapping, named, synthetic, practice, project, lists_of, since, deltas_follow
    )
    settings = Settings()
    wish = _wish(path, area, as_at, out or settings.snapshots, terms)
    running = running_people(settings)
    about = wish.mapping.id
    record = nullcontext() if synthetic else written("LoadRecords", about, by, reason)
    with record, line() as telling:
        made, report = load_records(
            wish, telling.tell, running=running, confirmed=confirm
        )
    if unmapped is not None:
        write_list(report.unmapped, unmapped)
    for said in (*report.sentences(), *after_load(report.unmapped, made, unmapped)):
        typer.echo(said)
    typer.echo(str(made))


def _wish(path: Path, area: Path, as_at: str, into: Path, terms: Terms) -> "Wish":
    from phm_core.catalogue.load import load_catalogue
    from phm_core.errors import RefusedInput
    from phm_core.onboarding.loading.first_mapping import chosen_mapping
    from phm_core.onboarding.loading.load import Wish
    from phm_core.onboarding.loading.protecting import Lists
    from phm_core.period import parse_date
    from phm_core.settings import Settings
    from phm_core.start import identity

    settings = Settings()
    catalogue = load_catalogue(settings.catalogue_dir)
    chosen = chosen_mapping(terms.mapping, terms.named, catalogue)
    if not (terms.synthetic or terms.project):
        raise RefusedInput(
            "Say whose records these are: --synthetic where the people are made up, or "
            "--project and the name of a project for real people."
        )
    keys, links = identity(settings)
    return Wish(
        path=path,
        mapping=chosen,
        area=area,
        as_at=parse_date(as_at),
        into=into,
        catalogue=catalogue,
        synthetic=terms.synthetic,
        practice=terms.practice,
        codelists=settings.codelists_dir,
        key=None if terms.synthetic else keys.newest(terms.project),
        links=None if terms.synthetic else links,
        lists=Lists(parse_date(terms.lists_of) if terms.lists_of else None),
        memory=settings.memory_limit,
        since=parse_date(terms.since) if terms.since else None,
        deltas_follow=terms.deltas_follow,
    )
