"""Segments, scores and the example cohorts."""

from itertools import pairwise
from math import inf

import pytest

from phm_core.catalogue.references import criteria
from phm_core.definitions import Criterion, parse_definition, to_yaml
from phm_core.definitions.lint import lint
from phm_core.definitions.tree import walk

CMS = {
    "hypertension": 0.08, "anxiety_depression": 0.50, "painful_condition": 0.92,
    "hearing_loss": 0.09, "irritable_bowel_syndrome": 0.21, "asthma": 0.19,
    "diabetes": 0.75, "coronary_heart_disease": 0.49, "chronic_kidney_disease": 0.53,
    "atrial_fibrillation": 1.34, "constipation": 1.12, "stroke_tia": 0.80,
    "copd": 1.46, "connective_tissue_disorder": 0.43, "cancer_5y": 1.53,
    "alcohol_problems": 0.65, "heart_failure": 1.18, "dementia": 2.50,
    "psychosis_bipolar": 0.64, "epilepsy": 0.92,
}  # fmt: skip
# Kinds that name places of one area cannot stand in an example for every area.
OF_ONE_AREA = {"lives_in", "registered_at"}


def test_eight_segments_in_order_of_intensity(catalogue):
    model = catalogue.segments["bridges_to_health"]
    assert [segment.id for segment in model.segments] == [
        "frailty_and_dementia",
        "organ_failure",
        "advanced_illness",
        "disability",
        "long_term_conditions",
        "maternal",
        "acutely_ill",
        "generally_well",
    ]


def test_only_the_last_segment_takes_everyone_left(catalogue):
    *earlier, last = catalogue.segments["bridges_to_health"].segments
    assert last.criterion is None
    assert all(segment.criterion is not None for segment in earlier)


def test_the_segment_of_long_term_conditions_is_the_long_term_list(catalogue):
    segments = catalogue.segments["bridges_to_health"].segments
    segment = next(s for s in segments if s.id == "long_term_conditions")
    named = [node.is_ for node in walk(segment.criterion) if node.kind == "condition"]
    assert sorted(named) == sorted(catalogue.long_term)


def test_weights_of_the_cambridge_multimorbidity_score(catalogue):
    score = catalogue.scores["cambridge_multimorbidity"]
    assert {weight.id: weight.points for weight in score.weights} == CMS


def test_weights_of_cha2ds2_vasc_reach_nine(catalogue):
    weights = {w.id: w.points for w in catalogue.scores["cha2ds2_vasc"].weights}
    # Nobody is aged 65 to 74 and 75 or over at once.
    assert sum(weights.values()) - weights["aged_65"] == 9


def test_codes_of_the_hospital_frailty_score(catalogue):
    groups = catalogue.scores["hospital_frailty"].code_weights
    points = {code: group.points for group in groups for code in group.icd10}
    assert len(points) == 109
    assert (points["F00"], points["G81"], points["R50"]) == (7.1, 4.4, 0.1)


def test_charlson_counts_the_graver_form(catalogue):
    groups = {g.id: g for g in catalogue.scores["charlson"].code_weights}
    assert (groups["aids"].points, groups["metacanc"].points) == (6, 6)
    assert groups["diab"].unless == "diabwc"
    assert "I50" in groups["chf"].icd10


@pytest.mark.parametrize(
    ("score", "value", "band"),
    [
        ("efi", 0.0, "fit"),
        ("efi", 0.12, "fit"),
        ("efi", 5 / 36, "mild"),
        ("efi", 0.24, "mild"),
        ("efi", 9 / 36, "moderate"),
        ("efi", 0.36, "moderate"),
        ("efi", 13 / 36, "severe"),
        ("cambridge_multimorbidity", 0.08, "none"),
        ("cambridge_multimorbidity", 0.09, "low"),
        ("cambridge_multimorbidity", 2.96, "very_high"),
        ("cha2ds2_vasc", 2, "high"),
        ("hospital_frailty", 5, "intermediate"),
        ("hospital_frailty", 15, "intermediate"),
        ("hospital_frailty", 15.1, "high"),
        ("qrisk", 20, "from_20"),
    ],
)
def test_bands(catalogue, score, value, band):
    entry = catalogue.scores[score]
    assert entry.band_of(value) == band
    low, low_included, high, high_included = entry.limits(band)
    assert (
        low < value < high
        or (value == low and low_included)
        or (value == high and high_included)
    )


def test_bands_meet_without_gap_or_overlap(catalogue):
    for score in catalogue.scores.values():
        limits = [score.limits(band.id) for band in score.bands]
        assert (limits[0].low, limits[-1].high) == (-inf, inf)
        for lower, upper in pairwise(limits):
            assert lower.high == upper.low, score.id
            assert lower.high_included is not upper.low_included, score.id


def test_licensed_scores_are_only_read(catalogue):
    assert catalogue.scores["qrisk"].worked_out == "recorded"
    assert catalogue.scores["qrisk"].weights == ()


def test_examples_and_indicators_show_every_kind_of_criterion(catalogue):
    assert len(catalogue.cohorts) >= 12
    used = {node.kind for _, root in criteria(catalogue) for node in _every(root)}
    assert used == set(Criterion.kinds) - OF_ONE_AREA


def _every(node):
    """Every node, those that are switched off included."""
    yield node
    children = getattr(node, "of", ())
    inside = children if isinstance(children, tuple) else (children,)
    ends = (getattr(node, "first", None), getattr(node, "then", None))
    for child in (*inside, *ends):
        if isinstance(child, Criterion):
            yield from _every(child)


def test_examples_are_tidy_definitions(catalogue):
    for cohort in catalogue.cohorts.values():
        assert lint(cohort.definition) == [], cohort.id
        assert cohort.definition.tags, cohort.id
        assert len(cohort.meaning) > 80, cohort.id


def test_examples_use_only_each_other(catalogue):
    used = {
        node.id
        for cohort in catalogue.cohorts.values()
        for node in walk(cohort.definition.criteria)
        if node.kind == "in_cohort"
    }
    assert used
    assert used <= set(catalogue.cohorts)


def test_examples_survive_being_saved(catalogue):
    for cohort in catalogue.cohorts.values():
        saved = to_yaml(cohort.definition.to_wire())
        assert parse_definition(saved, catalogue) == cohort.definition


def test_there_is_an_example_for_everyone(catalogue):
    tags = {tag for c in catalogue.cohorts.values() for tag in c.definition.tags}
    assert {"gp", "pcn", "place"} <= tags
