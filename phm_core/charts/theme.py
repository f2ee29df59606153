"""One look for every chart: NHS colours, Arial, text that passes contrast."""

from typing import Any

FONT = "Arial, Liberation Sans, sans-serif"
INK = "#212B32"
GREY = "#4C6272"
LINE = "#768692"
PALE = "#D8DDE0"
BLUE = "#12436D"
ORANGE = "#F46A25"
BACKGROUND = "#BFBFBF"
NOT_SHOWN = "#FFFFFF"

CATEGORIES = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
SEQUENCE = ("#E1F2F9", "#9ACAE8", "#5A9FD0", "#2073BC", "#12436D")
# Words wider than a drawing would press it together on a narrow screen.
WITHIN = "max(width - 8, 40)"
# Higher or lower than the whole: blues, since neither is said to be better.
COMPARED = {"higher": "#12436D", "similar": "#B3B3B3", "lower": "#5A9FD0"}
# Rows from low to high need, columns from least to most deprived; told apart in every
# kind of colour blindness (distance 14 or more).
BIVARIATE = (
    ("#F3F3F3", "#F3E6B3", "#F3B300"),
    ("#B4D3E1", "#B3B3B3", "#B36600"),
    ("#509DC2", "#376387", "#000000"),
)

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "#FFFFFF",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        # Labels that would be closer than this are left out, on a telephone above all.
        "labelSeparation": 10,
        "titleFontSize": 13,
        "titleFontWeight": "bold",
        "gridColor": PALE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 240,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "orient": "top",
        "symbolType": "circle",
        "layout": {"bounds": "full", "top": {"anchor": "start"}},
    },
    "text": {"color": INK, "fontSize": 13},
    "bar": {"color": BLUE},
    "point": {"color": BLUE, "filled": True},
    "range": {"category": list(CATEGORIES), "ramp": list(SEQUENCE)},
}
