"""P14: every case finder for everybody, and a page of a list for a clinician."""

import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import process_time

from benchmarks.ground import Ground
from benchmarks.result import Result, at_most, seconds
from benchmarks.timing import PASSES_OF_SLOW
from phm_core.area import Area, Level
from phm_core.definitions.finders import Findings, FoundPeople
from phm_core.definitions.parse import parse_definition
from phm_core.settings import Settings
from phm_core.start import open_house

ALL_GOAL, MOST_ALL = "every case finder recomputed <= 60 s of CPU", 60.0
PAGE_GOAL, MOST_PAGE = "a warm page of a list <= 0.3 s of CPU", 0.3
LONG_GOAL = "the dearest page of 5,000 rows with reasons <= 0.3 s of CPU"
LIST = "undiagnosed_hypertension"
ROWS, ON_A_PAGE = 5_000, 50
ADULTS = parse_definition("name: Adults\ncriteria: {age: {min: 18}}")
REASON = "A benchmark of the list"


def run(ground: Ground) -> list[Result]:
    """Nothing is kept before the first; the pages are each of another fifty people."""
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(Settings(data_dir=Path(folder)), ground.snapshot.path)
        pcn = Area(Level.PCN, min(house.public.names(Level.PCN)))
        team = house.scope("clinician", "direct_care", [pcn])
        finders = tuple(house.catalogue.casefinders)
        every = _cpu(lambda: house.gateway.ask(Findings(finders), house.scope()))
        pages = count(1)

        def page() -> object:
            asked = FoundPeople(LIST, page=next(pages))
            return house.gateway.ask(asked, team, reason=REASON)

        numbers = count(1)

        def long_page() -> object:
            asked = FoundPeople(
                of=ADULTS, page=next(numbers), size=ON_A_PAGE, order="open_needs"
            )
            return house.gateway.ask(asked, team, reason=REASON)

        page()
        warm = sum(_cpu(page) for _ in range(PASSES_OF_SLOW)) / PASSES_OF_SLOW
        long_page()
        dearest = max(_cpu(long_page) for _ in range(ROWS // ON_A_PAGE - 1))
    return [
        _line(ALL_GOAL, every, MOST_ALL, f"{len(finders)} case finders, cold"),
        _line(PAGE_GOAL, warm, MOST_PAGE, "50 people with their evidence"),
        _line(LONG_GOAL, dearest, MOST_PAGE, "100 pages, by other open needs"),
    ]


def _cpu(work: Callable[[], object]) -> float:
    before = process_time()
    work()
    return process_time() - before


def _line(goal: str, taken: float, most: float, note: str) -> Result:
    limit = f"the limit {seconds(most)}"
    verdict = at_most(taken, most)
    return Result("P14", goal, seconds(taken), limit, "", verdict, most / taken, note)
