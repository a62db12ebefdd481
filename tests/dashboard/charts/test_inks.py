"""Whatever is written on a cell or beside a line can be read: 4.5:1, light and dark, in both pairs of colours."""

import json
from bisect import bisect_right
from typing import Any

import pandas as pd
import pytest

from dashboard import theme
from dashboard.charts import heat_table, share_bars, stacked_share, trend_lines
from dashboard.charts.inks import LEAST_CONTRAST, contrast
from dashboard.charts.lines import MOST_HIGHLIGHTED
from data.warehouse.reference import channels
from tests.dashboard.charts import frames

Figure = dict[str, Any]
GROUND = {"light": "#FFFFFF", "dark": "#0E1117"}  # of a page, as in .streamlit/config.toml


def _wcag(one: str, other: str) -> float:
    """Contrast by the formula of WCAG 2.1, written down a second time."""
    shares = []
    for colour in (one, other):
        linear = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in (byte / 255 for byte in bytes.fromhex(colour[1:]))
        ]
        shares.append(sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))
    return (max(shares) + 0.05) / (min(shares) + 0.05)


def _looks(figure: Figure) -> list[tuple[str, Figure]]:
    """The figure as it is seen: light and dark, red and green, orange and blue; each with the ground of its page."""
    safe = json.loads(theme.in_safe_colours(json.dumps(figure)))
    return [
        (GROUND[ground], look)
        for made in (figure, safe)
        for ground, look in (("light", made), ("dark", frames.on_dark(made)))
    ]


def _cell_colour(stops: list[list[Any]], share: float) -> str:
    """The colour that Plotly gives to a share of the scale: between two stops it mixes them."""
    after = min(bisect_right([edge for edge, _ in stops], share), len(stops) - 1)
    (low, first), (high, second) = stops[after - 1], stops[after]
    part = (share - low) / (high - low) if high > low else 1.0
    mixed = [
        round(a + (b - a) * part) for a, b in zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    ]
    return "#" + bytes(mixed).hex().upper()


def test_every_number_of_a_heat_table_can_be_read_over_the_whole_scale() -> None:
    values = [step / 10 for step in range(1001)]  # 0 to 100, every edge of two shades among them
    rows = pd.DataFrame({"row": "滕州", "column": [str(value) for value in values], "value": values, "status": "p"})
    grounds = set()
    for _, figure in _looks(heat_table(rows, unit="%")):
        heat, words = figure["data"][0], figure["data"][-1]
        assert words["text"] == [f"{value:.1f}" for value in values]
        for value, ink in zip(heat["z"][0], words["textfont"]["color"], strict=True):
            ground = _cell_colour(heat["colorscale"], (value - heat["zmin"]) / (heat["zmax"] - heat["zmin"]))
            assert _wcag(ground, ink) >= LEAST_CONTRAST, (value, ground, ink)
            grounds.add(ground)
    assert len(grounds) == 20, "ten shades on light ground and ten on dark"


def test_words_in_cells_without_a_number_can_be_read() -> None:
    for ground, figure in _looks(heat_table(frames.cells(), unit="人")):
        hatched = figure["data"][1]["marker"]
        for note in figure["layout"]["annotations"]:
            for under in (ground, hatched["color"], hatched["pattern"]["fgcolor"]):
                assert _wcag(note["font"]["color"], under) >= LEAST_CONTRAST, note["text"]


def _of_every_channel(column: str) -> pd.DataFrame:
    """One value for each channel, and none beside it: every part is large enough for words of its own."""
    return pd.DataFrame([{column: channel.label, "channel": channel.channel, "value": 100.0} for channel in channels()])


def test_every_number_inside_a_part_of_a_bar_can_be_read() -> None:
    for _, figure in _looks(share_bars(_of_every_channel("label"))):
        for trace in figure["data"]:
            assert "100%" in trace["text"]
            assert _wcag(trace["marker"]["color"], trace["insidetextfont"]["color"]) >= LEAST_CONTRAST, trace["name"]


def test_names_at_the_ends_of_lines_and_columns_can_be_read() -> None:
    rows = _of_every_channel("period").assign(period="2021-W20")
    lines = trend_lines(frames.series(), unit="%", highlight=list(frames.DISTRICTS[:MOST_HIGHLIGHTED]))
    for drawn in (lines, stacked_share(rows, share=False)):
        for ground, figure in _looks(drawn):
            for note in figure["layout"]["annotations"]:
                ink = note.get("font", {}).get("color", figure["layout"]["font"]["color"])
                assert _wcag(ink, ground) >= LEAST_CONTRAST, note["text"]


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48)])
def test_contrast_is_that_of_the_standard(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.005)
    assert contrast(one, one) == 1
