"""A breadcrumb, and a table whose rows are links: drawn by a component of our own, without a reload of the page.

Streamlit's own links load the page anew, and its buttons in rows cost one element a cell. Texts reach the browser as
text nodes, so nothing in a report file can become markup.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

_FOLDER = Path(__file__).parent.parent / "static" / "rows"
_component = st.components.v2.component(
    "rows",
    html='<div class="rows"></div>',
    css=(_FOLDER / "rows.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "rows.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A text, or with `href` a link. With `go`, a plain click sends that to the server instead of loading the page.

    `name` is what the link is called for those who hear it, where the text alone does not say.
    """

    text: str
    href: str | None = None
    go: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column; numbers are aligned to the right."""

    name: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells in the order of the columns; the first names the row. `total` is bold, `rest` stands back."""

    cells: tuple[Link, ...]
    kind: Literal["", "total", "rest"] = ""


def trail(steps: Sequence[Link], *, key: str, on_go: Callable[[str], None]) -> None:
    """A breadcrumb; the last step is where the reader is."""
    _mount(key, {"trail": [asdict(step) for step in steps]}, on_go)


def table(
    columns: Sequence[Heading],
    rows: Sequence[TableRow],
    *,
    key: str,
    caption: str,
    on_go: Callable[[str], None] = lambda _: None,
    pages: Sequence[Link] = (),
) -> None:
    """A table; `caption` says what it holds to those who cannot see it; `pages` are links to its other pages."""
    data: dict[str, Any] = {
        "table": {
            "caption": caption,
            "columns": [asdict(column) for column in columns],
            "rows": [asdict(row) for row in rows],
        }
    }
    if pages:
        data["pages"] = [asdict(page) for page in pages]
    _mount(key, data, on_go)


class _Gone:
    """Callback: hands on what the clicked link sends."""

    def __init__(self, key: str, on_go: Callable[[str], None]) -> None:
        self._key = key
        self._on_go = on_go

    def __call__(self) -> None:
        sent = st.session_state[self._key]["go"]
        if isinstance(sent, str):
            self._on_go(sent)


def _mount(key: str, data: dict[str, Any], on_go: Callable[[str], None]) -> None:
    _component(key=key, data=data, on_go_change=_Gone(key, on_go))
