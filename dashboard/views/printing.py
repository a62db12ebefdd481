"""`?view=print`: a page on sheets, without controls, everything open, with a mark that says when it is drawn.

A camera waits for `MARK`. On screen the page is `SHEET` wide and laid out on sheets of that height; at a device scale
of `SCALE` a sheet is a picture of 1920 × 1080. The browser's print makes A4 landscape of the same page.
"""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from dashboard import as_known, filters, labels, release
from dashboard.document import STATIC, part
from dashboard.settings import PRODUCT
from dashboard.theme import FONT_FAMILY
from dashboard.views import appendix

SHEET = (1440, 810)
"""CSS pixels of a sheet on screen."""
SCALE = 4 / 3
"""Device pixels per CSS pixel at which a sheet is 1920 × 1080."""
MARK = "#render-mark[data-state=complete]"
"""What a camera waits for; `data-release` names the release, `data-as-of` the moment of knowledge (empty: all that is
known), `data-sheets` how many sheets there are."""

_PAPER_HEIGHT = SHEET[0] / 297 * 210  # of A4 landscape, in the pixels of a sheet
_SHRUNK = 297 / 25.4 * 96 / SHEET[0]  # a sheet on A4 landscape; the same number stands in the style sheet
_SLACK = 12  # pixels by which Streamlit's own layout for paper may be taller than the one on screen
_MARGIN = 36  # pixels at the head and at the foot of a sheet, for the running words
_WAITING = f"[data-stale=true], {part('skeleton')}, {part('spinner')}"
_BLOCK = '[class*="st-key-card_"], [class*="st-key-appendix_"]'
_WHOLE = ", ".join(
    [
        "tr, h2, h3, p, .chart",
        part("metric"),
        '[class*="st-key-card_"]:has(.chart)',
        f'[class*="st-key-appendix_"]:has({part("columns")})',
    ]
)
_render_mark = st.components.v2.component(
    "render_mark",
    html='<div id="render-mark" data-state="drawing"></div>',
    js=(STATIC / "render_mark.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def page(title: str, run: Callable[[], None]) -> None:
    """Run a page on paper.

    Args:
        title: the page's name, for the running head.
        run: draws the page.
    """
    appendix.begin()
    with st.container(key="print_page"):
        try:
            run()
        except StopException:  # a page without data ends its script early; it is printed too
            _finish(title)
            raise
        _finish(title)


def _finish(title: str) -> None:
    appendix.draw()
    warehouse = release.current()
    info = warehouse.release
    head = [f"{PRODUCT} · {title} · {_looked_at()}", f"【{labels.DEMO_MARK}】" if info.is_demo else ""]
    head[1] += as_known.mark(warehouse)
    foot = [f"数据截至 {filters.current().period.label} · {as_known.version(warehouse)}"]
    st.html(f"<style>{_margin_boxes(head, foot)}</style>")
    _render_mark(
        key="render_mark",
        data={
            "release": info.release_id,
            "as_of": as_known.written(warehouse.as_of) if warehouse.as_of else "",
            "waiting": _WAITING,
            "charts": ".chart",
            "drawn": ".chart-drawn:not([aria-busy])",
            "page": ".st-key-print_page",
            "whole": _WHOLE,
            "block": _BLOCK,
            "item": f"{part('element')}, {part('wrapper')}",
            "screen": {"height": SHEET[1], "margin": _MARGIN},
            "paper": {"height": _PAPER_HEIGHT - 2 * _MARGIN - _SLACK, "margin": 0},
            "head": head,
            "foot": foot,
        },
    )


def _looked_at() -> str:
    """The filters of the page in words."""
    chosen = filters.current()
    return f"{chosen.scope}，{chosen.period.label}"


def _margin_boxes(head: list[str], foot: list[str]) -> str:
    """The margins of paper with the running words in them, in the units of the shrunk page."""
    margin = _MARGIN * _SHRUNK
    boxes = {
        "@top-left": labels.css_string(head[0]),
        "@top-right": labels.css_string(head[1]),
        "@bottom-left": labels.css_string(foot[0]),
        "@bottom-right": '"第 " counter(page) " 页，共 " counter(pages) " 页"',
    }
    look = f"padding: 0 {40 * _SHRUNK:.1f}px; color: #5A6672; font: 9px {FONT_FAMILY};"
    rules = "".join(f"{box} {{ content: {content}; {look} }}" for box, content in boxes.items())
    return f"@media print {{ @page {{ size: A4 landscape; margin: {margin:.2f}px 0; {rules} }} }}"
