"""Colours, fonts and the base of every Plotly figure; the same values stand in `.streamlit/config.toml`."""

from typing import Any

from dashboard.settings import settings

BLUE = "#12436D"
TEAL = "#28A197"
MAROON = "#801650"
ORANGE = "#F46A25"
CHARCOAL = "#3D3D3D"
LILAC = "#A285D1"
OCHRE = "#A67C00"
OLIVE = "#6B7F1E"
STONE = "#8C949D"
"""OCHRE, OLIVE and STONE are for the rarer parts of a stack, which has more parts than a chart has lines."""
CATEGORICAL: tuple[str, ...] = (BLUE, TEAL, MAROON, ORANGE, CHARCOAL, LILAC)
"""Series colours in order of use; at most four in one chart."""

INK = "#1F2933"
"""Text of figures."""
GREY = "#6B7785"
"""Subordinate text, change that means nothing."""
CONTEXT = "#C3CAD2"
"""Lines and bars that are only there for comparison."""
GRID = "#E6E9ED"
"""Grid lines."""
SHADE = "#F1F3F6"
"""Shaded spans such as the Spring Festival."""
WHITE = "#FFFFFF"

SEQUENTIAL: tuple[str, ...] = (
    "#F2F6FA",
    "#DCE7F1",
    "#C2D5E6",
    "#A4C0D9",
    "#84A8C9",
    "#648FB8",
    "#4778A4",
    "#2F628F",
    "#1D507B",
    "#12436D",
)
"""One hue from light to dark for heat tables."""

FONT_FAMILY = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

BAD = "#B3261E"
GOOD = "#00703C"
_BAD_SAFE = "#C65102"
_GOOD_SAFE = BLUE


def bad() -> str:
    """Colour of a change for the worse (orange in the colour-blind-safe pair)."""
    return _BAD_SAFE if settings().colour_blind_safe else BAD


def good() -> str:
    """Colour of a change for the better (blue in the colour-blind-safe pair)."""
    return _GOOD_SAFE if settings().colour_blind_safe else GOOD


def layout(**changes: Any) -> dict[str, Any]:
    """A fresh Plotly layout with the house style; keyword arguments replace whole top-level entries."""
    base: dict[str, Any] = {
        "font": {"family": FONT_FAMILY, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "separators": ".,",
        "showlegend": False,
        "dragmode": False,
        "clickmode": "event+select",
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": FONT_FAMILY, "size": 13}, "align": "left"},
        "colorway": list(CATEGORICAL),
        "xaxis": axis(),
        "yaxis": axis(showgrid=True),
        "bargap": 0.35,
    }
    return base | changes


def axis(**changes: Any) -> dict[str, Any]:
    """A fresh axis: no line, light grid only when asked, room made for its labels, no zoom."""
    base: dict[str, Any] = {
        "showgrid": False,
        "gridcolor": GRID,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
        "title": {"text": ""},
        "tickfont": {"color": GREY, "size": 12},
    }
    return base | changes


_LOCALE: dict[str, Any] = {
    "dictionary": {
        "Autoscale": "自动缩放",
        "Box Select": "框选",
        "Click to enter X axis title": "输入横轴标题",
        "Click to enter Y axis title": "输入纵轴标题",
        "Compare data on hover": "悬停对比",
        "Double-click on legend to isolate one trace": "双击图例只看一项",
        "Double-click to zoom back out": "双击复原",
        "Download plot as a PNG": "下载 PNG",
        "Download plot as a png": "下载 PNG",
        "Download plot": "下载图片",
        "Lasso Select": "套索选择",
        "Pan": "平移",
        "Reset": "复原",
        "Reset axes": "复原坐标轴",
        "Reset view": "复原视图",
        "Show closest data on hover": "显示最近的数据",
        "Snapshot succeeded": "图片已保存",
        "Sorry, there was a problem downloading your snapshot!": "图片保存失败",
        "Taking snapshot - this may take a few seconds": "正在生成图片，请稍候",
        "Toggle Spike Lines": "显示或隐藏引导线",
        "Zoom": "缩放",
        "Zoom in": "放大",
        "Zoom out": "缩小",
        "Fullscreen": "全屏",
        "close:": "收盘：",
        "high:": "最高：",
        "low:": "最低：",
        "max:": "最大：",
        "mean ± σ:": "均值 ± σ：",
        "mean:": "均值：",
        "median:": "中位数：",
        "min:": "最小：",
        "new text": "新文本",
        "open:": "开盘：",
        "q1:": "下四分位：",
        "q3:": "上四分位：",
        "trace": "序列",
    },
    "format": {
        "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
        "shortDays": ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
        "months": [
            "一月",
            "二月",
            "三月",
            "四月",
            "五月",
            "六月",
            "七月",
            "八月",
            "九月",
            "十月",
            "十一月",
            "十二月",
        ],
        "shortMonths": [f"{month}月" for month in range(1, 13)],
        "date": "%Y-%m-%d",
        "decimal": ".",
        "thousands": ",",
    },
}

PLOTLY_CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
    "locale": "zh-CN",
    "locales": {"zh-CN": _LOCALE},
}
"""Config of every chart on screen: no tool bar, no zoom by accident, Chinese dictionary."""
