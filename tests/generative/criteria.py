"""Random criteria of every kind, by Hypothesis: names that exist in the worlds."""

from typing import Any

from hypothesis import strategies as st

from phm_core.definitions import Criterion, parse_criterion
from tests.generative.worlds import (
    CONDITIONS,
    LSOAS,
    MEASURES,
    MEDICINES,
    PRACTICES,
    SETTINGS,
    SPECIALTIES,
    WINDOWS,
)

Wire = dict[str, Any]
months = st.sampled_from(WINDOWS)
limits = st.sampled_from([47.9, 48, 50, 58, 60])
few = st.integers(1, 3)


def some(options: Any) -> st.SearchStrategy[list[Any]]:
    """One or two of these."""
    return st.lists(st.sampled_from(options), min_size=1, max_size=2, unique=True)


def keys(needed: dict[str, Any], **optional: Any) -> st.SearchStrategy[Wire]:
    """A mapping with the keys that are needed and any of the others."""
    return st.fixed_dictionaries(needed, optional=optional)


def node(kind: str, body: st.SearchStrategy[Any]) -> st.SearchStrategy[Wire]:
    """A criterion of one kind."""
    return body.map(lambda inside: {kind: inside})


def ordered(low: str, high: str, values: Any) -> st.SearchStrategy[Wire]:
    """One bound or two, in order."""

    def pair(two: tuple[Any, Any]) -> Wire:
        return {low: min(two), high: max(two)}

    return st.one_of(
        values.map(lambda value: {low: value}),
        values.map(lambda value: {high: value}),
        st.tuples(values, values).map(pair),
    )


bounds = st.one_of(
    ordered("at_least", "at_most", limits),
    ordered("above", "at_most", limits),
    ordered("at_least", "below", limits),
)


@st.composite
def measurements(draw: st.DrawFn) -> Wire:
    body = draw(keys({"of": st.sampled_from(MEASURES)}, within_months=months))
    shape = draw(st.sampled_from(["value", "times", "extreme"]))
    if shape == "times":
        body |= draw(st.one_of(bounds, st.just({})))
        body |= draw(
            keys(
                {"times_at_least": few},
                days_apart=st.sampled_from([0, 1, 30, 61]),
                none_between=st.booleans(),
            )
        )
        return {"measurement": body}
    which = ["latest", "any"] if shape == "value" else ["min", "max", "mean"]
    body |= draw(bounds) | {"which": draw(st.sampled_from(which))}
    body |= draw(keys({}, same_day=st.sampled_from(["highest", "lowest"])))
    return {"measurement": body}


conditions = st.one_of(
    keys(
        {"is": st.sampled_from(CONDITIONS)},
        state=st.sampled_from(["active", "ever", "resolved"]),
        count_at_least=few,
    ),
    keys(
        {
            "is": st.sampled_from(CONDITIONS),
            "state": st.just("new"),
            "within_months": months,
        },
        count_at_least=few,
    ),
).map(lambda body: {"condition": body})
medications = node(
    "medication",
    keys({"of": st.sampled_from(MEDICINES)}, within_months=months, count_at_least=few),
)
contacts = {
    "within_months": months,
    "icd10": some(["E11", "E11.9", "I5", "J"]),
    "acsc": st.booleans(),
    "arrival": some(["ambulance", "walk_in"]),
    "days_at_least": st.sampled_from([1, 30, 31, 300]),
    "dated": st.sampled_from(["start", "end"]),
}
activities = st.one_of(
    keys({"of": some(SETTINGS)}, count_at_least=st.integers(0, 3), **contacts),
    keys(
        {"of": some(SETTINGS)},
        count_at_least=st.integers(0, 1),
        count_at_most=few,
        **contacts,
    ),
).map(lambda body: {"activity": body})
processes = st.one_of(
    keys(
        {"of": st.just("foot_check")},
        within_months=months,
        outcome=some(["done", "high_risk", "declined"]),
        count_at_least=few,
    ),
    keys(
        {"of": st.just("foot_check"), "done": st.just(value=True)},
        within_months=months,
    ),
).map(lambda body: {"process": body})
days = st.sampled_from([1, 30, 62, 400])
pathways = st.one_of(
    st.tuples(
        st.one_of(
            st.just({}), ordered("stage_at_least", "stage_at_most", st.integers(0, 4))
        ),
        keys(
            {},
            within_months=months,
            route=some(["screening", "emergency"]),
            told_within_days=days,
            treated_within_days=days,
        ),
    ).map(lambda parts: {"cancer": parts[0] | parts[1]}),
    node(
        "maternity",
        keys(
            {},
            within_months=months,
            continuity_of_carer=st.booleans(),
            smoking_at_delivery=st.booleans(),
        ),
    ),
)
procedures = node(
    "procedure",
    keys(
        {"opcs4": some(["W37", "W37.1", "K"])},
        within_months=months,
        count_at_least=few,
    ),
)
events = st.one_of(
    conditions, measurements(), medications, activities, processes, procedures
)
plain_events = st.one_of(
    node("condition", keys({"is": st.sampled_from(CONDITIONS)})),
    node("measurement", keys({"of": st.sampled_from(MEASURES)}, within_months=months)),
    node("medication", keys({"of": st.sampled_from(MEDICINES)}, within_months=months)),
    node("activity", keys({"of": some(SETTINGS)}, **contacts)),
    node(
        "process",
        keys({"of": st.just("foot_check")}, outcome=st.sampled_from(["done"])),
    ),
    node("procedure", keys({"opcs4": some(["W37"])}, within_months=months)),
)
people = st.one_of(
    node("age", ordered("min", "max", st.sampled_from([0, 17, 40, 65, 96]))),
    node("sex", keys({"is": some(["female", "male", "unknown"])})),
    node(
        "ethnicity",
        keys({"is": some(["white", "asian", "white_british", "asian_indian"])}),
    ),
    node(
        "social",
        keys({"is": st.sampled_from(["lives_alone", "smoker", "smoking_recorded"])}),
    ),
    node("social", keys({"is": st.just("digitally_excluded")})),
    node(
        "deprivation",
        ordered("decile_min", "decile_max", st.sampled_from([1, 2, 5])),
    ),
    node(
        "deprivation",
        keys({"decile_max": st.just(4), "domain": st.just("health")}),
    ),
    st.one_of(
        keys({"lsoa": some(LSOAS)}),
        keys({"ward": some(["W1", "W2"])}),
        keys({"district": some(["D1"])}),
        keys({"upper_tier": some(["U1"])}),
        keys({"neighbourhood": some(["H1", "H2"])}),
        keys({"place": some(["A", "B"])}),
    ).map(lambda body: {"lives_in": body}),
    st.one_of(
        keys({"practice": some([*PRACTICES, "closed"])}),
        keys({"pcn": some(["N1", "N2"])}),
        keys({"neighbourhood": some(["H1", "H2"])}),
        keys({"place": some(["A", "B"])}),
    ).map(lambda body: {"registered_at": body}),
)
sequences = st.fixed_dictionaries(
    {"first": events, "then": events, "within_days": st.sampled_from([1, 30, 400])}
)
records = st.one_of(
    events,
    pathways,
    node("no_record_of", plain_events),
    node("sequence", sequences),
    node(
        "waiting",
        keys({}, specialty=some(SPECIALTIES), weeks_at_least=st.integers(0, 20)),
    ),
    node(
        "score",
        st.one_of(
            ordered("at_least", "at_most", st.sampled_from([0.12, 0.24])),
            keys({"band": some(["fit", "mild", "moderate"])}),
        ).map(lambda body: {"of": "efi"} | body),
    ),
    node("register", keys({"is": st.sampled_from(CONDITIONS)})),
    node("segment", keys({"is": some(["frailty", "chronic", "unwell", "healthy"])})),
    node("in_cohort", keys({"id": st.sampled_from(["saved", "saved_twice"])})),
)
leaves = st.one_of(people, records, records)


@st.composite
def switched(draw: st.DrawFn, inside: st.SearchStrategy[Wire]) -> Wire:
    """Now and then switched off."""
    wire = draw(inside)
    return wire | {"disabled": True} if draw(st.integers(0, 9)) == 0 else wire


def groups(inside: st.SearchStrategy[Wire]) -> st.SearchStrategy[Wire]:
    """Every combinator over some criteria."""
    several = st.lists(switched(inside), min_size=1, max_size=4)
    counted = several.flatmap(
        lambda of: st.fixed_dictionaries(
            {"k": st.integers(1, len(of)), "of": st.just(of)}
        )
    )
    return st.one_of(
        node("all", several),
        node("any", several),
        node("none", several),
        node("unmet", several),
        node("at_least", counted),
    )


trees = st.recursive(leaves, groups, max_leaves=5)


def criteria() -> st.SearchStrategy[Criterion]:
    """Any criterion that can be written about the worlds."""
    return trees.map(parse_criterion)
