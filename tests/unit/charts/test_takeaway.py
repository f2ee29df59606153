"""An area to take away: two accessible pages, and slides with real charts."""

import io
import re
import zlib

import pytest
from pptx import Presentation

from phm_core.analysis.standing import Standings
from phm_core.analysis.takeaway import Place, takeaway
from phm_core.area import Area, Lens, Level
from phm_core.charts.takeaway_pdf import two_pages
from phm_core.charts.takeaway_slides import slides
from phm_core.charts.takeaway_words import context, out
from phm_core.definitions.questions import RateBy, Standing
from phm_core.settings import Settings
from phm_core.start import open_house
from tests.marks import MARK

CODE = "DU0004"


@pytest.fixture(scope="module")
def house(demo_data):
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def told(house):
    scope = house.scope()
    asked = Standing(tuple(house.catalogue.indicators), Level.PCN)
    found = Standings(house.gateway.ask(asked, scope), house.catalogue.indicators, {})
    where = Place(
        Area(Level.PCN, CODE), found.names[CODE], "Eldenshire", Lens.REGISTERED
    )
    return takeaway(
        lambda questions: house.gateway.ask_all(questions, scope),
        found,
        house.public,
        where,
    )


def test_needs_are_the_released_prevalences_the_commonest_first(told):
    counts = [line.count for line in told.need]
    assert counts == sorted(counts, reverse=True)
    assert {line.indicator.group for line in told.need} == {"prevalence"}
    assert all(line.code == CODE for line in told.need)


def test_each_inequality_is_a_clear_gap_between_released_fifths(house, told):
    for one in told.unequal:
        asked = RateBy(
            one.subject.definition,
            ("deprivation_quintile",),
            among=one.subject.among,
            area=Area(Level.PCN, CODE),
        )
        rows = house.gateway.ask(asked, house.scope()).tables["groups"].to_pylist()
        lead = one.subject.indicator.lead
        assert (one.most, one.least) == (rows[0][lead], rows[4][lead])
        ends = one.gaps.absolute.lower[0], one.gaps.absolute.upper[0]
        assert min(ends) > 0 or max(ends) < 0


def test_two_tagged_pages_the_same_each_time(told):
    document = two_pages(told, MARK)

    assert document == two_pages(told, MARK)
    streams = re.findall(rb"stream\n(.*?)endstream", document, re.S)
    plain = document + b"".join(_inflated(part) for part in streams)
    assert b"/Count 2" in plain
    assert b"/StructTreeRoot" in plain
    assert b"pdfuaid" in plain


def test_slides_have_charts_that_can_be_edited_with_the_released_numbers(told):
    deck = Presentation(io.BytesIO(slides(told, MARK)))

    charts = [s.chart for slide in deck.slides for s in slide.shapes if s.has_chart]
    series = {s.name: list(s.values) for s in charts[0].plots[0].series}
    assert series[told.name] == [line.value for line in told.need]
    assert list(charts[0].plots[0].categories) == [
        line.indicator.short for line in told.need
    ]
    for slide in deck.slides:
        assert slide.shapes.title.text
        texts = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        assert any("31 October 2026" in text and "synthetic" in text for text in texts)
        for shape in slide.shapes:
            if shape.has_chart:
                properties = shape._element.nvGraphicFramePr.cNvPr
                assert told.need[0].indicator.short in properties.get("descr") or (
                    "deprived" in properties.get("descr")
                )


def test_the_words_say_whose_people_when_and_that_they_are_made_up(told):
    assert context(told).startswith("People registered in Gullstrand Bay PCN, beside")
    assert "Synthetic data" in context(told)
    assert len(out(told)) <= 6
    assert not any("**" in line for line in out(told))


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
