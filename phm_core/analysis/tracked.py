"""What can be followed by month: an indicator, or activity counted by month."""

from collections.abc import Mapping
from dataclasses import dataclass

from phm_core.analysis.course import YEAR
from phm_core.analysis.subject import sentence_case
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Indicator, Process
from phm_core.definitions.questions import ACTIVITY
from phm_core.definitions.tree import walk
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.methods.comparison import Better

DEATHS = "deaths"
COUNTED_BY_MONTH = ("bp_check", "hba1c_check", "smi_health_check")


@dataclass(frozen=True)
class Tracked:
    """A measure by month. unit: what follows a value.

    apart: whether each month counts events of its own, so that months say something new
    each; otherwise neighbouring points share most of their people. looks_back: months
    that a point looks back on, 0 where it counts what stands on the day.
    """

    id: str
    title: str
    unit: str
    better: Better
    apart: bool
    looks_back: int = 0
    target: float | None = None
    target_source: str = ""
    indicator: Indicator | None = None

    @property
    def whom(self) -> str:
        """Of whom it is a share or a rate."""
        return "people registered" if self.indicator is None else self.indicator.whom

    @property
    def overlap(self) -> str:
        """Why neighbouring points are alike; nothing where they are not."""
        if self.apart:
            return ""
        told = (
            f"Each point looks back {self.looks_back} months"
            if self.looks_back > 1
            else "Each point counts what stands on the day"
        )
        return (
            f"{told}, so neighbouring points share most of their people. Runs, trends "
            "and narrow limits can come from that alone: a signal here is a reason to "
            "look, not a finding. The icons name a change only where the figure also "
            f"differs beyond chance from the one {max(YEAR, self.looks_back)} months "
            "before."
        )


def tracked(catalogue: Catalogue, identity: str) -> Tracked:
    """A measure by its id. Raises RefusedInput with the nearest known one."""
    entry = catalogue.indicators.get(identity)
    if entry is not None:
        return _of_indicator(entry)
    known = offered(catalogue)
    if identity not in known:
        raise RefusedInput(
            f"There is no measure '{identity}' by month.{did_you_mean(identity, known)}"
        )
    title, unit = known[identity], "per 1,000 people a month"
    return Tracked(identity, title, unit, "none", apart=True)


def _of_indicator(entry: Indicator) -> Tracked:
    target = entry.target
    return Tracked(
        id=entry.id,
        title=entry.title,
        unit="%",
        better=entry.better,
        apart=False,
        looks_back=_looks_back(entry),
        target=None if target is None else target.percent,
        target_source="" if target is None else target.source.title,
        indicator=entry,
    )


def offered(catalogue: Catalogue) -> Mapping[str, str]:
    """Every measure by month: indicators by title, then activity by title."""
    indicators = {key: entry.title for key, entry in catalogue.indicators.items()}
    activity = {
        f"{ACTIVITY}{key}": f"By month: {sentence_case(entry.title)}"
        for family in (catalogue.settings_of_care, _checks(catalogue))
        for key, entry in family.items()
    } | {f"{ACTIVITY}{DEATHS}": "By month: deaths"}
    return _by_title(indicators) | _by_title(activity)


def _checks(catalogue: Catalogue) -> dict[str, Process]:
    return {key: catalogue.processes[key] for key in COUNTED_BY_MONTH}


def _by_title(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda item: item[1]))


def _looks_back(entry: Indicator) -> int:
    nodes = [entry.counted, *([] if entry.among is None else [entry.among])]
    windows = (
        getattr(node, "within_months", None) for tree in nodes for node in walk(tree)
    )
    return max((window for window in windows if window), default=0)
