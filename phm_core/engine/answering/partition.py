"""People put into groups: by a breakdown, or by whether they are in a cohort."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.schema import Attribute
from phm_core.definitions.document import Definition
from phm_core.engine.answering.profiles import available
from phm_core.engine.answers import REST, UNKNOWN, Groups
from phm_core.engine.bases import STRATA, Base, base_of, smallest, strata
from phm_core.engine.bits import to_flags
from phm_core.engine.groupings import Grouping, attribute_of
from phm_core.engine.here import Here
from phm_core.engine.inner import tree_key
from phm_core.errors import RefusedInput

MOST_BREAKDOWNS = 2
# With their totals not many more cells than disclosure control can check.
MOST_GROUPS = 350
IN, NOT_KNOWN = "in", "Not known"
INSIDE, OUTSIDE, UNSURE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Partition:
    """Everybody of an index in one group: the group of each person, and its key."""

    groups: Groups
    codes: NDArray[np.unsignedinteger]
    key: str

    @property
    def size(self) -> int:
        """Number of groups."""
        return len(self.groups.groups)


def partition(here: Here, by: str | Definition, day: date) -> Partition:
    """The groups of a breakdown, or of a cohort and everyone else, on a day.

    Raises RefusedInput where the groups overlap or the snapshot lacks their column.
    """
    if isinstance(by, Definition):
        return _of_cohort(here, by, day)
    attribute = attribute_of(here.catalogue, by)
    if not available(here, by):
        raise RefusedInput(
            f"'{attribute.title}' is not in this snapshot, so people cannot be told "
            "apart by it. Choose another breakdown."
        )
    return _of_attribute(here, here.groupings.get(by, day), day)


def _of_attribute(here: Here, grouping: Grouping, day: date) -> Partition:
    belongs = grouping.member.sum(axis=0)
    if (belongs > 1).any():
        raise RefusedInput(
            f"Groups of '{grouping.attribute.title}' overlap, so people cannot be put "
            "into one each. Choose another breakdown, or compare areas instead."
        )
    attribute, groups, labels = grouping.attribute, grouping.groups, grouping.labels
    unknown = attribute.unknown
    if unknown is None:
        unknown, groups, labels = UNKNOWN, (*groups, UNKNOWN), (*labels, NOT_KNOWN)
    placed = grouping.member.argmax(axis=0) if grouping.groups else belongs
    lookup = np.where(belongs > 0, placed, groups.index(unknown))
    base = base_of(here.index, grouping.base, day)
    return Partition(
        Groups(
            by=attribute.id,
            title=attribute.title,
            groups=groups,
            labels=labels,
            known=np.array([group != unknown for group in groups]),
            own=_own(attribute),
        ),
        lookup.astype(smallest(len(groups)))[base.codes],
        f"{attribute.id}:{day}",
    )


def _own(attribute: Attribute) -> Literal["sex", "age", ""]:
    if attribute.table == "person" and attribute.column == "sex":
        return "sex"
    return "age" if attribute.table == "person" and attribute.column == "age" else ""


def _of_cohort(here: Here, cohort: Definition, day: date) -> Partition:
    tree = here.tree(cohort)
    found = here.index.bounds(tree, day, here.watch)
    codes = np.full(here.index.count, OUTSIDE, dtype=np.uint8)
    codes[to_flags(found.may, here.index.count)] = UNSURE
    codes[to_flags(found.must, here.index.count)] = INSIDE
    groups = Groups(
        by="",
        title=cohort.name,
        groups=(IN, REST, UNKNOWN),
        labels=(cohort.name, "Everyone else", NOT_KNOWN),
        known=np.array([True, True, False]),
    )
    return Partition(groups, codes, f"{tree_key(tree)}:{day}")


def crossed(here: Here, parts: tuple[Partition, ...], day: date) -> Base:
    """The group and the stratum (sex and age band) of each person as one code."""
    return here.index.arrays.get(
        f"groups:{'+'.join(part.key for part in parts)}:{day}",
        lambda: _crossed(here, parts, day),
    )


def _crossed(here: Here, parts: tuple[Partition, ...], day: date) -> Base:
    stratum = strata(here.index, day)
    kind = smallest(number_of(parts) * STRATA)
    codes = np.zeros(here.index.count, dtype=kind)
    for part in parts:
        codes = codes * kind(part.size) + part.codes.astype(kind)
    return Base(codes * kind(STRATA) + stratum.codes.astype(kind), ())


def number_of(parts: tuple[Partition, ...]) -> int:
    """How many groups there are, or pairs of groups."""
    return int(np.prod([part.size for part in parts]))
