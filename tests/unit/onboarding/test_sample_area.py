"""A real sample area, where one is given by PHM_SAMPLES, keeps its published totals.

The folder holds one folder of public files for each area, and may hold totals.json:
{"AREA": {"practices": n, "pcns": n, "unallocated": n, "special": n, "places": n,
"polygons": n, "patients": n, "registers": {"CONDITION": [register, list size]}}}.
"""

import json
import os
from pathlib import Path

import pytest

from phm_core.analysis.reconciled import reconcile
from phm_core.area import Level
from phm_core.engine.public import public_tables
from phm_core.engine.published import register
from phm_core.onboarding.area_pack.build import build_area_pack
from phm_core.settings import Settings
from phm_core.snapshot import verified
from phm_core.start import open_house

SAMPLES = os.environ.get("PHM_SAMPLES", "")  # noqa: TID251  which samples a test run has is not a setting of the app
AREAS = sorted(Path(SAMPLES).glob("*/*.geojson")) if SAMPLES else []


def totals_of(area: Path) -> dict:
    path = area.parent / "totals.json"
    return (
        json.loads(path.read_text(encoding="utf-8"))[area.name] if path.exists() else {}
    )


@pytest.mark.parametrize("area", [path.parent for path in AREAS], ids=str)
def test_a_sample_area_keeps_its_published_totals(area: Path, tmp_path: Path) -> None:
    tables = public_tables(verified(build_area_pack(area, out=tmp_path / "pack").path))
    pcns = tables.areas(Level.PCN)
    found = {
        "practices": len(tables.organisations),
        "pcns": int(pcns["rankable"].sum()),
        "unallocated": int((tables.organisations["pcn_code"] == "U").sum()),
        "special": int(tables.organisations["special"].sum()),
        "places": len(tables.areas(Level.PLACE)),
        "polygons": len(tables.mapped),
        "patients": int(tables.list_size(Level.ICS)["patients"].sum()),
    }
    wanted = totals_of(area)
    registers = wanted.pop("registers", {})
    assert found == found | wanted
    assert found["practices"] > found["pcns"] > 0
    for condition, (on_it, among) in registers.items():
        whole = register(tables, condition, Level.ICS).iloc[0]
        assert (whole["register"], whole["list_size"]) == (on_it, among)


@pytest.mark.parametrize("area", [path.parent for path in AREAS], ids=str)
def test_indicators_of_a_sample_area_are_its_published_registers(
    area: Path, tmp_path: Path
) -> None:
    pack = build_area_pack(area, out=tmp_path / "pack").path
    house = open_house(Settings(data_dir=tmp_path / "data"), pack)
    scope = house.scope_for("planning")
    for condition, (on_it, among) in totals_of(area).get("registers", {}).items():
        entries = house.catalogue.indicators.values()
        [indicator] = [
            e for e in entries if e.published and e.published.register_ == condition
        ]
        found = reconcile(
            lambda question: house.gateway.ask(question, scope),
            indicator,
            has_people=False,
        )
        ours, published = found.ours, found.published
        assert (ours.numerator, ours.denominator) == (on_it, among)
        assert published is not None
        assert (published.numerator, published.denominator) == (on_it, among)
        assert found.ratio == pytest.approx(1)
