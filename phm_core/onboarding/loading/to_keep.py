"""What a load keeps, so that the next delivery may say only what changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from phm_core.onboarding.loading.brought import Brought
from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.loading.gathering import OURS, PLACE, gathered, origins
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.kept import Held, Kept, put_beside, seal_all
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.staging import staging_in

Keep = Callable[[Path], None]


@contextmanager
def to_keep(wish: Wish, ground: Ground, found: Brought) -> Iterator[Keep]:
    """Write a delivery sealed; what is yielded keeps it beside a snapshot.

    Nothing is kept unless it was asked for. Raises RefusedInput when the disk
    is full.
    """
    if not wish.keeps:
        yield lambda _: None
        return
    with staging_in(wish.into) as staging:
        folder = staging / "kept"
        tables = {
            name: _gathered(ground, name, several, found, wish.as_at.isoformat())
            for name, several in found.tables.items()
            if not wish.mapping.sources[name].only_removes
        }
        kept = Kept(
            mapping=wish.mapping.id,
            as_at=wish.as_at.isoformat(),
            key=wish.key.id if wish.key else "",
            reads={name: tuple(sorted(names)) for name, names in found.read.items()},
            sources={
                name: Held(one.said, one.columns, one.rows, one.origins)
                for name, one in tables.items()
            },
        )
        files = {name: one.file for name, one in tables.items()}
        seal_all(kept, files, folder, wish.key)
        yield lambda path: put_beside(folder, wish.into, path.name)


def _gathered(
    ground: Ground,
    name: str,
    several: tuple[Delivered, ...],
    found: Brought,
    day: str,
) -> Delivered:
    """A source as one table of the columns that are read, in its own order."""
    if len(several) == 1 and several[0].origins:
        return several[0]
    rows = gathered(ground.connection, several, found.read[name], day)
    file = ground.work / "to keep" / f"{name}.parquet"
    file.parent.mkdir(exist_ok=True)
    rows.sort(PLACE).to_parquet(str(file), compression="zstd")
    return Delivered(
        name=name,
        said=several[0].said,
        file=file,
        columns=tuple(one for one in rows.columns if one not in OURS),
        rows=sum(one.rows for one in several),
        origins=origins(several, day),
    )
