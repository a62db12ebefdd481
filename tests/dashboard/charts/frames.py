"""Frames for charts: weeks and districts with a gap, a carried-forward value and a Spring Festival."""

import json
import re
from typing import Any, cast

import pandas as pd

from dashboard import charts
from dashboard.charts.canvas import ON_DARK
from data.warehouse.metrics import Direction
from data.warehouse.period import Period

FIRST = Period.parse("2021-W04")
WEEKS = tuple(FIRST.shift(count) for count in range(8))
DISTRICTS = ("市中", "薛城", "峄城", "台儿庄", "山亭", "滕州")
GAP = ("薛城", WEEKS[3])
CARRIED = ("山亭", WEEKS[5])


def series(scale: float = 1.0) -> pd.DataFrame:
    """period, label, value, status: district n has (n + 1 + week / 10) · scale; one gap, one carried forward."""
    rows = []
    for number, label in enumerate(DISTRICTS):
        for week, period in enumerate(WEEKS):
            is_gap = (label, period) == GAP
            status = "m" if is_gap else "e" if (label, period) == CARRIED else "p"
            value = float("nan") if is_gap else (number + 1 + week / 10) * scale
            rows.append({"period": str(period), "label": label, "value": value, "status": status})
    return pd.DataFrame(rows)


def jobs() -> pd.DataFrame:
    """key, label, value, previous."""
    return pd.DataFrame(
        {
            "key": ["packing", "sewing", "unclassified", "other", "moving"],
            "label": ["包装工", "缝纫工", "未归类", "其他", "搬运工"],
            "value": [80.0, 120.0, 500.0, 60.0, float("nan")],
            "previous": [100.0, 118.0, 450.0, float("nan"), 30.0],
        }
    )


def changes() -> pd.DataFrame:
    """label, change, previous."""
    return pd.DataFrame(
        {
            "label": ["包装工", "缝纫工", "焊工", "电工"],
            "change": [40.0, 2.0, -35.0, float("nan")],
            "previous": [100.0, 118.0, 90.0, 5.0],
        }
    )


def channel_rows() -> pd.DataFrame:
    """period, channel, value over three weeks: reported, 未报, solved nobody."""
    first = [("recruitment", 20.0), ("online_recruitment", 10.0), ("local_reserve", 15.0), ("unstated", 5.0)]
    rows = [{"period": str(WEEKS[0]), "channel": channel, "value": value} for channel, value in first]
    rows.append({"period": str(WEEKS[1]), "channel": "unstated", "value": float("nan")})
    rows.append({"period": str(WEEKS[2]), "channel": "unstated", "value": 0.0})
    return pd.DataFrame(rows)


def cells() -> pd.DataFrame:
    """row, column, value, status with 0, 未报 and 不适用; 薛城 × 焊工 has no row."""
    rows = [
        ("市中", "普工", 12.0, "p"),
        ("市中", "焊工", 0.0, "p"),
        ("薛城", "普工", float("nan"), "m"),
        ("滕州", "普工", float("nan"), "n"),
        ("滕州", "焊工", 1200.0, "e"),
    ]
    return pd.DataFrame(rows, columns=["row", "column", "value", "status"])


def states() -> pd.DataFrame:
    """row, column, status: every state of an obligation once."""
    names = ["on_time", "late", "returned", "missing", "exempt", "pending"]
    return pd.DataFrame({"row": ["市中"] * 6, "column": list(WEEKS[:6]), "status": names})


def gap_steps() -> pd.DataFrame:
    """label, change, kind: a gap broken down."""
    rows = [
        ("新进企业", 170, "composition"),
        ("退出企业", -68, "composition"),
        ("留存企业扩大", 251, "stayed"),
        ("留存企业收窄", -599, "stayed"),
        ("缺工变化", -246, "total"),
    ]
    return pd.DataFrame(rows, columns=["label", "change", "kind"])


def every_figure() -> dict[str, dict[str, Any]]:
    """One figure of each kind."""
    places = channel_rows().rename(columns={"period": "label"})
    return {
        "ordered_bars": charts.ordered_bars(jobs(), unit="人", share=True),
        "diverging_bars": charts.diverging_bars(changes(), unit="人", direction=Direction.UP_IS_BAD),
        "trend_lines": charts.trend_lines(series(), unit="%", highlight=["市中", "滕州"], city="山亭"),
        "small_multiples": charts.small_multiples(series(), unit="%"),
        "stacked_share": charts.stacked_share(channel_rows(), share=True),
        "stacked_persons": charts.stacked_share(channel_rows(), share=False),
        "share_bars": charts.share_bars(places),
        "heat_table": charts.heat_table(cells(), unit="人"),
        "status_grid": charts.status_grid(states()),
        "waterfall": charts.waterfall(gap_steps(), unit="人", direction=Direction.UP_IS_BAD),
    }


def on_dark(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure as browsers draw it on a dark ground (`chart.js` does the same to the text of a figure)."""
    made = re.sub(
        r"#[0-9A-Fa-f]{6}", lambda found: ON_DARK.get(found[0].upper(), found[0]), json.dumps(figure, allow_nan=False)
    )
    return cast("dict[str, Any]", json.loads(made))


def texts(figure: dict[str, Any]) -> list[str]:
    """All annotation texts of a figure."""
    return [note["text"] for note in figure["layout"].get("annotations", [])]
