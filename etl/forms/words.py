"""One writing of header words, so that a declaration and a sheet meet however a clerk spaced or bracketed them."""

import unicodedata
from functools import lru_cache

_UNITS = ("人", "人次", "人数", "家", "户", "场", "场次", "次", "名", "个", "所", "条", "篇", "单位:人")
_UNIT_BRACKETS = tuple(f"({unit})" for unit in _UNITS)
_DROPPED = str.maketrans("", "", "“”\"'‘’/:*_")
GROUP_SEPARATOR = "/"


@lru_cache(maxsize=16_384)
def normalise_header(text: str) -> str:
    """A header word without white space, quotes, colons and brackets that hold only a unit; full width as half width.

    A solidus is dropped as well, since in declarations it parts a group header from the one below it.
    """
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())
    for bracket in _UNIT_BRACKETS:
        squeezed = squeezed.replace(bracket, "")
    return squeezed.translate(_DROPPED)


def normalise_declared_header(text: str) -> str:
    """A header word of a declaration, `group/leaf` for headers on several levels."""
    return GROUP_SEPARATOR.join(normalise_header(part) for part in text.split(GROUP_SEPARATOR))
