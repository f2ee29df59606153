"""Words for criteria about pathways of care."""

from phm_core.definitions.pathways import Cancer, Maternity
from phm_core.definitions.say import say
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.definitions.words import months, named, span


@say.register
def _(node: Cancer, said: Vocabulary) -> str:
    low, high = node.stage_at_least, node.stage_at_most
    staged = low is not None or high is not None
    told, treated = node.told_within_days, node.treated_within_days
    parts = [
        f"at stage {span(low, high)}" if staged else "",
        f"by the route {named(said, 'route', node.route)}" if node.route else "",
        f"told within {told} days of referral" if told else "",
        f"treated within {treated} days of referral" if treated else "",
    ]
    details = ", ".join(part for part in parts if part)
    what = "a cancer" if staged else "a suspected or diagnosed cancer"
    after = f" {details}" if details else ""
    return f"told of {what}{months(node.within_months)}{after}"


CARE = {
    None: "",
    True: " with continuity of carer",
    False: " without continuity of carer",
}
SMOKING = {None: "", True: ", smoking at delivery", False: ", not smoking at delivery"}


@say.register
def _(node: Maternity, said: Vocabulary) -> str:
    del said
    care, smoking = CARE[node.continuity_of_carer], SMOKING[node.smoking_at_delivery]
    return f"who gave birth{months(node.within_months)}{care}{smoking}"
