"""The sheet 校验反馈 that is put in front: head, legend, and one line a finding with a link to its cell.

All text is written as text (inline strings): what a district wrote into a cell cannot become a formula here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from data.warehouse.levels import Level
from etl.feedback.letter import Letter, moment
from etl.feedback.splice import plain_text, xml_text
from etl.feedback.stylesheet import StyleSheet, solid
from etl.sources.grid import cell_name
from etl.validate.returned import FEEDBACK_SHEET

_HEADINGS: Final = ("序号", "级别", "工作表", "单元格", "原文", "问题", "处理办法")
_WIDTHS: Final = (10, 8, 18, 13, 30, 58, 46)
_MOST_LINKS: Final = 60_000
_LONGEST_QUOTE: Final = 300
_LEVEL_WORDS: Final = {
    Level.BLOCK: "不改好不能入库",
    Level.EXPLAIN: "请核对，有误的更正，无误的说明原因",
    Level.NOTICE: "不影响入库，请今后注意",
}
_HEAD_COLOUR: Final = "FF12436D"


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in the list about one finding besides the finding itself.

    ``sheet`` and ``cell``: where to link to, the sheet as it is called in the copy, "" for no link. ``text``: what the
    cell says.
    """

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class _Styles:
    title: int
    label: int
    value: int
    outcome: int
    heading: int
    text: int
    number: int
    link: int
    level: Mapping[Level, int]


def front_sheet(letter: Letter, lines: list[Line], styles: StyleSheet, remark: str, namespace: str) -> bytes:
    """The worksheet part. ``lines``: one for each of ``letter.ordered()``. ``remark``: how the copy was made, or "".

    ``namespace``: of worksheets in the dialect of the workbook.
    """
    style = _styles(styles)
    rows, links = _head(letter, remark, style), []
    rows.append([(heading, style.heading) for heading in _HEADINGS])
    for number, (finding, line) in enumerate(zip(letter.ordered(), lines, strict=True), start=1):
        more = len(set(finding.further_cells) - {finding.cell})
        shown = f"{finding.cell} 等 {more + 1} 处" if more else finding.cell or ("整张表" if finding.sheet else "—")
        is_linked = bool(line.sheet) and number <= _MOST_LINKS
        rows.append(
            [
                (number, style.number),
                (str(finding.level), style.level[finding.level]),
                (finding.sheet or "整份文件", style.text),
                (shown, style.link if is_linked else style.text),
                (_shortened(line.text), style.text),
                (finding.message, style.text),
                (finding.advice, style.text),
            ]
        )
        if is_linked:
            links.append((cell_name(len(rows) - 1, 3), line.sheet, line.cell))
    return _sheet_xml(rows, links, namespace)


def _head(letter: Letter, remark: str, style: _Styles) -> list[list[tuple[str | int, int]]]:
    counts = "，".join(f"{level} {count} 处" for level, count in letter.counts().items())
    facts = [
        ("报表", letter.form),
        ("报送地区", letter.place),
        ("报告期", letter.period),
        ("文件名", letter.file_name),
        ("收到时间", moment(letter.received_at)),
        ("处理结果", letter.outcome()),
        ("发现问题", counts),
        ("时限", letter.deadline()),
    ]
    if remark:
        facts.append(("说明", remark))
    rows: list[list[tuple[str | int, int]]] = [[(FEEDBACK_SHEET, style.title)]]
    for label, words in facts:
        rows.append([(label, style.label), (words, style.outcome if label == "处理结果" else style.value)])
    for level, words in _LEVEL_WORDS.items():
        label = "颜色" if level is Level.BLOCK else ""
        rows.append([(label, style.label), (str(level), style.level[level]), (words, style.value)])
    rows += [[("", style.value), ("单元格上的批注写明问题和处理办法；点击“单元格”一栏可跳到该处。", style.value)], []]
    return rows


def _shortened(text: str) -> str:
    clean = plain_text(text)
    return clean if len(clean) <= _LONGEST_QUOTE else clean[:_LONGEST_QUOTE] + "…"


def _styles(sheet: StyleSheet) -> _Styles:
    def font(size: int, colour: str, kind: str = "") -> int:
        entry = f'{kind}<{{0}}sz val="{size}"/><{{0}}color rgb="{colour}"/><{{0}}name val="宋体"/>'
        return sheet.add("fonts", f"<{{0}}font>{entry}</{{0}}font>")

    strong = "<{0}b/>"
    plain, bold = font(10, "FF1F2933"), font(10, "FF1F2933", strong)
    sides = "".join(
        f'<{{0}}{side} style="thin"><{{0}}color rgb="FFBFC7D1"/></{{0}}{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    box = sheet.add("borders", f"<{{0}}border>{sides}<{{0}}diagonal/></{{0}}border>")
    no_box = sheet.add("borders", "<{0}border/>")
    no_fill, dark = 0, sheet.add("fills", solid(_HEAD_COLOUR))

    def style(font_number: int, fill: int, border: int, alignment: str = "") -> int:
        return sheet.add(
            "cellXfs",
            f'<{{0}}xf numFmtId="0" fontId="{font_number}" fillId="{fill}" borderId="{border}" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1"><{{0}}alignment vertical="top"{alignment}/></{{0}}xf>',
        )

    wrapped, centred = ' wrapText="1"', ' horizontal="center"'
    return _Styles(
        title=style(font(16, _HEAD_COLOUR, strong), no_fill, no_box),
        label=style(bold, no_fill, no_box),
        value=style(plain, no_fill, no_box),
        outcome=style(font(11, "FFB3261E", strong), no_fill, no_box),
        heading=style(font(10, "FFFFFFFF", strong), dark, box, centred),
        text=style(plain, no_fill, box, wrapped),
        number=style(plain, no_fill, box, centred),
        link=style(font(10, "FF0B57D0", "<{0}u/>"), no_fill, box, wrapped),
        level={level: style(bold, sheet.fill(level), box, centred) for level in Level},
    )


def _sheet_xml(rows: list[list[tuple[str | int, int]]], links: list[tuple[str, str, str]], namespace: str) -> bytes:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, start=1)
    )
    body = "".join(_row_xml(number, row) for number, row in enumerate(rows))
    linked = "".join(_link_xml(*link) for link in links)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFB3261E"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{body}</sheetData>'
        + (f"<hyperlinks>{linked}</hyperlinks>" if linked else "")
        + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _row_xml(number: int, cells: list[tuple[str | int, int]]) -> str:
    written = "".join(_cell_xml(cell_name(number, at), content, style) for at, (content, style) in enumerate(cells))
    height = "" if number else ' ht="26" customHeight="1"'
    return f'<row r="{number + 1}"{height}>{written}</row>'


def _cell_xml(reference: str, content: str | int, style: int) -> str:
    if isinstance(content, int):
        return f'<c r="{reference}" s="{style}"><v>{content}</v></c>'
    if not content:
        return f'<c r="{reference}" s="{style}"/>'
    text = f'<t xml:space="preserve">{xml_text(content)}</t>'
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is>{text}</is></c>'


def _link_xml(reference: str, sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    location = xml_text(f"'{quoted}'!{cell}")
    return f'<hyperlink ref="{reference}" location="{location}" display="{xml_text(cell)}"/>'
