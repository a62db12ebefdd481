"""The briefing as one self-contained HTML document: for reading offline, for a phone, and for paper (A4).

It holds no script and asks for nothing; its style sheet also writes the running words of the printed pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

from dashboard import theme
from dashboard.briefing.model import Bound, Briefing, Cell, Column, Figure, Part, Section, Sentence, Table
from dashboard.briefing.office_file import issue, marks, moment, numeral, one_line, stated
from dashboard.labels import css_string
from data.warehouse.home import BEIJING

WRITTEN = "dcterms.created"
"""Name of the line in the head with the moment of the freeze, else that of the numbers; never the clock's."""

_STYLE = Path(__file__).with_name("page.css")
_BRIEF = 12
"""Rows up to which the table behind a figure is printed beside it."""
_SHORT = 15
"""Rows up to which a table stays on one page of paper."""
_MANY = 8
"""Columns from which a table is set smaller."""
_WHOLE = 6
"""Characters up to which a name stays on one line."""
_LONG = 8
"""Characters from which a name needs the room that numbers do not."""
_TURNED = 12
"""Columns from which a table of the appendix gets a page on its side."""
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = ("text", "tspan", "rect", "path", "circle", "ellipse", "line", "polygon", "polyline")
_AROUND = ("svg", "g", "defs", "clipPath", "mask", "pattern", "linearGradient", "stop", "use", "image", "title")
_DRAWING = frozenset((*_SHAPES, *_AROUND))
"""Elements of SVG that only draw."""


def html(briefing: Briefing, drawings: Mapping[str, str]) -> str:
    """The document.

    Args:
        briefing: what it says.
        drawings: SVG text of every figure, by the figure's key.

    Raises:
        KeyError: a figure has no drawing.
        ValueError: a drawing holds more than shapes and text, or refers to something outside.
    """
    title = escape(one_line(f"{briefing.title} {issue(briefing)}"))
    body = "\n".join(_body(briefing, drawings))
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="{WRITTEN}" content="{moment(briefing).replace(tzinfo=BEIJING).isoformat()}">\n'
        f"<title>{title}</title>\n<style>\n{_style(briefing)}</style>\n</head>\n<body>\n<main>\n{body}\n"
        "</main>\n</body>\n</html>\n"
    )


def _body(briefing: Briefing, drawings: Mapping[str, str]) -> Iterator[str]:
    yield _head(briefing)
    figures, tables = count(1), count(1)
    for number, section in enumerate(briefing.sections, 1):
        yield from _section(f"{numeral(number)}、{section.title}", section, drawings, figures, tables)
    if briefing.revisions is not None:
        yield _heading(f"{numeral(len(briefing.sections) + 1)}、往期修订")
        yield _table(f"表{next(tables)}", briefing.revisions)
    if briefing.appendix:
        yield _heading("附表")
    for number, table in enumerate(briefing.appendix, 1):
        yield _table(f"附表{number}", table, may_turn=True)
    yield _heading("口径和数据说明")
    yield _lines(briefing.definitions, "statements")


def _head(briefing: Briefing) -> str:
    mark = f'<p class="marks">{_text(marks(briefing))}</p>\n' if marks(briefing) else ""
    return (
        f'<header class="head">\n{mark}<h1>{_text(briefing.title)}</h1>\n<p class="issue">{issue(briefing)}</p>\n'
        f'<p class="made"><span>{_text(briefing.place_name)}</span><span>{_text(briefing.period.label)}</span>'
        f'<span class="state">{briefing.state.label} · {briefing.edition.label}</span></p>\n</header>\n'
        f'<p class="headline">{_sentence(briefing.headline)}</p>\n{_lines(briefing.context)}'
    )


def _section(
    title: str, section: Section, drawings: Mapping[str, str], figures: Iterator[int], tables: Iterator[int]
) -> Iterator[str]:
    yield f"<section>\n{_heading(title)}"
    for sentence in section.sentences:
        yield f'<p class="said">{_sentence(sentence)}</p>'
    for figure in section.figures:
        yield _figure(next(figures), figure, drawings[figure.key])
    for table in section.tables:
        yield _table(f"表{next(tables)}", table)
    yield from _notes(section.notes)
    yield "</section>"


def _figure(number: int, figure: Figure, drawing: str) -> str:
    _check(drawing, figure.key)
    name = f"图{number}"
    is_brief = len(figure.table.rows) <= _BRIEF
    return (
        f'<figure>\n<div class="plot" role="img" tabindex="0" aria-label="{_text(figure.alt)}">{drawing}</div>\n'
        f"<figcaption><b>{name}　{_sentence(figure.title)}</b><small>{_text(figure.subtitle)}</small></figcaption>\n"
        f"</figure>\n<details{' class=brief' if is_brief else ''}><summary>{name}的数据</summary>\n"
        f"{_table(f'{name}的数据', figure.table)}\n</details>"
    )


def _table(name: str, table: Table, *, may_turn: bool = False) -> str:
    heads = "".join(
        f'<th scope="col"{" class=number" if column.is_number else ""}>{_text(column.head)}</th>'
        for column in table.columns
    )
    rows = "\n".join(
        _row(row, table.columns, is_total=number in table.total_rows) for number, row in enumerate(table.rows)
    )
    title = _sentence(table.title)
    look = "many" if len(table.columns) > _MANY else "wordy" if _is_wordy(table) else "plain"
    kinds = " short" if len(table.rows) <= _SHORT else ""
    kinds += " turned" if may_turn and len(table.columns) > _TURNED else ""
    notes = "\n".join(_notes(table.notes))
    return (
        f'<div class="sideways{kinds}" role="region" tabindex="0" aria-label="{name} {_text(table.title.text)}">\n'
        f'<table class="{look}">\n<caption>{name}　{title}</caption>\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n{notes}</div>"
    )


def _is_wordy(table: Table) -> bool:
    """Whether names are long enough to need all the room that the numbers leave."""
    words = [number for number, column in enumerate(table.columns) if not column.is_number]
    return any(len(_plain(row[number])) > _LONG for row in table.rows for number in words)


def _row(row: Sequence[Cell], columns: Sequence[Column], *, is_total: bool) -> str:
    cells = []
    for number, (cell, column) in enumerate(zip(row, columns, strict=True)):
        if number == 0 and not column.is_number:
            cells.append(f'<th scope="row" class="{_words(cell)}">{_part(cell)}</th>')
        else:
            kind = "number" if column.is_number else _words(cell)
            cells.append(f'<td class="{kind}">{_part(cell)}</td>')
    return f"<tr{' class=total' if is_total else ''}>{''.join(cells)}</tr>"


def _words(cell: Cell) -> str:
    return "whole" if len(_plain(cell)) <= _WHOLE else "words"


def _notes(notes: Sequence[str]) -> Iterator[str]:
    return (f'<p class="note">注：{_text(note)}</p>' for note in notes)


def _lines(lines: Sequence[tuple[str, str]], kind: str = "") -> str:
    stated_lines = "\n".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in lines)
    return f'<dl class="{kind}">\n{stated_lines}\n</dl>' if kind else f"<dl>\n{stated_lines}\n</dl>"


def _heading(text: str) -> str:
    return f"<h2>{_text(text)}</h2>"


def _sentence(sentence: Sentence) -> str:
    return "".join(_part(part) for part in sentence.parts)


def _part(part: Part | Cell) -> str:
    """Words as they are; a number also says its value to machines."""
    if isinstance(part, Bound):
        text = _text(part.text)
        return text if part.value is None else f'<data value="{part.value:.15g}">{text}</data>'
    return _text(_plain(part))


def _plain(part: Part | Cell) -> str:
    return part if isinstance(part, str) else part.text


def _text(text: str) -> str:
    return escape(one_line(text))


def _check(drawing: str, key: str) -> None:
    """Only shapes and text, and nothing from outside: what is in the drawing becomes part of the document."""
    for element in ElementTree.fromstring(drawing).iter():  # noqa: S314 — written by our own browser
        tag = element.tag.removeprefix(_SVG)
        if tag not in _DRAWING:
            raise ValueError(f"{key}: the drawing holds <{tag}>")
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            refers = local == "href" and not value.startswith(("#", "data:image/png;base64,"))
            fetches = "url(" in value and not all(
                part.startswith(("#", "'#", '"#')) for part in value.split("url(")[1:]
            )
            if local.startswith("on") or refers or fetches:
                raise ValueError(f"{key}: the drawing refers to {name}={value[:80]}")


def _style(briefing: Briefing) -> str:
    colours = {
        "ground": theme.SHADE,
        "ink": theme.INK,
        "grey": theme.GREY,
        "blue": theme.BLUE,
        "shade": theme.SHADE,
        "line": theme.GRID,
        "alert": theme.BAD,
        "font": theme.FONT_FAMILY,
    }
    root = " ".join(f"--{name}: {value};" for name, value in colours.items())
    return f":root {{ {root} }}\n{_STYLE.read_text(encoding='utf-8')}\n{_paper(briefing)}"


def _paper(briefing: Briefing) -> str:
    """Size and margins of the printed pages, and what stands in the margins of each."""
    look = f"font: 8pt {theme.FONT_FAMILY}; color: {theme.GREY};"
    worth = "　".join(filter(None, (stated(briefing, "数据截至"), marks(briefing))))
    boxes = {
        "@top-left": css_string(one_line(f"{briefing.title} {issue(briefing)}")),
        "@top-right": css_string(one_line(worth)),
        "@bottom-center": '"第 " counter(page) " 页，共 " counter(pages) " 页"',
    }
    rules = " ".join(f"{box} {{ content: {content}; {look} }}" for box, content in boxes.items())
    return (
        f"@page {{ size: A4 portrait; margin: 22mm 20mm 20mm; {rules} }}\n"
        "@page :first { @top-left { content: none } }\n"
        "@page turned { size: A4 landscape; margin: 20mm 16mm 18mm; }\n"
    )
