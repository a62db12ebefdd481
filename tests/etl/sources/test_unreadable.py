"""Every reason to refuse a file, each with a file made for it; none may reach a reader that trusts it."""

import pickle
import random
import re
import struct
import zipfile
from collections.abc import Callable

import pytest

from etl.sources.compound import CompoundFile
from etl.sources.grid import Limits
from etl.sources.unreadable import MESSAGES, UnreadableFile
from etl.sources.workbook import read_workbook
from tests.etl.sources.sources_files import (
    biff_record,
    docx_of,
    ods,
    ods_number,
    ods_text,
    ole,
    openpyxl_file,
    xls_file,
    xlsx,
    xlsx_members,
    zipped,
)

ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
STRAY = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def changed(sheet_xml: Callable[[str], str], **more: str) -> bytes:
    members = xlsx_members(ONE_CELL)
    members["xl/worksheets/sheet1.xml"] = sheet_xml(str(members["xl/worksheets/sheet1.xml"]))
    return zipped(members | dict(more))


def encrypted_zip() -> bytes:
    data = bytearray(xlsx(ONE_CELL))
    position = data.index(b"PK\x01\x02")
    data[position + 8] |= 1
    return bytes(data)


def duplicated() -> bytes:
    members = list(xlsx_members(ONE_CELL).items())
    return zipped([*members, ("XL/worksheets/Sheet1.xml", "<worksheet/>")])


def lying_about_size() -> bytes:
    """The directory says 100 bytes, the member inflates to a megabyte."""
    members = xlsx_members(ONE_CELL)
    members["xl/worksheets/sheet1.xml"] = str(members["xl/worksheets/sheet1.xml"]).ljust(1_000_000)
    data = bytearray(zipped(members))
    size = struct.pack("<I", 1_000_000)
    while (position := data.find(size)) >= 0:
        data[position : position + 4] = struct.pack("<I", 100)
    return bytes(data)


def overlapping() -> bytes:
    """Many directory entries that lead to the same bytes."""
    data = zipped(xlsx_members(ONE_CELL) | {"000": random.Random(1).randbytes(3000)}, zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    last = data.rindex(b"PK\x01\x02")
    again = b"".join(data[last:end].replace(b"000", f"{number:03d}".encode()) for number in range(1, 100))
    count = struct.unpack_from("<H", data, end + 10)[0] + 99
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, end - start + len(again), start, 0)
    return data[:end] + again + tail


def looping(offset_of_field: int) -> bytes:
    """A compound file in which the entry of the allocation table for a sector points back to that sector."""
    data = bytearray(ole({"Workbook": bytes(4096)}))
    struct.pack_into("<I", data, 512 + 4 * offset_of_field, offset_of_field)
    return bytes(data)


def looping_table_list() -> bytes:
    """The list of table sectors is a sector whose last number leads to itself."""
    data = bytearray(ole({"Workbook": bytes(4096)}))
    struct.pack_into("<II", data, 68, 3, 1)
    struct.pack_into("<I", data, 512 * 4 + 508, 3)
    struct.pack_into("<127I", data, 512 * 4, *[0xFFFFFFFF] * 127)
    return bytes(data)


def xls_with(record: bytes) -> bytes:
    begin = biff_record(0x0809, b"\x00\x06\x05\x00" + bytes(12))
    return ole({"Workbook": begin + record + biff_record(0x000A)})


def xls_of_sheet(records: bytes) -> bytes:
    """An .xls with one sheet "S" that holds these records."""

    def head(offset: int) -> bytes:
        bound = biff_record(0x0085, struct.pack("<IBB", offset, 0, 0) + b"\x01\x00S")
        return biff_record(0x0809, b"\x00\x06\x05\x00" + bytes(12)) + bound + biff_record(0x000A)

    begin = biff_record(0x0809, b"\x00\x06\x10\x00" + bytes(12))
    return ole({"Workbook": head(len(head(0))) + begin + records + biff_record(0x000A)})


def xls_with_stray_cell() -> bytes:
    def fill(workbook: object) -> None:
        sheet = workbook.add_sheet("表")  # type: ignore[attr-defined]
        sheet.write(0, 0, 1)
        sheet.write(65_535, 255, 1)

    return xls_file(fill)


# fmt: off
FILES: list[tuple[str, str, bytes]] = [
    ("empty", "empty-file", b""),
    ("a pdf", "unknown-kind", b"%PDF-1.7 ..."),
    ("a picture", "unknown-kind", b"\x89PNG\r\n\x1a\n" + bytes(50)),
    ("an archive of other things", "unknown-kind", zipped({"日报.xlsx": b"x"})),
    ("a binary workbook", "unknown-kind", zipped({
        "_rels/.rels": '<R xmlns="x"><Relationship Id="1" Type="t/officeDocument" Target="xl/workbook.bin"/></R>',
        "xl/workbook.bin": b"\0",
    })),
    ("an OpenDocument text", "unknown-kind", zipped({
        "mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>",
    })),
    ("an old Word file", "unknown-kind", ole({"WordDocument": b"x"})),
    ("a compound file without a workbook", "unknown-kind", ole({"Something": b"x"})),
    ("other XML", "unknown-kind", b'<?xml version="1.0"?><orders/>'),
    ("a web page", "html-as-xls", b"\r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table></table></html>"),
    ("a web page in UTF-16", "html-as-xls", "<table><tr><td>1</td></tr></table>".encode("utf-16")),
    ("a saved web archive", "html-as-xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related"),
    ("an XML spreadsheet", "xml-as-xls",
     b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    ("a password on the zip", "encrypted-workbook", encrypted_zip()),
    ("a password on the workbook", "encrypted-workbook", ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})),
    ("a password on an old workbook", "encrypted-workbook", xls_with(biff_record(0x2F, bytes(54)))),
    ("a password on an OpenDocument file", "encrypted-workbook",
     ods("", manifest="<m><manifest:encryption-data xmlns:manifest='m'/></m>")),
    ("a cut .xlsx", "truncated-file", xlsx(ONE_CELL)[:-200]),
    ("the first bytes of an .xlsx", "truncated-file", xlsx(ONE_CELL)[:40]),
    ("a cut .xls", "truncated-file", ole({"Workbook": bytes(4096)})[:-1500]),
    ("the first bytes of an .xls", "truncated-file", ole({"Workbook": bytes(4096)})[:100]),
    ("an .xls whose records stop", "truncated-file", ole({"Workbook": biff_record(0x0809, bytes(16))[:4096]})),
    ("a zip bomb", "inflates-too-much", changed(lambda xml: xml, bomb=" " * 300_000_000)),
    ("a zip bomb that lies", "inflates-too-much", lying_about_size()),
    ("members that share their bytes", "inflates-too-much", overlapping()),
    ("a Word bomb", "inflates-too-much", docx_of("<w:p/>" + " " * 40_000_000)),
    ("a document type in a sheet", "dtd-in-xml",
     changed(lambda xml: xml.replace("<worksheet", DOCTYPE + "<worksheet"))),
    ("a document type in the texts", "dtd-in-xml", xlsx(ONE_CELL, DOCTYPE + "<sst/>")),
    ("a document type in a Word file", "dtd-in-xml", zipped({
        "_rels/.rels": '<R xmlns="x"><Relationship Id="1" Type="t/officeDocument" Target="word/document.xml"/></R>',
        "word/document.xml": DOCTYPE + "<x>&b;</x>",
    })),
    ("a document type in an .ods", "dtd-in-xml",
     zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": DOCTYPE + "<x>&b;</x>"})),
    ("duplicate members", "duplicate-members", duplicated()),
    ("a loop in the stream", "sector-loop", looping(4)),
    ("a loop in the directory", "sector-loop", looping(1)),
    ("a loop in the list of table sectors", "sector-loop", looping_table_list()),
    ("XML that ends early", "unreadable-file", changed(lambda xml: xml[:-30])),
    ("XML in UTF-16", "unreadable-file", zipped(
        xlsx_members(ONE_CELL) | {"xl/worksheets/sheet1.xml": "<worksheet/>".encode("utf-16")})),
    ("XML in another declared encoding", "unreadable-file", changed(lambda xml: xml.replace("UTF-8", "GBK"))),
    ("text in CDATA", "unreadable-file",
     xlsx('<row r="1"><c r="A1" t="str"><v><![CDATA[12]]></v></c></row>')),
    ("a missing sheet", "unreadable-file", zipped(
        {name: part for name, part in xlsx_members(ONE_CELL).items() if "sheet1" not in name})),
    ("a text that is not in the table", "unreadable-file",
     xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "<sst><si><t>a</t></si></sst>")),
    ("a method of compression nobody uses", "unreadable-file", zipped(xlsx_members(ONE_CELL), zipfile.ZIP_LZMA)),
    ("an .xls with other content", "unreadable-file", ole({"Workbook": b"nonsense"})),
    ("an .xls that claims four billion texts", "unreadable-file", xls_with(biff_record(0xFC, b"\xff" * 8))),
    ("an .xls that claims a range of four billion rows", "unreadable-file",
     xls_of_sheet(biff_record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 1, 0)))),
    ("an .xls that claims a range turned round", "unreadable-file",
     xls_of_sheet(biff_record(0x0200, struct.pack("<IIHHH", 0x76000000, 1, 0, 1, 0)))),
    ("a quotation mark that is never closed", "unreadable-file", '名称,人数\n"甲公司,3\n乙公司,5\n'.encode()),
    ("an .ods with a nonsense number", "unreadable-file",
     ods('<table:table><table:table-row><table:table-cell office:value-type="float" office:value="x"/>'
         "</table:table-row></table:table>")),
    ("bytes", "text-encoding-unknown", bytes(range(256)) * 4),
    ("text with zero bytes", "text-encoding-unknown", "企业".encode("utf-16-le") * 10),
    ("an empty workbook", "no-cells", openpyxl_file(lambda workbook: workbook.create_sheet("空"))),
    ("an empty old workbook", "no-cells", xls_file(lambda workbook: workbook.add_sheet("表"))),
    ("empty text", "no-cells", b"\r\n,,\r\n"),
    ("a Word file without text", "no-cells", docx_of("<w:p/>")),
    ("a stray cell", "too-many-cells", xlsx(STRAY)),
    ("a stray cell in unusual XML", "too-many-cells", xlsx(STRAY.replace('"', "'"))),
    ("a stray error cell", "too-many-cells", xlsx(STRAY.replace('"><v>1</v></c></row>', '" t="e"/></row>'))),
    ("a stray cell by row number alone", "too-many-cells",
     xlsx('<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>')),
    ("a stray cell in an .xls", "too-many-cells", xls_with_stray_cell()),
    ("an .ods that repeats", "too-many-cells",
     ods('<table:table><table:table-row table:number-rows-repeated="1048576">'
         + ods_number(1, 'table:number-columns-repeated="1024"') + "</table:table-row></table:table>")),
    ("an .ods with a stray cell", "too-many-cells",
     ods('<table:table><table:table-row><table:table-cell table:number-columns-repeated="16000"/>' + ods_text("a")
         + '</table:table-row><table:table-row table:number-rows-repeated="1000000"><table:table-cell/>'
         "</table:table-row><table:table-row>" + ods_text("b") + "</table:table-row></table:table>")),
]
# fmt: on


@pytest.mark.parametrize(("code", "data"), [pytest.param(code, data, id=name) for name, code, data in FILES])
def test_refused_with_its_reason(code: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(data)
    assert caught.value.code == code, caught.value
    # The message is whole: all facts filled in, ending with what to do.
    assert "{" not in caught.value.message
    assert caught.value.message.endswith("。")
    # The words of the libraries below are no help to a clerk.
    assert not re.search("[A-Za-z]{3,} [A-Za-z]{2,}", caught.value.message)


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(b"a,b\n" * 1000, limits=Limits(file_bytes=3_999))
    assert caught.value.code == "too-large"


def test_every_reason_has_a_file_here() -> None:
    assert {code for _, code, _ in FILES} | {"too-large"} == set(MESSAGES)


def test_the_stray_cell_is_named() -> None:
    with pytest.raises(UnreadableFile, match=r"“表”.*XFD1048576"):
        read_workbook(xlsx(STRAY))


def test_sheets_are_counted_together() -> None:
    box = '<row r="1"><c r="A1"><v>1</v></c></row><row r="100"><c r="CV100"><v>1</v></c></row>'
    assert len(read_workbook(xlsx(box), limits=Limits(cells=10_000)).sheets[0].rows) == 100
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(xlsx(box), limits=Limits(cells=9_999))
    assert caught.value.code == "too-many-cells"


def test_merges_that_overlap_without_end_are_refused() -> None:
    merges = '<mergeCell ref="A1:CV100"/>' * 20
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="100"><c r="CV100"><v>1</v></c></row>'
    with pytest.raises(UnreadableFile, match="合并单元格"):
        read_workbook(xlsx(cells, after=f"<mergeCells>{merges}</mergeCells>"), limits=Limits(cells=100_000))


def test_damaged_content_is_noticed_by_its_checksum() -> None:
    data = bytearray(zipped(xlsx_members('<row r="1"><c r="A1"><v>7777</v></c></row>'), zipfile.ZIP_STORED))
    position = data.index(b"7777")
    data[position] = ord("9")
    with pytest.raises(UnreadableFile, match="校验和"):
        read_workbook(bytes(data))


def test_a_panic_of_the_reader_is_a_reason_like_any_other() -> None:
    """calamine panics on a list of merged ranges that is shorter than its own count."""
    value = biff_record(0x0203, bytes(6) + struct.pack("<d", 5))
    assert read_workbook(xls_of_sheet(value)).sheets[0].rows == [[5]]
    with pytest.raises(UnreadableFile, match="内部结构") as caught:
        read_workbook(xls_of_sheet(value + biff_record(0x00E5)))
    assert caught.value.code == "unreadable-file"


def test_reasons_travel_between_processes() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(b"")
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (copy.code, copy.message) == (caught.value.code, caught.value.message)


def _samples() -> list[bytes]:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><f>A1</f><v>{n}</v></c></row>' for n in range(1, 40)
    )
    table = f"<table:table><table:table-row>{ods_text('甲')}{ods_number(5)}</table:table-row></table:table>"
    return [
        xlsx(cells, "<sst><si><t>甲公司</t></si></sst>", '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'),
        zipped(xlsx_members(cells, "<sst><si><t>甲公司</t></si></sst>"), zipfile.ZIP_STORED),
        xls_file(lambda workbook: [workbook.add_sheet("表").write(row, 0, f"甲{row}") for row in range(1)]),
        ods(table),
        docx_of("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(number: int) -> None:
    """Cuts and flipped bytes at random places end in a workbook or a reason, never in another exception."""
    original = _samples()[number]
    chance = random.Random(number)
    outcomes = {"read": 0, "refused": 0}
    for attempt in range(300):
        data = bytearray(original)
        if attempt % 3 == 0:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(chance.choice((1, 2, 8))):
                data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_workbook(bytes(data))
            outcomes["read"] += 1
        except UnreadableFile:
            outcomes["refused"] += 1
    assert outcomes["refused"] > 50


def test_the_root_level_is_told_from_what_is_embedded() -> None:
    assert CompoundFile(ole({"Workbook": b"a", "Other": b"b"})).names == {"workbook", "other"}
