"""Charts: pure functions from a frame to a Plotly figure as a plain dict.

Frame first, everything else by keyword; no Streamlit, no SQL, SVG traces only; gaps stay gaps.
"""

from dashboard.charts.bars import diverging_bars, ordered_bars
from dashboard.charts.canvas import Figure
from dashboard.charts.grids import heat_table, status_grid
from dashboard.charts.lines import small_multiples, trend_lines
from dashboard.charts.shares import channel_labels, channel_order, drawn_channel, share_bars, stacked_share
from dashboard.charts.waterfall import waterfall

__all__ = [
    "Figure",
    "channel_labels",
    "channel_order",
    "diverging_bars",
    "drawn_channel",
    "heat_table",
    "ordered_bars",
    "share_bars",
    "small_multiples",
    "stacked_share",
    "status_grid",
    "trend_lines",
    "waterfall",
]
