"""Words for criteria about who a person is and where they live."""

from phm_core.definitions import nodes
from phm_core.definitions.say import say
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.definitions.words import lower, name_of, named, span


@say.register
def _(node: nodes.Age, said: Vocabulary) -> str:
    del said
    if node.min is None:
        return f"aged {node.max} or under"
    return (
        f"aged {node.min} or over"
        if node.max is None
        else f"aged {span(node.min, node.max)}"
    )


@say.register
def _(node: nodes.Sex, said: Vocabulary) -> str:
    return f"recorded as {lower(named(said, 'sex', node.is_))}"


@say.register
def _(node: nodes.Ethnicity, said: Vocabulary) -> str:
    return f"with ethnicity {named(said, 'ethnicity', node.is_)}"


@say.register
def _(node: nodes.Deprivation, said: Vocabulary) -> str:
    del said
    low, high = node.decile_min or 1, node.decile_max or 10
    deciles = f"decile {low}" if low == high else f"deciles {low} to {high}"
    domain = "" if node.domain == "overall" else f" for {node.domain.replace('_', ' ')}"
    return f"living in deprivation {deciles}{domain} (1 = most deprived)"


@say.register
def _(node: nodes.LivesIn, said: Vocabulary) -> str:
    return f"living in {named(said, node.level, node.codes)}"


@say.register
def _(node: nodes.RegisteredAt, said: Vocabulary) -> str:
    where = "registered at" if node.level == "practice" else "registered in"
    return f"{where} {named(said, node.level, node.codes)}"


@say.register
def _(node: nodes.Social, said: Vocabulary) -> str:
    return f"recorded as: {lower(name_of(said, 'social', node.is_))}"


@say.register
def _(node: nodes.Segment, said: Vocabulary) -> str:
    titles = named(said, f"segment:{node.model}", node.is_)
    return f"in the segment {titles} of {name_of(said, 'segment_model', node.model)}"


@say.register
def _(node: nodes.Score, said: Vocabulary) -> str:
    title = name_of(said, "score", node.of)
    if node.band:
        bands = named(said, f"score_band:{node.of}", node.band)
        return f"with {title} in the band {bands}"
    return f"with latest {title} {span(node.at_least, node.at_most)}"


@say.register
def _(node: nodes.InCohort, said: Vocabulary) -> str:
    version = f" (version {node.version})" if node.version else ""
    return f"in the cohort {name_of(said, 'cohort', node.id)}{version}"
