"""The person and registration tables, as they stand on the as-at date."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.synthetic import habits, rates
from phm_core.synthetic.calendar import NEVER, first_of
from phm_core.synthetic.storage import words
from phm_core.synthetic.world import World

EPOCH = date(1970, 1, 1)
HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
PSEUDONYM_LENGTH = 16


def person_table(world: World, order: NDArray[np.integer]) -> pa.Table:
    """One row for each person, in the order given: by Place, PCN and practice."""
    people, lived = world.people.at(order), world.habits
    by = {name: column[order] for name, column in lived.items()}
    pack = world.pack
    tenth = people.tenth
    codes = pack.areas["lsoa21"].tolist()
    exclusion = digital_exclusion(world)
    everyone = np.arange(order.size)
    columns = {
        "person_id": pa.array(everyone.astype(np.int64)),
        "pseudonym": pseudonyms(people.pseudonym),
        "birth_month": pa.array(first_of(people.born)).cast(pa.date32()),
        "age": pa.array(world.age[order].astype(np.int16)),
        "sex": words(people.sex, ["female", "male"]),
        **_ethnicity(people.ethnic, by),
        "lsoa21": words(people.area, [*codes, None]),
        "imd_decile": pa.array(tenth, mask=tenth == 0),
        "practice_code": words(
            people.practice, pack.practices["practice_code"].tolist()
        ),
        "registered_on": pa.array(people.registered).cast(pa.date32()),
        "deregistered_on": _until(people.left, world),
        "died_on": _until(people.died, world),
        **_circumstances(by),
        "digital_exclusion_decile": pa.array(
            exclusion[people.area], mask=people.area < 0
        ),
    }
    return pa.table(columns)


def _until(days: NDArray[np.integer], world: World) -> pa.Array:
    end = (world.as_at - EPOCH).days
    # What happens after the as-at date is not in the record yet.
    return pa.array(days, mask=days > end).cast(pa.date32())


def _ethnicity(
    group: NDArray[np.integer], by: dict[str, NDArray[Any]]
) -> dict[str, pa.Array]:
    detail = [name for names in habits.DETAIL for name in names]
    known = by["ethnic_known"]
    stated = np.where(known, by["ethnic_detail"], len(detail))
    groups = np.where(known, group, len(rates.ETHNIC_GROUPS))
    return {
        "ethnicity": words(stated, [*detail, "unknown"]),
        "ethnicity_group": words(groups, [*rates.ETHNIC_GROUPS, "unknown"]),
    }


def _circumstances(by: dict[str, NDArray[Any]]) -> dict[str, pa.Array]:
    return {
        "care_home": pa.array(by["care_home"]),
        "housebound": pa.array(by["housebound"]),
        "lives_alone": pa.array(by["lives_alone"], mask=~by["alone_known"]),
        "carer": pa.array(by["carer"]),
        "main_language": words(by["language"], list(habits.LANGUAGES)),
        "interpreter_needed": pa.array(by["interpreter"]),
        "smoking": words(by["smoking"], list(habits.SMOKING)),
        "housing_tenure": words(by["tenure"], list(habits.TENURE)),
        "fuel_poverty": pa.array(by["fuel_poverty"]),
        "employment": words(by["employment"], list(habits.EMPLOYMENT)),
        "veteran": pa.array(by["veteran"]),
        "asylum_seeker_or_refugee": pa.array(by["refugee"]),
        "no_fixed_abode": pa.array(by["no_fixed_abode"]),
        "social_isolation": pa.array(by["isolated"]),
    }


def digital_exclusion(world: World) -> NDArray[np.integer]:
    """Tenth of digital exclusion of each small area: older and poorer is higher risk.

    1 is the highest risk, as on every axis.
    """
    areas = world.pack.areas
    tenth = areas["imd_decile"].fillna(5).to_numpy(dtype=float)
    lived = np.flatnonzero(world.people.area >= 0)
    where = world.people.area[lived]
    number = np.bincount(where, minlength=len(areas))
    ages = np.bincount(where, weights=world.age[lived], minlength=len(areas))
    mean_age = ages / np.maximum(number, 1)
    risk = (5.5 - tenth) / 2.9 + (mean_age - 42) / 5
    place = np.argsort(np.argsort(-risk, kind="stable"), kind="stable")
    return (place * 10 // len(areas) + 1).astype(np.int8)


def pseudonyms(numbers: NDArray[np.uint64]) -> pa.Array:
    """Pseudonyms as 16 hexadecimal digits."""
    raw = numbers.astype(">u8").view(np.uint8).reshape(-1, 8)
    digits = np.empty((numbers.size, PSEUDONYM_LENGTH), dtype=np.uint8)
    digits[:, 0::2] = HEX[raw >> 4]
    digits[:, 1::2] = HEX[raw & 15]
    offsets = np.arange(numbers.size + 1, dtype=np.int32) * PSEUDONYM_LENGTH
    return pa.StringArray.from_buffers(
        numbers.size, pa.py_buffer(offsets.tobytes()), pa.py_buffer(digits.tobytes())
    )


def registration_table(world: World, rank: NDArray[np.integer]) -> pa.Table:
    """One row for each spell at a practice, the present one and those before."""
    people, spells = world.people, world.spells
    end = (world.as_at - EPOCH).days
    now_end = np.minimum(people.left - 1, people.died)
    who = np.concatenate([np.arange(len(people)), spells.who])
    practice = np.concatenate([people.practice, spells.practice])
    start = np.concatenate([people.registered, spells.start])
    stop = np.concatenate([now_end, spells.end]).astype(np.int64)
    seen = start <= end
    who, practice, start, stop = who[seen], practice[seen], start[seen], stop[seen]
    ids = rank[who]
    order = np.lexsort([start, ids])
    names = world.pack.practices["practice_code"].tolist()
    open_still = (stop > end) | (stop >= NEVER - 1)
    return pa.table(
        {
            "person_id": pa.array(ids[order].astype(np.int64)),
            "practice_code": words(practice[order], names),
            "start": pa.array(start[order].astype(np.int32)).cast(pa.date32()),
            "end": pa.array(stop[order].astype(np.int32), mask=open_still[order]).cast(
                pa.date32()
            ),
        }
    )
