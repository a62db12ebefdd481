"""Files that attack or break a loader, made by code; by name, as a district could send them."""

import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from weekly_files import write_weekly

from tests.etl.sources.sources_files import (
    docx_of,
    ods,
    ods_number,
    ods_text,
    ole,
    xls_file,
    xlsx,
    xlsx_members,
    xlsxwriter_file,
    zipped,
)

ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY lol "哈"><!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
OUTSIDE_DTD = '<!DOCTYPE x SYSTEM "http://evil.invalid/x.dtd">'
WEB_PAGE = "<html><head><meta charset='utf-8'></head><body><table><tr><td>企业名称</td></tr></table></body></html>"
WEB_ARCHIVE = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    "Content-Type: text/html\r\n\r\n<html></html>\r\n--x--\r\n"
)
XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)


@cache
def weekly(folder: Path) -> bytes:
    """A sound weekly report of 薛城区."""
    return write_weekly(folder / "sound.xlsx").read_bytes()


def with_sheet(sheet: str, **more: str | bytes) -> bytes:
    """An .xlsx whose only sheet part is ``sheet``; ``more``: further parts."""
    return zipped(xlsx_members(ONE_CELL) | {"xl/worksheets/sheet1.xml": sheet} | dict(more))


def entity_bomb(doctype: str, entity: str) -> bytes:
    whole = str(
        xlsx_members('<row r="1"><c r="A1" t="inlineStr"><is><t>X</t></is></c></row>')["xl/worksheets/sheet1.xml"]
    )
    return with_sheet(whole.replace("<worksheet", f"{doctype}<worksheet").replace("X</t>", f"&{entity};</t>"))


def nested_zips(depth: int) -> bytes:
    """A zip bomb in a zip in a zip …"""
    content = zipped({"bomb": " " * 20_000_000})
    for level in range(depth):
        content = zipped({f"{copy}-{level}.zip": content for copy in range(4)})
    return content


def one_text_in_many_cells() -> bytes:
    """One shared text of half a megabyte in 20,000 cells: 10 GB once every cell has its own copy."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    return xlsx(cells, SHARED.format(f"<si><t>{'缺' * 170_000}</t></si>"))


def many_texts() -> bytes:
    """Two million shared texts."""
    return xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', SHARED.format("<si><t>a</t></si>" * 2_000_000))


def overlapping_members() -> bytes:
    """A thousand directory entries that lead to the same compressed megabytes (as in Fifield's bomb)."""
    data = zipped(xlsx_members(ONE_CELL) | {"000": bytes(10_000_000)})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    last = data.rindex(b"PK\x01\x02")
    again = b"".join(data[last:end].replace(b"000", f"{number:03d}".encode()) for number in range(1, 1000))
    count = struct.unpack_from("<H", data, end + 10)[0] + 999
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, end - start + len(again), start, 0)
    return data[:end] + again + tail


def deep_xml() -> bytes:
    """Elements nested half a million deep."""
    return docx_of("<w:ins>" * 500_000 + "</w:ins>" * 500_000)


def deep_sheet() -> bytes:
    """The same in a sheet, where a cell should be."""
    return xlsx('<row r="1"><c r="A1"><v>1</v></c></row>' + "<x>" * 500_000 + "</x>" * 500_000)


def rows_declared() -> bytes:
    """A dimension of a million rows and a row element of each, without a cell."""
    rows = "".join(f'<row r="{number}"/>' for number in range(1, 300_001))
    sheet = str(xlsx_members(rows)["xl/worksheets/sheet1.xml"])
    return with_sheet(sheet.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))


def wide_sheet() -> bytes:
    """All 16,384 columns of a row filled, over a hundred rows."""
    return xlsxwriter_file(
        lambda book: [book.add_worksheet("表").write_row(0, 0, ["缺工"] * 16_384)], constant_memory=True
    )


def looping_ole() -> bytes:
    data = bytearray(ole({"Workbook": bytes(4096)}))
    struct.pack_into("<I", data, 512 + 4 * 4, 4)
    return bytes(data)


def with_macros(sound: bytes, folder: Path) -> bytes:
    """A sound report with a macro project."""
    path = folder / "macros.zip"
    path.write_bytes(sound)
    with zipfile.ZipFile(path) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    links = "xl/_rels/workbook.xml.rels"
    project = (
        '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>'
    )
    text = members[links]
    assert isinstance(text, bytes)
    return zipped(members | {links: text.replace(b"</Relationships>", project.encode()), "xl/vbaProject.bin": b"Auto"})


def with_further_members(sound: bytes, folder: Path, *names: str) -> bytes:
    """A sound report with further members, as an unpacker could be led astray by."""
    path = folder / "further.zip"
    path.write_bytes(sound)
    with zipfile.ZipFile(path, "a") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"x")
    return path.read_bytes()


def truncated(data: bytes, suffix: str, pieces: int) -> Iterator[tuple[str, bytes]]:
    """The file cut at evenly spread places, and at its very ends."""
    for length in sorted({1, 4, 30, len(data) - 1, *(len(data) * n // pieces for n in range(1, pieces))}):
        yield f"截断{length}{suffix}", data[:length]


def flipped(data: bytes, suffix: str, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """The file with one to twenty bytes changed, at places drawn with a seed."""
    chance = random.Random(seed)
    for number in range(count):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield f"翻转{number:03d}{suffix}", bytes(changed)


def sound_files(folder: Path) -> dict[str, bytes]:
    """One small file of each kind, to be damaged."""
    table = (
        f"<table:table table:name='表'><table:table-row>{ods_text('甲')}{ods_number(5)}</table:table-row></table:table>"
    )
    return {
        ".xlsx": weekly(folder),
        ".xls": xls_file(lambda book: [book.add_sheet("表").write(row, 0, f"甲{row}") for row in range(1)]),
        ".docx": docx_of("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>" * 20),
        ".ods": ods(table),
    }


# Name as sent → the code of the finding, and the bytes. Each must be refused with just that reason.
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "压缩炸弹.xlsx": ("inflates-too-much", lambda: with_sheet("<x/>", bomb=" " * 300_000_000)),
    "层层压缩.xlsx": ("unknown-kind", lambda: nested_zips(3)),
    "重叠部件.xlsx": ("inflates-too-much", overlapping_members),
    "文字炸弹.xlsx": ("worker-memory", one_text_in_many_cells),
    "十亿笑声.xlsx": ("dtd-in-xml", lambda: entity_bomb(LAUGHS, "e")),
    "外部实体.xlsx": ("dtd-in-xml", lambda: entity_bomb(OUTSIDE, "secret")),
    "外部DTD.xlsx": ("dtd-in-xml", lambda: entity_bomb(OUTSIDE_DTD, "x")),
    "笑声.docx": ("dtd-in-xml", lambda: zipped({
        "_rels/.rels": '<R xmlns="x"><Relationship Id="1" Type="t/officeDocument" Target="word/document.xml"/></R>',
        "word/document.xml": LAUGHS + "<x>&e;</x>",
    })),
    "孤单元格.xlsx": ("too-many-cells", lambda: xlsx(
        ONE_CELL + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "加密.xlsx": ("encrypted-workbook", lambda: ole({"EncryptionInfo": b"x", "EncryptedPackage": bytes(5000)})),
    "扇区成环.xls": ("sector-loop", looping_ole),
    "网页.xls": ("html-as-xls", WEB_PAGE.encode),
    "网页存档.xls": ("html-as-xls", WEB_ARCHIVE.encode),
    "表格2003.xls": ("xml-as-xls", XML_2003.encode),
    "其实是文档.xlsx": ("unknown-kind", lambda: b"%PDF-1.7\n" + bytes(500)),
    "其实是图片.xlsx": ("unknown-kind", lambda: b"\xff\xd8\xff\xe0" + bytes(500)),
    "其实是压缩包.xlsx": ("unknown-kind", lambda: b"Rar!\x1a\x07\x00" + bytes(500)),
    "其实是另一压缩包.xlsx": ("unknown-kind", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(500)),
    "空.xlsx": ("empty-file", lambda: b""),
    "重名部件.xlsx": ("duplicate-members", lambda: zipped(
        [*xlsx_members(ONE_CELL).items(), ("XL/worksheets/Sheet1.xml", "<worksheet/>")])),
    "百万文字.xlsx": ("form-unrecognised", many_texts),
    "百万行.xlsx": ("no-cells", rows_declared),
    "一万六千列.xlsx": ("form-unrecognised", wide_sheet),
    "嵌套.docx": ("", deep_xml),
    "嵌套.xlsx": ("", deep_sheet),
}  # fmt: skip
