"""Which marks of a figure are chosen: they keep their strength, the others become pale."""

from collections.abc import Sequence
from typing import Any

from dashboard import theme
from dashboard.charts.canvas import Figure

_PALE = 0.35
_OUTLINE = 2


def mark_chosen(figure: Figure, chosen: Sequence[Sequence[str] | None]) -> Figure:
    """The figure with its chosen marks standing out; the same figure when nothing of it is chosen.

    Args:
        figure: marks carry customdata: one item or a list of items each (heat tables: a list per cell).
        chosen: for each item of customdata what is chosen, None where nothing is.
    """
    if not any(chosen):
        return figure
    hits = [_hits(trace, chosen) for trace in figure["data"]]
    if not any(hits):
        return figure
    layout = figure["layout"]
    cells = [cell for trace, found in zip(figure["data"], hits, strict=True) for cell in _cells(trace, found)]
    shapes = [*layout.get("shapes", []), *(_outline(*cell) for cell in cells)]
    data = [_paled(trace, found, chosen) for trace, found in zip(figure["data"], hits, strict=True)]
    return {**figure, "data": data, "layout": {**layout, "shapes": shapes} if shapes else layout}


def _hits(trace: dict[str, Any], chosen: Sequence[Sequence[str] | None]) -> list[Any]:
    """Positions of the chosen marks: numbers, for heat tables pairs of row and column."""
    custom = trace.get("customdata")
    if custom is None:
        return []
    if trace["type"] == "heatmap":
        return [
            (row, column)
            for row, line in enumerate(custom)
            for column, items in enumerate(line)
            if _is_chosen(items, chosen)
        ]
    return [position for position, items in enumerate(custom) if _is_chosen(items, chosen)]


def _is_chosen(items: Any, chosen: Sequence[Sequence[str] | None]) -> bool:
    asked = _asked(items, chosen)
    return bool(asked) and all(item in (chosen[place] or ()) for place, item in asked.items())


def _asked(items: Any, chosen: Sequence[Sequence[str] | None]) -> dict[int, Any]:
    """The items of a mark for which something is chosen, by position."""
    given = items if isinstance(items, list | tuple) else [items]
    return {place: item for place, item in enumerate(given[: len(chosen)]) if chosen[place] is not None}


def _paled(trace: dict[str, Any], hits: list[Any], chosen: Sequence[Sequence[str] | None]) -> dict[str, Any]:
    if trace["type"] == "bar" and "customdata" in trace:
        if len(hits) == sum(all(_asked(items, chosen).values()) for items in trace["customdata"]):
            return trace  # all that can be chosen is: a bar of their sum, which cannot, is none of the others
        return {**trace, "selectedpoints": hits, "unselected": {"marker": {"opacity": _PALE}}}
    return trace


def _cells(trace: dict[str, Any], hits: list[Any]) -> list[tuple[float, float]]:
    """Centres (x, y) of chosen cells of heat tables and grids of signs."""
    if trace["type"] == "heatmap":
        return [(trace["x"][column], trace["y"][row]) for row, column in hits]
    if trace.get("mode") == "text":
        return [(trace["x"][position], trace["y"][position]) for position in hits]
    return []


def _outline(x: float, y: float) -> Figure:
    box = {"type": "rect", "x0": x - 0.49, "x1": x + 0.49, "y0": y - 0.49, "y1": y + 0.49}
    return {**box, "line": {"color": theme.INK, "width": _OUTLINE}}
