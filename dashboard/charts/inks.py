"""Words that can be read on what they stand on: 4.5:1 (WCAG 2.1, 1.4.3) on a light page and on a dark one.

Browsers exchange colours one by one for a dark page (`canvas.ON_DARK`), so an ink is chosen for both grounds at once.
"""

from functools import cache

from dashboard import theme
from dashboard.charts.canvas import ON_DARK

LEAST_CONTRAST = 4.5
_INKS = (theme.INK, theme.WHITE, theme.NIGHT)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours #RRGGBB as WCAG 2.1 defines it: 1 for the same, 21 for black on white."""
    darker, brighter = sorted((_luminance(one), _luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


@cache
def ink_on(ground: str) -> str:
    """The ink that reads best on a cell of that house colour, in the worse of light and dark."""

    def worst(ink: str) -> float:
        return min(contrast(ink, ground), contrast(ON_DARK.get(ink, ink), ON_DARK.get(ground, ground)))

    return max(_INKS, key=worst)


def in_words(colour: str) -> str:
    """The colour of a line or a part for words beside it; lines may be brighter than words."""
    return theme.IN_WORDS.get(colour, colour)


def _luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, 0 black to 1 white."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
