"""Numbers and dates as they stand in a sentence: GOV.UK and NHS style."""

from datetime import date, datetime
from textwrap import wrap

BREAK = "|"
MILLION = 1_000_000
NOT_SHOWN = "not shown"


def day(when: date) -> str:
    """A date: 31 October 2026."""
    return f"{when.day} {when:%B %Y}"


def moment(when: datetime) -> str:
    """A day with its time: 31 October 2026, 09:05."""
    return f"{day(when)}, {when:%H:%M}"


def number(value: float | None, decimals: int = 0) -> str:
    """A number: 41,208. 'not shown' where there is none."""
    return NOT_SHOWN if value is None else f"{value:,.{decimals}f}"


def percent(value: float | None, decimals: int = 1) -> str:
    """A share given in percent: 8.2%."""
    return NOT_SHOWN if value is None else f"{value:,.{decimals}f}%"


def money(value: float | None) -> str:
    """Pounds: £1,204, or £1.2 million."""
    if value is None:
        return NOT_SHOWN
    if abs(value) >= MILLION:
        return f"£{value / MILLION:,.1f} million"
    return f"£{value:,.0f}"


def interval(lower: float | None, upper: float | None, decimals: int = 1) -> str:
    """A 95% interval: '7.9 to 8.5'; nothing where there is none."""
    if lower is None or upper is None:
        return ""
    return f"{lower:,.{decimals}f} to {upper:,.{decimals}f}"


def signed(value: float, decimals: int = 2) -> str:
    """A correlation or a difference with its sign: −0.56."""
    near = round(value, decimals)
    sign = "−" if near < 0 else "+" if near > 0 else ""
    return f"{sign}{abs(near):.{decimals}f}"


def in_lines(text: str, *, width: int = 30, most: int = 2) -> str:
    """A label broken into lines, for an axis that splits it at BREAK."""
    words = text.replace(BREAK, " ")
    return BREAK.join(
        wrap(words, width, max_lines=most, placeholder="…", break_long_words=False)
    )


def of_people(where: str, when: date) -> str:
    """Who and when, for a subtitle: 'People registered in X, 31 October 2026.'"""
    return f"People {where}, {day(when)}."


def headed(text: str) -> str:
    """A text with a capital first letter, its other letters as they are: 'PCNs'."""
    return text[:1].upper() + text[1:]
