"""Files of every kind, made for the tests of etl.sources; most of them cannot be made by a well-behaved program."""

import io
import struct
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import xlsxwriter
import xlwt

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(
    members: dict[str, str | bytes] | list[tuple[str, str | bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, content)
    return buffer.getvalue()


def relationships(links: dict[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def xlsx_members(sheet_data: str, shared_strings: str | None = None, after: str = "") -> dict[str, str | bytes]:
    """The parts of an .xlsx file with one sheet "表" that holds ``sheet_data`` as it stands."""
    links = {"rId1": ("worksheet", "worksheets/sheet1.xml")}
    members: dict[str, str | bytes] = {
        "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{_MAIN}">'
            f"<sheetData>{sheet_data}</sheetData>{after}</worksheet>"
        ),
    }
    if shared_strings is not None:
        links["rId2"] = ("sharedStrings", "sharedStrings.xml")
        members["xl/sharedStrings.xml"] = shared_strings
    return members | {"xl/_rels/workbook.xml.rels": relationships(links)}


def xlsx(sheet_data: str, shared_strings: str | None = None, after: str = "") -> bytes:
    return zipped(xlsx_members(sheet_data, shared_strings, after))


def xlsxwriter_file(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    fill(workbook)
    workbook.close()
    return buffer.getvalue()


def openpyxl_file(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    buffer = io.BytesIO()
    workbook = openpyxl.Workbook()
    fill(workbook)
    workbook.save(buffer)
    return buffer.getvalue()


def xls_file(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    buffer = io.BytesIO()
    workbook = xlwt.Workbook()
    fill(workbook)
    workbook.save(buffer)
    return buffer.getvalue()


def docx_file(fill: Callable[[docx.document.Document], None]) -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    fill(document)
    document.save(buffer)
    return buffer.getvalue()


def docx_of(body: str) -> bytes:
    """A .docx file whose body is the given WordprocessingML."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return zipped(
        {
            "_rels/.rels": relationships({"rId1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": (
                f'<w:document xmlns:w="{word}" '
                'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f"<w:body>{body}</w:body></w:document>"
            ),
        }
    )


def ods(tables: str, styles: str = "", manifest: str = "<manifest/>") -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": (
                f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{names}:office:1.0" '
                f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0" xmlns:style="{names}:style:1.0" '
                'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
                f"<office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
                "</office:document-content>"
            ),
        }
    )


def ods_text(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def ods_number(value: float, more: str = "") -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}" {more}/>'


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with sectors of 512 bytes; each stream is padded to 4,096 bytes so that it gets sectors.

    Sector 0 is the allocation table, sector 1 and following the directory, then the streams.
    """
    directory_sectors = (len(streams) + 1 + 3) // 4
    table = [0xFFFFFFFD, *_chain(1, directory_sectors)]
    entries = [_ole_entry("Root Entry", 5, 0xFFFFFFFF, 1, 0xFFFFFFFE, 0)]
    body = b""
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        padded += bytes(-len(padded) % 512)
        following = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_ole_entry(name, 2, following, 0xFFFFFFFF, len(table), len(padded)))
        table += _chain(len(table), len(padded) // 512)
        body += padded
    assert len(table) <= 128, "one sector of the table must do"
    table += [0xFFFFFFFF] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    # Tables: 1 sector; directory from sector 1; no mini stream, no further list of table sectors; the one is sector 0.
    header = header.ljust(44, b"\0") + struct.pack("<II4xI", 1, 1, 4096)
    header += struct.pack("<IIII", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    return header + struct.pack("<128I", *table) + directory + body


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), 0xFFFFFFFE]


def _ole_entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, 0xFFFFFFFF, right, child)
    return entry.ljust(116, b"\0") + struct.pack("<IQ", start, size)


def biff_record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
