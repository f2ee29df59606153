"""Where, who, through which lens, as at when, against what: above every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import address, areas, people
from pages.ui.areas import Places
from phm_core.area import WHOLE, Area, Lens
from phm_core.catalogue.reads import open_to
from phm_core.catalogue.schema import Indicator
from phm_core.charts.words import day
from phm_core.definitions import Definition
from phm_core.definitions.questions import Question
from phm_core.gateway import Watch
from phm_core.governance.access import Scope
from phm_core.governance.covered import Covered
from phm_core.governance.released import Released
from phm_core.period import months_before
from phm_core.start import House

EARLIER = {"latest": 0, "year_1": 12, "year_2": 24}
LENS_TITLES = {
    Lens.REGISTERED: "Registered at its practices",
    Lens.RESIDENT: "Living in it",
}


@dataclass(frozen=True)
class Here:
    """Everything a page needs to ask its questions.

    cohort: the chosen definition, None for everyone. against: 'england', 'whole' or
    'none'. as_at: the date that questions are answered at. link: where the link to this
    view is drawn.
    """

    house: House
    scope: Scope
    places: Places
    area: Area
    lens: Lens
    cohort: Definition | None
    cohort_id: str
    as_at: date
    against: str
    link: DeltaGenerator

    def ask(self, question: Question, watch: Watch | None = None) -> Released:
        """Ask through the one door, with this visitor's scope."""
        return self.house.gateway.ask(question, self.scope, watch=watch)

    def ask_all(
        self,
        questions: Sequence[Question],
        watch: Watch | None = None,
        reason: str = "",
    ) -> list[Released]:
        """Ask several questions as one act. reason: why, where people are shown."""
        gateway = self.house.gateway
        return gateway.ask_all(questions, self.scope, watch=watch, reason=reason)

    @property
    def area_name(self) -> str:
        """Name of the chosen area."""
        return self.places.names[str(self.area)]

    @property
    def has_people(self) -> bool:
        """Whether there are people to count, or published figures only."""
        return self.house.snapshot.has_people

    @property
    def counts_people(self) -> bool:
        """Whether this visitor may count people, or sees published figures only."""
        return _counts(self.house, self.scope)

    def reads(self, table: str) -> bool:
        """Whether the visitor may use a table about people."""
        granted = self.scope.datasets
        return granted is None or table in granted

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables that are here and open to the visitor."""
        every = self.house.catalogue.datasets
        has = self.house.snapshot.has
        return frozenset(one for one in every if has(one) and self.reads(one))

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators whose records the visitor may use."""
        return open_to(self.house.catalogue, self.scope.datasets)

    @property
    def synthetic(self) -> bool:
        """Whether the data are made up."""
        return self.house.snapshot.manifest.synthetic

    def covering(self, area: Area) -> Covered:
        """Of which practices of an area there are records that this visitor sees."""
        return self.house.trust.coverage.seen(area, self.scope)

    @property
    def who(self) -> Definition | None:
        """The cohort as it is asked for: seen through the lens, on the date."""
        if self.cohort is None and self.as_at == self.house.snapshot.as_at:
            return None
        return self.dated(self.cohort or people.EVERYONE)

    def dated(self, definition: Definition) -> Definition:
        """A definition on this page's date, unless it states its own."""
        latest = self.as_at == self.house.snapshot.as_at
        changes: dict[str, object] = {"population": self.lens.value}
        if not latest and definition.as_at is None:
            changes["as_at"] = self.as_at
        return definition.model_copy(update=changes)

    @property
    def within(self) -> Area:
        """The chosen area; of all that is a visitor's, the organisation that it is.

        What is divided into smaller areas, or was counted beforehand, needs its code.
        """
        own = self.places.own
        return Area.parse(own) if own and self.area == WHOLE else self.area

    @property
    def place(self) -> str:
        """Where, in a sentence: 'registered in Eldenmouth'."""
        verb = "registered in" if self.lens == Lens.REGISTERED else "living in"
        return f"{verb} {self.area_name}"


def _counts(house: House, scope: Scope) -> bool:
    use = house.catalogue.roles[scope.role].uses[scope.purpose]
    return house.snapshot.has_people and use.people != "published_only"


def bar(house: House, scope: Scope) -> Here:
    """Draw the pickers and return what they say."""
    places = areas.places(house, scope)
    with st.container(horizontal=True, vertical_alignment="bottom", key="where"):
        area = Area.parse(areas.pick(places))
        cohort_id = people.pick(house, counted=_counts(house, scope))
        lens, as_at, against = _more(house, area)
        link = areas.share_and_reset()
    return Here(
        house=house,
        scope=scope,
        places=places,
        area=area,
        lens=lens,
        cohort=people.definition(house, cohort_id),
        cohort_id=cohort_id,
        as_at=as_at,
        against=against,
        link=link,
    )


def _more(house: House, area: Area) -> tuple[Lens, date, str]:
    """The choices that change less often, in a popover."""
    with st.popover("More", icon=":material/tune:"):
        lenses = {
            str(lens): LENS_TITLES[lens] for lens in house.public.built.lenses(area)
        }
        lens = address.segments("Whose people", "lens", lenses)
        latest = house.snapshot.as_at
        dates = {"latest": f"{day(latest)} (latest)"}
        if house.snapshot.has_people:
            dates |= {
                key: day(months_before(latest, months))
                for key, months in EARLIER.items()
                if months
            }
        chosen = address.select("As at", "as_at", dates)
        against = address.segments(
            "Compare with",
            "against",
            {
                "whole": "The whole system",
                "england": "England, where published",
                "none": "Nothing",
            },
        )
    as_at = latest if chosen == "latest" else months_before(latest, EARLIER[chosen])
    return Lens(lens), as_at, against
