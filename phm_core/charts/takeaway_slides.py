"""The profile of an area as slides whose charts can be edited."""

import io
from collections.abc import Sequence
from typing import Any

from phm_core.analysis.takeaway import Takeaway
from phm_core.charts import takeaway_words as words
from phm_core.charts.cells import plain
from phm_core.charts.theme import BLUE, INK, ORANGE
from phm_core.charts.words import day
from phm_core.governance.taking_out import Mark

FONT = "Arial"
TITLE_ONLY = 5  # of the layouts that every PowerPoint file has
WIDE, HIGH = 13.333, 7.5  # inches, 16:9
TEXT_PT, CELL_PT, SMALL_PT, TITLE_PT = 18, 14, 11, 28
LEFT, TOP, FOOT, ROW_HIGH = 0.6, 1.5, 6.95, 0.4


def slides(told: Takeaway, mark: Mark) -> bytes:
    """The profile as a PowerPoint file: a few slides, each with its source."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title = words.title(told)
    deck.core_properties.comments = mark.sentence
    _table(
        deck,
        told,
        words.title(told),
        [("Who lives here", "Here", "Elsewhere"), *words.groups(told)],
        words.people(told),
    )
    _listed(deck, told, "What stands out", words.out(told))
    need = words.need_table(told)
    names = [name or "" for name in need["title"].to_pylist()]
    _bars(
        deck,
        told,
        f"Conditions on record in {told.name}, % of people, adjusted for age",
        names,
        [
            (told.name, need["here"].to_pylist()),
            (told.whole, need["whole"].to_pylist()),
        ],
    )
    if told.unequal:
        _bars(
            deck,
            told,
            "Largest clear differences by deprivation, %",
            [one.subject.indicator.short if one.subject.indicator else one.subject.title
             for one in told.unequal],
            [
                ("Most deprived fifth", [one.most for one in told.unequal]),
                ("Least deprived fifth", [one.least for one in told.unequal]),
            ],
        )  # fmt: skip
    else:
        _listed(deck, told, "Inequalities by deprivation", words.unequal(told))
    if peers := words.peers(told):
        _table(deck, told, "Areas like this one", peers, "")
    notes = [*words.CAVEATS, *words.sources(told)[:2], mark.sentence]
    _listed(deck, told, "How to read this", notes)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _listed(deck: Any, told: Takeaway, title: str, lines: Sequence[str]) -> None:
    """A slide of sentences."""
    from pptx.util import Inches, Pt

    slide = _slide(deck, told, title)
    box = slide.shapes.add_textbox(
        Inches(LEFT), Inches(TOP), Inches(WIDE - 2 * LEFT), Inches(FOOT - TOP - 0.2)
    )
    frame = box.text_frame
    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.space_after = Pt(TEXT_PT / 2)
        _style(paragraph.font, TEXT_PT)


def _table(
    deck: Any,
    told: Takeaway,
    title: str,
    rows: Sequence[tuple[str, ...]],
    under: str,
) -> None:
    """A slide with a table, headings first, and a sentence under its title."""
    from pptx.util import Inches

    slide = _slide(deck, told, title)
    _sentence(slide, under or words.context(told), TOP - 0.2, SMALL_PT + 5)
    grid = slide.shapes.add_table(
        len(rows),
        len(rows[0]),
        Inches(LEFT),
        Inches(TOP + 0.4),
        Inches(WIDE - 2 * LEFT),
        Inches(ROW_HIGH * len(rows)),
    ).table
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            cell = grid.cell(down, across)
            cell.text = text
            _style(cell.text_frame.paragraphs[0].font, CELL_PT, bold=down == 0)
            _fill(cell.fill, "E8EDEE" if down == 0 else "FFFFFF")


def _sentence(slide: Any, text: str, top: float, size: int) -> None:
    """A line of text across the slide."""
    from pptx.util import Inches

    box = slide.shapes.add_textbox(
        Inches(LEFT), Inches(top), Inches(WIDE - 2 * LEFT), Inches(0.5)
    )
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    _style(box.text_frame.paragraphs[0].font, size)


def _fill(fill: Any, colour: str) -> None:
    from pptx.dml.color import RGBColor

    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(colour)


def _bars(
    deck: Any,
    told: Takeaway,
    title: str,
    names: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
) -> None:
    """A slide with a native bar chart: a group of bars for each name."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    slide = _slide(deck, told, title)
    data = CategoryChartData(number_format="0.0")
    # The numbers stand in a workbook, which must not run a name.
    data.categories = [plain(name) for name in names]
    for name, values in series:
        data.add_series(plain(name), list(values))
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED,
        Inches(LEFT),
        Inches(TOP),
        Inches(WIDE - 2 * LEFT),
        Inches(FOOT - TOP - 0.2),
        data,
    )
    said = "; ".join(f"{name}: {values[0]:.1f}%" for name, values in series if values
                     and values[0] is not None)  # fmt: skip
    frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{title}. {names[0]}: {said}")  # noqa: SLF001  # python-pptx has no door to the description of a picture
    chart = frame.chart
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.font.size, chart.font.name = Pt(SMALL_PT), FONT
    chart.category_axis.reverse_order = True
    chart.value_axis.minimum_scale = 0
    chart.value_axis.has_major_gridlines = False
    chart.plots[0].has_data_labels = True
    chart.plots[0].data_labels.number_format = "0.0"
    chart.plots[0].data_labels.number_format_is_linked = False
    for bars, colour in zip(chart.plots[0].series, (BLUE, ORANGE), strict=True):
        _fill(bars.format.fill, colour.lstrip("#"))


def _slide(deck: Any, told: Takeaway, title: str) -> Any:
    """A slide with its title, and from where and as at when at its foot."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches

    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top = Inches(LEFT), Inches(0.4)
    head.width, head.height = Inches(WIDE - 2 * LEFT), Inches(1.0)
    head.text = title
    _style(head.text_frame.paragraphs[0].font, TITLE_PT, bold=True)
    head.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    foot = f"{words.title(told)}, {day(told.as_at)}. {words.sources(told)[0]}"
    _sentence(slide, foot, FOOT, SMALL_PT)
    return slide


def _style(font: Any, size: int, *, bold: bool = False) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = RGBColor.from_string(INK.lstrip("#"))
