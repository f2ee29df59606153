"""How records are used, told to everybody: from the audit, without people or users."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from phm_core.catalogue.contents import Catalogue
from phm_core.engine.grants import PROTECTING
from phm_core.store.audit import Use

# Bands are wide, so that a count says nothing of one person's work.
BANDS = ((1_000, "1,000 or more"), (100, "100 to 999"), (10, "10 to 99"))
FEWEST = "1 to 9"
# Who is counted, and who has opted out, stands behind every answer.
IN_EVERY_ANSWER = PROTECTING | {"registration"}


@dataclass(frozen=True)
class Used:
    """How one kind of record was used for one purpose."""

    dataset: str
    purpose: str
    roles: tuple[str, ...]
    times: str
    last: date


def used(found: Iterable[Use], catalogue: Catalogue) -> list[Used]:
    """Each kind of record by purpose, in the order of the catalogue."""
    groups: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in found:
        for table in use.datasets:
            groups[table, use.purpose].append(use)
    return [
        Used(
            dataset=catalogue.datasets[table].title,
            purpose=catalogue.purposes[purpose].title,
            roles=tuple(
                role.title
                for key, role in catalogue.roles.items()
                if any(use.role == key for use in uses)
            ),
            times=band(sum(use.times for use in uses)),
            last=max(use.last for use in uses).date(),
        )
        for table in catalogue.datasets
        for purpose in catalogue.purposes
        if (uses := groups.get((table, purpose)))
    ]


def never_used(found: Iterable[Use], catalogue: Catalogue) -> tuple[str, ...]:
    """Titles of the kinds of record about people that nobody used."""
    ever = {table for use in found for table in use.datasets}
    return tuple(
        dataset.title
        for key, dataset in catalogue.datasets.items()
        if dataset.tier == "person" and key not in ever | IN_EVERY_ANSWER
    )


def band(times: int) -> str:
    """A count as a wide band."""
    return next((words for least, words in BANDS if times >= least), FEWEST)
