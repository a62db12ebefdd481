"""Write a page as an OpenDocument spreadsheet (.ods), the same bytes for the same page."""

import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from data.samples.sheet import Formula, Page, Value

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(page: Page, path: Path) -> None:
    """Write `page` to `path` without looks: values, dates and merges."""
    spans = {(row, column): (last_row, last) for row, column, last_row, last in page.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in page.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    rows = []
    for row in range(page.height):
        cells = []
        for column in range(page.width):
            if (row, column) in covered:
                cells.append("<table:covered-table-cell/>")
                continue
            span = spans.get((row, column))
            more = ""
            if span is not None:
                more = (
                    f' table:number-rows-spanned="{span[0] - row + 1}"'
                    f' table:number-columns-spanned="{span[1] - column + 1}"'
                )
            cells.append(_cell(page.cells.get((row, column), (None, ""))[0], more))
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_NAMES}:office:1.0" '
        f'xmlns:table="{_NAMES}:table:1.0" xmlns:text="{_NAMES}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet><table:table table:name={quoteattr(page.name)}>{''.join(rows)}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (("mimetype", _TYPE), ("META-INF/manifest.xml", _MANIFEST), ("content.xml", content)):
            member = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(member, text)


def _cell(value: Value, more: str) -> str:
    if isinstance(value, Formula):
        value = value.value
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, date):
        words = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        return f"<table:table-cell {words}{more}><text:p>{value:%Y/%m/%d}</text:p></table:table-cell>"
    if isinstance(value, int):
        words = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {words}{more}><text:p>{value}</text:p></table:table-cell>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string"{more}>{lines}</table:table-cell>'
