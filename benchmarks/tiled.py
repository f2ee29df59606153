"""A population many times over: as a snapshot, and as the leaves an index keeps."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.cohort import COHORT
from benchmarks.ground import Ground
from phm_core.definitions import Criterion
from phm_core.definitions.events import Condition, Measurement
from phm_core.engine.attributes import who
from phm_core.engine.bits import Words, from_flags, to_flags, words_for
from phm_core.engine.index import COLUMNS_FOLDER
from phm_core.engine.inner import tree_key
from phm_core.engine.kleene import Bounds
from phm_core.engine.plan import latest_name, leaves_of, slides, slot_name
from phm_core.engine.shelf import Shelf
from phm_core.engine.slots import Slots
from phm_core.engine.watch import Watch
from phm_core.settings import Settings
from phm_core.snapshot import MANIFEST

COPIED = ("organisation", "small_area", "neighbourhood_member")
ROW_GROUP = 122_880
PEOPLE = """
SELECT
    person_id * $times + unnest(range($times)) AS person_id,
    birth_month, sex, ethnicity, ethnicity_group, lsoa21, imd_decile, practice_code,
    registered_on, deregistered_on, died_on, lives_alone, main_language, smoking,
    housing_tenure, employment
FROM read_parquet($people)
"""
WRITE = f"""
COPY ({PEOPLE}) TO $target
(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})
"""


def tile(ground: Ground, times: int, into: Path) -> None:
    """A narrow snapshot: each person so many times in a row, no records beside them."""
    folder = into / "2000-tiled"
    if (folder / MANIFEST).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (people,) = ground.files("person")
    target = folder / "person.parquet"
    ground.duck.execute(
        WRITE.replace("$target", f"'{target}'"), {"times": times, "people": people}
    )
    for table in COPIED:
        shutil.copyfile(ground.files(table)[0], folder / f"{table}.parquet")
    # Conditions are there, so that a profile shows them; their answers are kept.
    shutil.copytree(ground.snapshot.path / "condition", folder / "condition")
    kept = ground.snapshot.manifest.model_dump(mode="json") | {
        "files": [{"name": "person.parquet", "rows": times, "sha256": f"{times:064}"}]
    }
    (folder / MANIFEST).write_text(json.dumps(kept), encoding="utf-8")


def keep_leaves(ground: Ground, times: int, tiled: Ground) -> None:
    """Write the answers to the cohort's leaves, and who has which condition."""
    index, day = ground.engine.index, ground.day
    folder = Settings(data_dir=tiled.folder).cache / tiled.snapshot.id
    if folder.exists():
        return
    slots = Slots(folder, words_for(index.count * times))
    shelf = Shelf(folder / COLUMNS_FOLDER)
    for leaf in _leaves(ground):
        if who(leaf, index, day) is not None:
            continue
        if isinstance(leaf, Measurement) and slides(leaf):
            found = index.latest_of(leaf, day, Watch())
            name = latest_name("measurement", leaf.of, day, leaf.same_day or "highest")
            shelf.get(f"{name}:value", lambda: np.repeat(found.value, times))  # noqa: B023  # used at once
            shelf.get(f"{name}:day", lambda: np.repeat(found.day, times))  # noqa: B023  # used at once
            continue
        sets = index.bounds(leaf, day)
        must = _repeated(sets.must, index.count, times)
        may = must if sets.definite else _repeated(sets.may, index.count, times)
        name = slot_name(ground.catalogue.digest, f"{day}:{tree_key(leaf)}")
        slots.write(name, Bounds(must, may))


def _leaves(ground: Ground) -> Iterator[Criterion]:
    yield from leaves_of(ground.expanded({"all": COHORT.to_wire()["criteria"]["all"]}))
    for identity, entry in ground.catalogue.conditions.items():
        if entry.long_term:
            yield Condition.model_validate({"is": identity})


def _repeated(words: Words, people: int, times: int) -> Words:
    return from_flags(np.repeat(to_flags(words, people), times))
