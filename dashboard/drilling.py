"""What the address says about the drawer 数字构成: which number is taken apart, and how deep the reader has gone.

It stands in one key beside the filters, `drill=shortage/370481/E30e69f835c69/1913!Sheet1!F191`, so that a mailed link
opens the same row and each click is one step of the browser's way back. It is left behind when another page is opened
and when the drawer is closed.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

import streamlit as st

from dashboard.queries.drill_rows import WHOLE, Focus

KEY = "drill"
OWN = "-own"
"""Behind a place: only what that place itself reports."""

_CLICKED = "drill.clicked"
_NONE = "-"
_SAFE = "/!@~"  # signs of a step that need no escape in the query part of an address


@dataclass(frozen=True, slots=True)
class Depth:
    """One step of the way from a number to a cell.

    Attributes:
        metric: key of the metric.
        channel: only this channel of it; `UNCATEGORISED`: only enterprises of no category, which no filter chooses.
        focus: the part of the number by place.
        enterprise: id of the enterprise whose cells are listed.
        cell: (submission, sheet, cell) that is looked at.
        page: of the enterprises or reports, from 1.
    """

    metric: str
    channel: str | None = None
    focus: Focus = WHOLE
    enterprise: str | None = None
    cell: tuple[int, str, str] | None = None
    page: int = 1

    def at(self, focus: Focus) -> "Depth":
        """The rows of a part."""
        return Depth(self.metric, self.channel, focus)

    def of(self, enterprise: str) -> "Depth":
        """The cells of an enterprise."""
        return replace(self, enterprise=enterprise, cell=None)

    def to(self, cell: tuple[int, str, str] | None) -> "Depth":
        """One cell; None: back to the list of them."""
        return replace(self, cell=cell)

    def turned(self, page: int) -> "Depth":
        """Another page of the same rows."""
        return replace(self, page=page)

    def written(self) -> str:
        """metric[@channel][/place[/enterprise[/cell]]][~page]."""
        focus = self.focus
        place = _NONE if focus.place is None else focus.place + (OWN if focus.own else "")
        parts = [self.metric + (f"@{self.channel}" if self.channel else "")]
        if self.enterprise is not None or self.cell is not None:
            parts += [place, self.enterprise or _NONE, *(["!".join(map(str, self.cell))] if self.cell else [])]
            return "/".join(parts)
        parts += [place] if focus.place is not None else []
        return "/".join(parts) + (f"~{self.page}" if self.page > 1 else "")


def read(text: str) -> Depth | None:
    """What a text asks for, None when it names no metric. What cannot be read is as if it were not there."""
    number, *rest = text.split("/", 3)
    page = 1
    if len(rest) == 1:
        rest[0], page = _page(rest[0])
    elif not rest:
        number, page = _page(number)
    key, _, channel = number.partition("@")
    if not key:
        return None
    place, enterprise, cell = (part if part != _NONE else "" for part in [*rest, "", "", ""][:3])
    name = place.removesuffix(OWN)
    focus = Focus(name, own=name != place) if name else WHOLE
    return Depth(key, channel or None, focus, enterprise or None, _cell(cell), page)


def _page(text: str) -> tuple[str, int]:
    """A text without the page behind it, and the page."""
    name, _, page = text.partition("~")
    return name, int(page) if page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0 else 1


def _cell(text: str) -> tuple[int, str, str] | None:
    submission, _, rest = text.partition("!")
    sheet, _, cell = rest.rpartition("!")
    if not (submission.isascii() and submission.isdigit() and len(submission) < 10 and cell):
        return None
    return int(submission), sheet, cell


def current() -> Depth | None:
    """What the address of this view asks for."""
    return read(st.query_params.get(KEY, ""))


def go(depth: Depth) -> None:
    """Put a step into the address; call it from a callback."""
    st.query_params[KEY] = depth.written()


def went(sent: str) -> None:
    """Go to the step that a click has sent."""
    depth = read(sent)
    if depth is not None:
        go(depth)


def close() -> None:
    """Take the drawer out of the address."""
    st.query_params.pop(KEY, None)


def clicked(metric: str) -> None:
    """Remember of which metric the number was that a click on a chart has chosen."""
    st.session_state[_CLICKED] = metric


def last_clicked() -> str | None:
    """That metric, None before the first click of this session."""
    found = st.session_state.get(_CLICKED)
    return str(found) if found else None


def address(depth: Depth) -> str:
    """The address of a step, as a link on this page."""
    kept = {key: st.query_params.get_all(key) for key in st.query_params if key != KEY}
    return "?" + urlencode({**kept, KEY: depth.written()}, doseq=True, safe=_SAFE)
