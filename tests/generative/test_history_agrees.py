"""Random definitions on random people: many days at once give what each day gives."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phm_core.definitions import Criterion
from phm_core.definitions.nodes import LivesIn, RegisteredAt
from phm_core.engine.attributes import who
from phm_core.engine.bits import to_flags
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expand import expand
from phm_core.engine.history import Months, Past
from phm_core.engine.index import PeopleIndex
from phm_core.engine.plan import leaves_of
from phm_core.period import months_before
from tests.generative.criteria import criteria
from tests.generative.test_engines_agree import Saved
from tests.generative.worlds import make_world
from tests.small_catalogue import SMALL
from tests.snapshots import AS_AT

THOROUGH = settings.default is not None and settings.default.max_examples >= 10_000
WORLDS = 24 if THOROUGH else 4
# Before and after every edge of a window, and months apart.
MONTHS = Months(tuple(months_before(AS_AT, back) for back in (13, 3, 1, 0)))
OF_TODAY = (LivesIn, RegisteredAt)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pasts")


@cache
def past_of(folder: Path, seed: int) -> Past:
    return Past(PeopleIndex(DuckTables(make_world(folder, seed))), MONTHS)


cases = st.tuples(criteria(), st.integers(0, WORLDS - 1))


@settings(max_examples=3_000 if THOROUGH else 90)
@given(case=cases)
def test_history_is_the_answer_of_every_day(
    folder: Path, case: tuple[Criterion, int]
) -> None:
    criterion, seed = case
    past = past_of(folder, seed)
    tree = expand(criterion, SMALL, Saved())
    for leaf in leaves_of(tree):
        found = past.bounds(leaf)
        for place, day in enumerate(MONTHS.days):
            today = isinstance(leaf, OF_TODAY)
            known = who(leaf, past.index, AS_AT if today else day)
            expected = past.index.query(leaf, day) if known is None else known
            for got, want in ((found.must, expected.must), (found.may, expected.may)):
                flags = (to_flags(one, past.people) for one in (got[place], want))
                assert np.array_equal(*flags), (leaf, day)
