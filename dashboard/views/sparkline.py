"""The small line below a number: its course over some periods, as a picture inside the page.

Streamlit's own comes with a second charting library, which every first page would load and every rerun draw anew.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from dashboard.formats import metric_value
from data.warehouse.metrics import Metric
from data.warehouse.period import Period

_STEP = 100 / 12  # a quarter of weeks is 100 wide
_HEIGHT = 32.0
_ROOM = 4.0  # above and below the line, for its thickness
_COLOUR = "#3F78AB"  # stands out from the light ground and from the dark one


def course(shown: Metric, periods: Sequence[Period], values: Sequence[float | None]) -> str | None:
    """HTML of the line through the values known, broken where one is missing, its end marked; None for fewer than two.

    Args:
        periods: oldest first, one for each value.
        values: in the unit of the metric.
    """
    known = [(value, at) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    (lowest, low_at), (highest, high_at) = min(known), max(known)
    spread = (highest - lowest) or 1
    flat = 0.5 if highest == lowest else 0

    def point(at: int, value: float) -> str:
        share = flat or (value - lowest) / spread
        return f"{at * _STEP:.1f} {_HEIGHT - _ROOM - share * (_HEIGHT - 2 * _ROOM):.1f}"

    line = "".join(
        f"{'M' if at == 0 or values[at - 1] is None else 'L'}{point(at, value)}"
        for at, value in enumerate(values)
        if value is not None
    )
    # A line without length shows as a dot, of a value with no neighbours too.
    dots = "".join(
        f"M{point(at, value)}h0"
        for value, at in known
        if at == known[-1][1] or all(not 0 <= near < len(values) or values[near] is None for near in (at - 1, at + 1))
    )
    said = (
        f"{shown.label}，{periods[0].label}至{periods[-1].label}："
        f"最低 {metric_value(shown, lowest)}（{periods[low_at].label}），"
        f"最高 {metric_value(shown, highest)}（{periods[high_at].label}）"
    )
    shared = f'fill="none" stroke="{_COLOUR}" stroke-linecap="round" vector-effect="non-scaling-stroke"'
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" preserveAspectRatio="none" width="100" height="32" '
        f'viewBox="{-_ROOM:g} 0 {(len(values) - 1) * _STEP + 2 * _ROOM:.1f} {_HEIGHT:g}">'
        f'<path {shared} stroke-width="1.75" stroke-linejoin="round" d="{line}"/>'
        f'<path {shared} stroke-width="6" d="{dots}"/></svg>'
    )
    words = escape(said)
    return f'<img class="sparkline" src="data:image/svg+xml,{quote(drawing)}" alt="{words}" title="{words}">'
