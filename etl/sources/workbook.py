"""Open any report file: ``read_workbook(data)``.

The kind is found by looking at the bytes, never from a file name: names are the sender's, and often wrong.
"""

from __future__ import annotations

from typing import Final

from etl.sources.compound import OLE_MAGIC, CompoundFile
from etl.sources.grid import (
    DEFAULT_LIMITS,
    ERROR_VALUE,
    FORMULA_WITHOUT_VALUE,
    CellValue,
    Kind,
    Limits,
    MergedRange,
    Sheet,
    Workbook,
    cell_name,
    check_size,
)
from etl.sources.guard import ZIP_MAGIC, Package
from etl.sources.spreadsheet import read_spreadsheet, relations
from etl.sources.unreadable import UnreadableFile, unreadable

__all__ = [
    "DEFAULT_LIMITS",
    "ERROR_VALUE",
    "FORMULA_WITHOUT_VALUE",
    "CellValue",
    "Kind",
    "Limits",
    "MergedRange",
    "Sheet",
    "UnreadableFile",
    "Workbook",
    "cell_name",
    "read_workbook",
]

_OTHER_KINDS: Final = (
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x09\x00", "Excel 4.0 以前的工作簿"),
    (b"\x09\x02", "Excel 4.0 以前的工作簿"),
    (b"\x09\x04", "Excel 4.0 以前的工作簿"),
)
_OLE_KINDS: Final = (("worddocument", "旧版 Word 文档（.doc、.wps）"), ("powerpoint document", "旧版演示文稿"))
_WEB_PAGE_SIGNS: Final = (b"<html", b"<table", b"<!doctype html", b"<meta ", b"mime-version:", b"<body", b"<style")
_OPENDOCUMENT_SHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"


def read_workbook(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """The grids of cells in a report file.

    Reads .xlsx, .xlsm, .xls, .et, .ods, .csv, .txt and .docx. Hidden sheets are returned too, marked as such.
    Everything wrong with the file itself is UnreadableFile, with one of the codes in etl.sources.unreadable.
    A file made to exhaust memory in ways not foreseen here still ends the process: use a WorkerPool.
    """
    if not data:
        raise unreadable("empty-file")
    check_size(len(data), limits)
    if data.startswith(ZIP_MAGIC):
        workbook = _read_package(Package(data, limits), limits)
    elif data.startswith(OLE_MAGIC):
        workbook = _read_compound(CompoundFile(data), limits)
    else:
        from etl.sources.delimited import read_delimited  # here, as the readers below: most files are .xlsx

        _refuse_other_kinds(data)
        workbook = read_delimited(data, limits)
    if not any(sheet.rows for sheet in workbook.sheets):
        raise unreadable("no-cells")
    return workbook


def _read_package(package: Package, limits: Limits) -> Workbook:
    main = "xl/workbook.xml"
    if main not in package:
        if "mimetype" in package and "content.xml" in package:
            return _read_opendocument_package(package, limits)
        links = relations(package, "", limits).values()
        main = next((link.part for link in links if link.kind == "officeDocument"), "")
    if main.startswith("word/") and main.endswith(".xml"):
        from etl.sources.word import read_word

        return read_word(package, main, limits)
    if main.startswith("xl/") and main.endswith(".xml"):
        return read_spreadsheet(package, main, limits)
    raise unreadable("unknown-kind", what="二进制工作簿（.xlsb）" if main.endswith(".bin") else "压缩包或其他文档")


def _read_opendocument_package(package: Package, limits: Limits) -> Workbook:
    if package.read("mimetype").strip() != _OPENDOCUMENT_SHEET:
        raise unreadable("unknown-kind", what="不是电子表格的 OpenDocument 文件")
    from etl.sources.opendocument import read_opendocument

    return read_opendocument(package, limits)


def _read_compound(container: CompoundFile, limits: Limits) -> Workbook:
    names = container.names
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise unreadable("encrypted-workbook")
    for name, what in _OLE_KINDS:
        if name in names:
            raise unreadable("unknown-kind", what=what)
    if "workbook" not in names and "book" not in names:
        raise unreadable("unknown-kind", what="旧版 Office 文件，里面没有工作簿")
    from etl.sources.legacy import read_legacy

    return read_legacy(container, limits)


def _refuse_other_kinds(data: bytes) -> None:
    """Files that are text, or would pass for text, but are no table."""
    for magic, what in _OTHER_KINDS:
        if data.startswith(magic):
            raise unreadable("unknown-kind", what=what)
    # Web pages come in UTF-16 too; without the zero bytes their tags read the same.
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and head.startswith(b"<?xml"):
        raise unreadable("xml-as-xls")
    if head.startswith((b"<", b"mime-version:")):
        if any(sign in head for sign in _WEB_PAGE_SIGNS):
            raise unreadable("html-as-xls")
        raise unreadable("unknown-kind", what="XML 文件")
