"""Samples of records, where PHM_SAMPLES gives some, load by their format, whole.

A folder in it holds archives, packed tables or folders of tables; each is loaded by the
format that fits it, without code lists.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.loading.delivery import received
from phm_core.onboarding.loading.load import load
from phm_core.onboarding.loading.matching import fitting
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.uploads.limits import ROOMY
from phm_core.snapshot import verified
from tests.town import town

SAMPLES = os.environ.get("PHM_SAMPLES", "")  # noqa: TID251  which samples a test run has is not a setting of the app
ROOT = Path(SAMPLES or "/nowhere")
DELIVERIES = [
    *sorted(ROOT.glob("*/*.zip")),
    *sorted(ROOT.glob("*/*.csv.gz")),
    *(path.parent for path in sorted(ROOT.glob("*/*/person.parquet"))),
]
CATALOGUE = load_catalogue()
LEFT_OUT = ("person", "condition", "activity", "opt_out", "measurement", "medication")
LEFT_OUT += ("process", "score", "sharing_flag", "registration")


@pytest.mark.parametrize("sample", DELIVERIES, ids=lambda path: path.name)
def test_a_sample_is_recognised_and_loads_with_everybody(sample: Path, tmp_path: Path):
    area = town(tmp_path / "area", people=500, synthetic=False, left_out=LEFT_OUT).path
    read = tmp_path / "read"
    read.mkdir()
    found = fitting(CATALOGUE.formats.values(), received(sample, read, ROOMY))
    assert found
    wish = Wish(
        path=sample,
        mapping=found[0],
        area=area,
        as_at=date(2026, 10, 31),
        into=tmp_path / "snapshots",
        catalogue=CATALOGUE,
        synthetic=True,
    )
    path, report = load(wish)
    people = verified(path).manifest.model_extra or {}
    assert people["people"] == report.linkage.people > 0
    # Every row is loaded, or counted with the reason why it is not.
    for one in report.maps:
        aside = sum(each.rows for each in one.counted if each.fate)
        assert one.rows == one.kept + aside, one
