"""Synthetic people for the built-in Demo ICS or any area pack."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer


def register(program: typer.Typer) -> None:
    """Add the demo command to the program."""
    program.command("demo", help="Make synthetic people and publish a snapshot.")(demo)


def demo(  # noqa: PLR0913, PLR0917  one parameter for each option
    area: Annotated[
        Path | None, typer.Option(help="Area pack; without one, the Demo ICS.")
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1_000, help="How many people are registered.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same people.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to make the snapshot directory in.")
    ] = None,
    months_later: Annotated[
        int, typer.Option(min=0, max=24, help="Move the same people forward.")
    ] = 0,
    null: Annotated[
        bool, typer.Option("--null", help="Nothing planted; areas differ by chance.")
    ] = False,
    check: Annotated[
        bool, typer.Option(help="Compare the result with national figures.")
    ] = True,
    for_first_start: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Make synthetic people and publish a snapshot; the last line is its path."""
    from phm_core.onboarding.progress import line
    from phm_core.settings import Settings
    from phm_core.synthetic import demo_run

    settings = Settings()
    with ExitStack() as stack:
        if area is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            area = demo_run.demo_area_in(Path(folder), settings.demo_seed)
        wish = demo_run.Wish(
            area=area,
            people=people,
            seed=settings.demo_seed if seed is None else seed,
            into=out or settings.snapshots,
            months_later=months_later,
            null=null,
        )
        if for_first_start is not None:
            path = demo_run.for_first_start(wish, for_first_start)
        else:
            with line() as telling:
                path = demo_run.run(wish, telling.tell)
        if check and not null and for_first_start is None:
            demo_run.show_checks(path)
    typer.echo(str(path))
