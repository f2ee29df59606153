"""Areas described, for the axis of a map."""

from phm_core.area import WHOLE
from phm_core.definitions.questions import Need
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.ground import ground_of
from phm_core.engine.here import Here
from phm_core.engine.territory import territory


@exact.register
def _(question: Need, here: Here) -> answers.Need:
    scope = here.scope(question, None)
    where = territory(here, question.per, question.lens, scope.day)
    ground, whole = ground_of(here, scope, where)
    if question.area != WHOLE:
        where = where.only(ground.people > 0)
        ground, whole = ground_of(here, scope, where)
    return answers.Need(
        as_at=scope.day, areas=where.areas, ground=ground, whole_ground=whole
    )
