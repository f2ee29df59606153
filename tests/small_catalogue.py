"""A catalogue of a few entries: tests of the engine do not hang on what ships."""

from types import SimpleNamespace
from typing import Any

from phm_core.catalogue.load import SHIPPED
from phm_core.catalogue.schema import Dataset, ScoreBand
from phm_core.definitions import parse_criterion
from phm_core.strict_yaml import read_yaml


def _dataset(name: str) -> Dataset:
    text = (SHIPPED / "datasets" / f"{name}.yaml").read_text(encoding="utf-8")
    return Dataset.model_validate(read_yaml(text, source=name).value)


def _condition(title: str, register: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        title=title, label=title, long_term=True, register_=parse_criterion(register)
    )


def _factor(column: str, **test: Any) -> SimpleNamespace:
    given = {"values": None, "at_most": None, "is_true": None, "unknown": ()}
    given |= {"is_recorded": None} | test
    return SimpleNamespace(column=column, **given)


def _segment(identity: str, criterion: dict[str, Any] | None) -> SimpleNamespace:
    title = identity.replace("_", " ").capitalize()
    return SimpleNamespace(
        id=identity,
        title=title,
        short=title,
        criterion=None if criterion is None else parse_criterion(criterion),
    )


def _band(identity: str, **start: float) -> ScoreBand:
    return ScoreBand(id=identity, title=identity, **start)


DIABETES = {"condition": {"is": "diabetes"}}
ASTHMA = {"condition": {"is": "asthma"}}
TREATED = {"medication": {"of": "statin"}}
SMALL: Any = SimpleNamespace(
    digest="small",
    datasets={name: _dataset(name) for name in ("person", "small_area")},
    conditions={
        "diabetes": _condition("Diabetes", {"all": [{"age": {"min": 17}}, DIABETES]}),
        "asthma": _condition("Asthma", {"all": [ASTHMA, TREATED]}),
    },
    measurements={
        "hba1c": SimpleNamespace(same_day="highest"),
        "systolic_bp": SimpleNamespace(same_day="lowest"),
    },
    medicines={"statin": None, "metformin": None},
    settings_of_care={
        name: SimpleNamespace(title=name, label=name)
        for name in ("gp", "ae", "emergency_admission")
    },
    processes={"foot_check": SimpleNamespace(done=("done", "high_risk"))},
    social={
        "smoking_recorded": _factor("smoking", is_recorded=True),
        "lives_alone": _factor("lives_alone", is_true=True),
        "smoker": _factor("smoking", values=("current",)),
        "digitally_excluded": _factor("digital_exclusion_decile", at_most=2),
    },
    scores={
        "efi": SimpleNamespace(
            bands=(
                _band("fit", at_least=0),
                _band("mild", at_least=0.12),
                _band("moderate", above=0.24),
            )
        )
    },
    segments={
        "bridges_to_health": SimpleNamespace(
            title="Bridges to Health",
            segments=(
                _segment(
                    "frailty", {"score": {"of": "efi", "band": ["mild", "moderate"]}}
                ),
                _segment("chronic", {"any": [DIABETES, ASTHMA]}),
                _segment("unwell", {"measurement": {"of": "hba1c", "above": 60}}),
                _segment("healthy", None),
            ),
        )
    },
)
