"""Cells that a spreadsheet shows and never runs."""

import unicodedata

# A text that begins with one of these is run as a formula; so are their wide forms.
FORMULA = ("=", "+", "-", "@")
# Control characters that may stand in a text; the others could hide what follows.
KEPT = "\n\t"


def plain(value: object) -> object:
    """A value as a spreadsheet may have it: text that it would run begins with '.

    Numbers stay as they are, negative ones too. Control characters leave a text.
    """
    return _plain(value) if isinstance(value, str) else value


def line(text: str) -> str:
    """A text on one line, as a heading or a comment must be."""
    return " ".join(_drawn(text).split())


def _plain(text: str) -> str:
    drawn = _drawn(text)
    # Spaces and tabs before it do not stop a spreadsheet.
    first = unicodedata.normalize("NFKC", drawn.lstrip()[:1])
    runs = first.startswith(FORMULA) or text[:1] in ("\t", "\r")
    return f"'{drawn}" if runs else drawn


def _drawn(text: str) -> str:
    return "".join(
        c for c in text if c in KEPT or unicodedata.category(c) not in ("Cc", "Cf")
    )
