"""Write a page as .xlsx, .xls, .et, .ods, .csv or .docx."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
import xlwt
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from data.samples.opendocument import write_ods
from data.samples.sheet import Formula, Page, Value

SHEET_OF_CHOICES = "选项"
DATED = "yyyy/m/d"

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "size": 18, "align": "center", "font": "方正小标宋简体"},
    "mark": {"size": 10, "align": "left"},
    "left": {"size": 11, "align": "left"},
    "right": {"size": 11, "align": "right"},
    "header": {"bold": True, "size": 11, "align": "center", "border": True},
    "plan": {"bold": True, "size": 12, "align": "center", "border": True, "font": "黑体"},
    "cell": {"size": 11, "align": "center", "border": True},
    "text": {"size": 11, "align": "left", "border": True},
    "total": {"bold": True, "size": 11, "align": "center", "border": True},
    "note": {"size": 9, "align": "left"},
}


def shown(value: Value) -> str:
    """The text a reader sees in the cell."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return "" if value.value is None else str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _xlsx(page: Page, path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet(page.name)
    looks = {name: book.add_format(_xlsx_look(style, page.body_font)) for name, style in STYLES.items()}
    for row, column, last_row, last_column in page.merges:
        _, style = page.cells[row, column]
        sheet.merge_range(row, column, last_row, last_column, "", looks[style])
    for (row, column), (value, style) in page.cells.items():
        if isinstance(value, Formula):
            sheet.write_formula(row, column, value.text, looks[style], "" if value.value is None else value.value)
        elif value is None:
            sheet.write_blank(row, column, None, looks[style])
        elif isinstance(value, int):
            sheet.write_number(row, column, value, looks[style])
        elif isinstance(value, date):
            if DATED not in looks:
                looks[DATED] = book.add_format({**_xlsx_look(STYLES["cell"], page.body_font), "num_format": DATED})
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), looks[DATED])  # noqa: DTZ001
        else:
            sheet.write_string(row, column, value, looks[style])
    for column, width in enumerate(page.column_widths):
        sheet.set_column(column, column, width)
    for row, height in page.row_heights.items():
        sheet.set_row(row, height)
    if page.choices:
        helper = book.add_worksheet(SHEET_OF_CHOICES)
        helper.write_column(0, 0, page.choices)
        helper.hide()
        source = f"={SHEET_OF_CHOICES}!$A$1:$A${len(page.choices)}"
        first, last, column = page.first_row, page.table_end - 1, page.choices_column
        sheet.data_validation(first, column, last, column, {"validate": "list", "source": source})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_default_row(17)
    if page.first_row > page.header_row:
        sheet.repeat_rows(page.header_row, page.first_row - 1)
    book.close()


def _xlsx_look(style: dict[str, Any], body_font: str) -> dict[str, Any]:
    look = {
        "font_name": style.get("font", body_font),
        "font_size": style["size"],
        "bold": style.get("bold", False),
        "align": style["align"],
        "valign": "vcenter",
        "text_wrap": True,
    }
    if style.get("border"):
        look["border"] = 1
    return look


def _xls(page: Page, path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(page.name)
    looks = {name: _xls_look(style, page.body_font) for name, style in STYLES.items()}
    dated = _xls_look(STYLES["cell"], page.body_font)
    dated.num_format_str = DATED
    merged = {(row, column): (last_row, last_column) for row, column, last_row, last_column in page.merges}
    for (row, column), (value, style) in page.cells.items():
        content = xlwt.Formula(value.text.removeprefix("=")) if isinstance(value, Formula) else value
        if (row, column) in merged:
            last_row, last_column = merged[row, column]
            sheet.write_merge(row, last_row, column, last_column, content, looks[style])
        else:
            sheet.write(row, column, content, dated if isinstance(content, date) else looks[style])
    for column, width in enumerate(page.column_widths):
        sheet.col(column).width = int(width * 256)
    for row, height in page.row_heights.items():
        sheet.row(row).height_mismatch = True
        sheet.row(row).height = int(height * 20)
    sheet.portrait = False
    sheet.fit_num_pages = True
    sheet.fit_width_to_pages, sheet.fit_height_to_pages = 1, 0
    sheet.header_str = sheet.footer_str = b""
    book.save(str(path))


def _xls_look(style: dict[str, Any], body_font: str) -> Any:
    border = "borders: left thin, right thin, top thin, bottom thin; " if style.get("border") else ""
    bold = "on" if style.get("bold") else "off"
    return xlwt.easyxf(
        f"font: name {style.get('font', body_font)}, height {style['size'] * 20}, bold {bold}; {border}"
        f"align: horiz {style['align']}, vert center, wrap on"
    )


def _csv(encoding: str) -> Callable[[Page, Path], None]:
    def write(page: Page, path: Path) -> None:
        out = io.StringIO()
        writer = csv.writer(out)
        for row in range(page.height):
            writer.writerow([shown(page.cells.get((row, column), (None, ""))[0]) for column in range(page.width)])
        path.write_bytes(out.getvalue().encode(encoding))

    return write


def _docx(page: Page, path: Path) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.5)
    for row in range(page.header_row):
        words = [shown(page.cells[row, column][0]) for column in range(page.width) if (row, column) in page.cells]
        paragraph = document.add_paragraph("　　".join(word for word in words if word))
        if row == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    top, rows = page.header_row, page.table_end - page.header_row
    table = document.add_table(rows=rows, cols=page.width)
    table.style = "Table Grid"
    share = 26.7 / sum(page.column_widths)
    for column, width in zip(table.columns, page.column_widths, strict=True):
        column.width = Cm(width * share)
    grid = [row.cells for row in table.rows]
    for row, column, last_row, last_column in page.merges:
        if top <= row < page.table_end:
            grid[row - top][column].merge(grid[last_row - top][last_column])
    for (row, column), (value, _) in page.cells.items():
        if top <= row < page.table_end and shown(value):
            grid[row - top][column].text = shown(value)
    for row in range(page.table_end, page.height):
        if (row, 0) in page.cells:
            document.add_paragraph(shown(page.cells[row, 0][0]))
    document.save(str(path))


WRITERS: dict[str, Callable[[Page, Path], None]] = {
    "xlsx": _xlsx,
    "xls": _xls,
    "et": _xls,
    "ods": write_ods,
    "csv-gb18030": _csv("gb18030"),
    "csv-utf8": _csv("utf-8-sig"),
    "docx": _docx,
}


def write(page: Page, path: Path, file_format: str) -> None:
    """Write `page` to `path` in one of the formats of `WRITERS`; the folder is made when missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[file_format](page, path)
