"""Which function releases which question."""

from phm_core.definitions import questions as ask
from phm_core.definitions.delivered import Delivered
from phm_core.definitions.finders import (
    Capacity,
    Expected,
    Findings,
    FoundPeople,
    Membership,
    Moved,
    Reach,
)
from phm_core.definitions.rows_of_people import Features, Identify, People, Record
from phm_core.gateway.asked import Releaser
from phm_core.gateway.comparators import comparators
from phm_core.gateway.counts import attrition, how_many
from phm_core.gateway.crosstab import crosstab
from phm_core.gateway.delivered import delivered
from phm_core.gateway.finders import expected, findings
from phm_core.gateway.found_people import found_people
from phm_core.gateway.group_rates import rate_by
from phm_core.gateway.histories import histories, series
from phm_core.gateway.incidence import incidence
from phm_core.gateway.journeys import journeys
from phm_core.gateway.need import need
from phm_core.gateway.pairs import conditions, overlap
from phm_core.gateway.people import features, identify, people
from phm_core.gateway.profile import profile
from phm_core.gateway.published import published
from phm_core.gateway.records import record
from phm_core.gateway.shares import rate
from phm_core.gateway.spread import spread
from phm_core.gateway.standing import standing
from phm_core.gateway.timeline import activity_by, timeline
from phm_core.gateway.worklists import capacity, membership, moved, reach

RELEASERS: dict[type[ask.Question], Releaser] = {
    ask.HowMany: how_many,
    ask.Attrition: attrition,
    ask.Profile: profile,
    ask.Rate: rate,
    ask.RateBy: rate_by,
    ask.Standing: standing,
    ask.Incidence: incidence,
    ask.PublishedRate: published,
    ask.Comparators: comparators,
    ask.Need: need,
    ask.Spread: spread,
    ask.Crosstab: crosstab,
    ask.Timeline: timeline,
    ask.ActivityBy: activity_by,
    ask.Journeys: journeys,
    ask.Series: series,
    ask.Histories: histories,
    ask.Overlap: overlap,
    ask.Conditions: conditions,
    People: people,
    Features: features,
    Identify: identify,
    Record: record,
    Findings: findings,
    Delivered: delivered,
    Expected: expected,
    FoundPeople: found_people,
    Membership: membership,
    Capacity: capacity,
    Moved: moved,
    Reach: reach,
}
