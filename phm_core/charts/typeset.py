"""A page of words set by typst: an accessible PDF, whatever people call their lists."""

import json
import re
from collections.abc import Mapping

STANDARD = "ua-1"
LACKS = re.compile(r'the text `"(.+?)"` could not be displayed')
STANDS_IN = "?"
ASCII = 128


def typeset(template: bytes, page: Mapping[str, object]) -> bytes:
    """The same page gives the same file.

    An accessible PDF may hold no character that its font lacks, such as the small
    pictures that people put into names: these stand there as a question mark.
    """
    import typst

    words = json.dumps(page, ensure_ascii=False)
    while True:
        try:
            return typst.compile(
                template,
                sys_inputs={"page": words},
                pdf_standards=[STANDARD],
                timestamp=0,
            )
        except typst.TypstError as fault:
            shown = _without(words, LACKS.findall(str(fault.diagnostic)))
            if shown == words:
                raise
            words = shown


def _without(words: str, lacking: list[str]) -> str:
    odd = {c for text in lacking for c in text if ord(c) >= ASCII}
    return words.translate({ord(c): STANDS_IN for c in odd})
