"""Pathways of care: cancers and births."""

from datetime import date
from functools import singledispatch

import narwhals as nw

from phm_core.definitions.nodes import Criterion
from phm_core.definitions.pathways import Cancer, Maternity
from phm_core.engine.leaves.found import (
    Found,
    all_of,
    find,
    is_in,
    true_for,
    within,
)
from phm_core.engine.tables import Run


@find.register
def _(node: Cancer, run: Run, day: date) -> Found:
    found = matching(node, run).filter(within("informed_on", day, node.within_months))
    if node.treated_within_days is not None:
        found = found.filter(within("treated_on", day, None))
    return Found(true_for(found))


@singledispatch
def matching(node: Criterion, _run: Run) -> nw.LazyFrame:
    """Pathways of a kind, whenever they were."""
    raise TypeError(f"'{node.kind}' is not a pathway")


@matching.register
def _(node: Cancer, run: Run) -> nw.LazyFrame:
    tests = [~nw.col("informed_on").is_null()]
    if node.route is not None:
        tests.append(is_in("route", node.route))
    if node.stage_at_least is not None:
        tests.append(_known(nw.col("stage") >= node.stage_at_least))
    if node.stage_at_most is not None:
        tests.append(_known(nw.col("stage") <= node.stage_at_most))
    if node.told_within_days is not None:
        tests.append(_after_referral("informed_on", node.told_within_days))
    if node.treated_within_days is not None:
        tests.append(_after_referral("treated_on", node.treated_within_days))
    return run.scan("cancer_pathway").filter(all_of(tests))


def _known(test: nw.Expr) -> nw.Expr:
    return test.fill_null(value=False)


def _after_referral(column: str, days: int) -> nw.Expr:
    """Up to so many days after the referral."""
    latest = nw.col("referred_on").dt.offset_by(f"{days}d").cast(nw.Date)
    return _known(nw.col(column) <= latest)


@find.register
def _(node: Maternity, run: Run, day: date) -> Found:
    born = within("delivered_on", day, node.within_months)
    return Found(true_for(matching(node, run).filter(born)))


@matching.register
def _(node: Maternity, run: Run) -> nw.LazyFrame:
    tests = [~nw.col("delivered_on").is_null()]
    for name in ("continuity_of_carer", "smoking_at_delivery"):
        wanted = getattr(node, name)
        if wanted is not None:
            tests.append(_known(nw.col(name) == nw.lit(wanted)))
    return run.scan("maternity").filter(all_of(tests))
