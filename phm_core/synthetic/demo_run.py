"""One run of the demo: from a wish to a published snapshot."""

from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from rich.console import Console
from rich.table import Table

from phm_core.onboarding.keeping import use
from phm_core.settings import Settings
from phm_core.synthetic import check, first_start, making
from phm_core.synthetic.demo_area import publish_demo_area
from phm_core.synthetic.demo_gazetteer import ICB_NAME
from phm_core.synthetic.demo_progress import Progress
from phm_core.synthetic.null_demo import publish_null_people
from phm_core.synthetic.pack import Pack, read_pack
from phm_core.synthetic.planted import plan_for

DEMO_PEOPLE = 250_000


@dataclass(frozen=True)
class Wish:
    """What somebody asked for on the command line."""

    area: Path
    people: int | None
    seed: int
    into: Path
    months_later: int = 0
    null: bool = False


def demo_area_in(folder: Path, seed: int) -> Path:
    """The Demo ICS area pack, made in a folder that will be removed."""
    published = publish_demo_area(folder, seed)
    published.chmod(0o755)
    moved = folder / "area"
    published.rename(moved)
    _unseal(moved)
    return moved


def _unseal(folder: Path) -> None:
    """Let a temporary folder be removed again."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)


def run(wish: Wish, progress: making.Progress = making.quiet) -> Path:
    """Make and publish people; returns the directory of the snapshot."""
    pack = read_pack(wish.area)
    order = making.Order(
        people=wish.people or default_people(pack),
        seed=wish.seed,
        months_later=wish.months_later,
    )
    if wish.null:
        return publish_null_people(pack, order, wish.into, progress)
    return making.publish_people(pack, plan_for(pack), order, wish.into, progress)


def default_people(pack: Pack) -> int:
    """Everyone on the area's lists; in the Demo ICS a round number."""
    return DEMO_PEOPLE if pack.name == ICB_NAME else pack.total


def for_first_start(wish: Wish, data_dir: Path) -> Path:
    """Make people for an app that is already open, and put them to use.

    Where somebody has chosen other records meanwhile, those stay.
    """
    settings = Settings(data_dir=data_dir)
    file = first_start.progress_file(settings)
    with FileLock(first_start.child_lock(settings)):
        path = run(wish, file.report)
        if first_start.chosen(settings).resolve() == wish.area.resolve():
            use(settings.snapshots, path)
        file.write(Progress(1.0, "The people are there", finished=True))
    return path


def show_checks(path: Path) -> None:
    """Print how the people compare with the national figures."""
    table = Table(title="Synthetic people against published figures")
    table.add_column("What")
    for heading in ("At least", "At most", "Got"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for bar in check.bars(path):
        mark = "PASS" if bar.met else "FAIL"
        numbers = (f"{value:.2f}" for value in (bar.low, bar.high, bar.got))
        table.add_row(bar.what, *numbers, mark)
    Console().print(table)
