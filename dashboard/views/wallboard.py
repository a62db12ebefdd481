"""`?view=screen`: the wall screen. Dark, without controls, a few scenes in slow rotation that follow new releases.

All scenes are drawn once, one over the other; the browser shows them in turn. So nothing is sent or drawn again while
they rotate, and memory stays as it is. When another release has been published, the browser loads the page anew.
"""

from html import escape

import streamlit as st

from dashboard import as_known, labels, release
from dashboard.document import STATIC
from dashboard.queries import Warehouse
from dashboard.resolution import Filters, resolve
from dashboard.settings import PRODUCT
from dashboard.views import wallboard_scenes
from dashboard.views.overview_data import ask

EVERY_KEY = "every"
"""In the address: seconds of one scene."""
_SECONDS = (3, 20, 600)  # least, standard, most
_SIZE = (960, 540)  # pixels in which the scenes are laid out, before they are enlarged to the screen
_ASKS_EVERY = 30_000  # milliseconds between two questions for the current release
_FIELDS = ("place", "category", "period")

_board = st.components.v2.component(
    "wallboard",
    html="""<div class="wall-clock" role="timer"></div><div class="wall-lost" role="alert" hidden></div>
<div class="wall-bar" role="toolbar" aria-label="大屏"><span class="wall-place"></span>
<button data-act="back" aria-label="上一屏">◀</button><button data-act="pause">暂停</button>
<button data-act="next" aria-label="下一屏">▶</button><button data-act="full">全屏</button>
<button data-act="leave">退出（Esc）</button></div>""",
    js=(STATIC / "wallboard.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def page() -> None:
    """Draw the wall screen for the place of the address."""
    warehouse = release.current()
    resolution = resolve(warehouse, st.query_params, _FIELDS)
    chosen = resolution.filters
    with st.container(key="wallboard"):
        if chosen is None:
            st.html(
                f'<p class="wall-empty">{escape(labels.place(resolution.place))}没有报表，大屏没有可显示的内容。</p>'
            )
            scenes = 1
        else:
            _head(warehouse, chosen)
            scenes = wallboard_scenes.draw(warehouse, ask(warehouse, chosen))
        _board(
            key="wallboard_board",
            data={
                "release": warehouse.release.release_id,
                "scenes": scenes,
                "seconds": _seconds(),
                "width": _SIZE[0],
                "height": _SIZE[1],
                "asksEvery": _ASKS_EVERY,
                "board": ".st-key-wallboard",
            },
        )


def _head(warehouse: Warehouse, chosen: Filters) -> None:
    info = warehouse.release
    coverage = warehouse.coverage(chosen.form, chosen.area, chosen.period)
    marks = [labels.DEMO_MARK] if info.is_demo else []
    if warehouse.as_of is not None:
        marks.append(f"截至 {as_known.said(warehouse.as_of)}")
    mark = "".join(f'<span class="wall-demo">{escape(word)}</span>' for word in marks)
    st.html(
        f'<header class="wall-head"><h1>{escape(chosen.scope)}<small>{escape(PRODUCT)}</small></h1>'
        f"<p>{mark}数据截至 <b>{escape(chosen.period.label)}</b>"
        f" · 报送覆盖 <b>{coverage.reported}/{coverage.expected}</b>"
        f" · 发布版本 {escape(info.release_id)}</p></header>"
    )


def _seconds() -> int:
    least, standard, most = _SECONDS
    asked = st.query_params.get(EVERY_KEY, "")
    return min(max(int(asked), least), most) if asked.isascii() and asked.isdigit() else standard
