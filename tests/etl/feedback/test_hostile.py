"""Text and parts that are made to harm, or only odd: nothing runs, nothing escapes, the district gets its answer."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.warehouse.levels import Level
from etl.feedback.copies import copy_stems, safe_stem
from etl.feedback.splice import Splices, parse, with_attributes, xml_text
from etl.feedback.work import Task, make_copy
from etl.validate.reading import FindingRecord
from tests.etl.feedback.district_files import letter, members, opened, with_members, workbook_file
from tests.etl.sources.sources_files import xlsx, xlsx_members, zipped
from tests.etl.validate import sheets
from tests.support.package_faults import faults

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
    'PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)


def finding(cell: str = "B2", message: str = "问题。", sheet: str = "表", **more: object) -> FindingRecord:
    return FindingRecord("x", Level.BLOCK, sheet, cell, message, "办法。", **more)  # type: ignore[arg-type]


def small(sheet_data: str, after: str = "", **parts: str) -> bytes:
    return zipped(xlsx_members(sheet_data, after=after) | {"[Content_Types].xml": TYPES} | parts)


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2", "<b>&\"'", "_x0041_", "\x01\x02坏\x0b字"]
)
def test_text_is_never_a_formula_and_never_breaks_the_file(text: str) -> None:
    rows = [list(row) for row in sheets.enterprise("枣庄某某机械有限公司")]
    rows[0][5] = re.sub("[\x00-\x08\x0b]", "", text)
    original = workbook_file(sheets.weekly(rows))
    made = make_copy(Task(original, letter(finding("F4", f"“{text}”不对。", "周调度"), name=f"{text}.xlsx")))
    sheet = opened(made.copy.content).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    part = members(made.copy.content)["xl/worksheets/sheet3.xml"]
    assert b"<f" not in part
    assert parse(part).name == "worksheet"
    shown = "".join(sign for sign in text if sign >= " ")
    assert any(shown in str(cell.value).replace("_x005F_", "_") for cell in cells)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("薛城区2021年第20周.xlsx", "薛城区2021年第20周"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win"),
        ("C:\\报表\\周调度.xls", "周调度"),
        ("a/b/../..", "报表"),
        ("...", "报表"),
        ("", "报表"),
        ("con.xlsx", "_con"),
        ("NUL", "_NUL"),
        ("a\0b\n.xlsx", "ab"),
        ("周<调>:度|?*.xlsx", "周_调__度___"),
        ("周调度 . .xlsx", "周调度"),
        ("exe\u202excod.xlsx", "exexcod"),
        ("长" * 300 + ".xlsx", "长" * 60),
    ],
)
def test_names_lead_nowhere(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


@given(st.text())
def test_no_name_leads_anywhere(name: str) -> None:
    stem = safe_stem(name)
    assert stem.strip(" .") == stem
    assert stem
    assert PurePosixPath(stem).name == stem
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', stem)
    assert len(stem.encode()) <= 181


def test_files_of_one_name_get_copies_of_two() -> None:
    two = [
        letter(name="周调度.xlsx"),
        letter(name="a/周调度.xls", submission_id=8),
        letter(name="月.xlsx", submission_id=9),
    ]
    assert copy_stems(two) == {
        7: "周调度（第7号）（校验反馈）",
        8: "周调度（第8号）（校验反馈）",
        9: "月（校验反馈）",
    }


ODD_SHEETS = {
    "no elements at all": "",
    "no references": "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c t='str'><v>约</v></c></row>",
    "single row element": '<row r="1"/><row r="2" spans="1:1"/><row r="3"><c r="A3"><v>1</v></c></row>',
    "rows out of order": '<row r="3"><c r="A3"><v>3</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>',
    "comments and instructions": '<row r="2"><!-- <c r="B2"/> --><?x <c?><c r="B2" ><v>1</v></c ></row>',
    "style beyond the list": '<row r="2"><c r="B2" s="4711"><v>1</v></c></row>',
    "style of the row": '<row r="2" s="0" customFormat="1"><c r="A2"><v>1</v></c><c r="C2"><v>1</v></c></row>',
    "greater than in a value": '<row r="2" x="a>b"><c r="B2" y=\'"\'><v>1</v></c></row>',
}


@pytest.mark.parametrize("sheet_data", ODD_SHEETS.values(), ids=ODD_SHEETS.keys())
def test_odd_sheets_are_marked_at_the_right_cell(sheet_data: str) -> None:
    data = small(sheet_data + '<row r="9"><c r="A9"><v>1</v></c></row>')
    made = make_copy(Task(data, letter(finding())))
    assert (made.manner, made.copy.marked_cells) == ("annotated", 1)
    sheet = opened(made.copy.content)["表"]
    marked = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFF8A80"]
    assert marked == ["B2"]
    assert sheet["B2"].comment is not None
    assert sheet["A9"].value == 1


def test_prefixed_parts_are_edited_with_their_prefix() -> None:
    sheet = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="A2"><x:v>5</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    made = make_copy(Task(small("", **{"xl/worksheets/sheet1.xml": sheet}), letter(finding(), finding("D7"))))
    assert made.manner == "annotated"
    copy = opened(made.copy.content)["表"]
    assert copy["A2"].value == 5
    assert [copy[cell].fill.fgColor.rgb for cell in ("B2", "D7", "A2")] == ["FFFF8A80", "FFFF8A80", "00000000"]


def test_notes_stand_before_what_must_follow_them() -> None:
    after = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/><extLst><ext uri="x"/></extLst>'
    made = make_copy(Task(small('<row r="2"><c r="B2"><v>1</v></c></row>', after), letter(finding())))
    part = members(made.copy.content)["xl/worksheets/sheet1.xml"]
    assert re.search(rb"<pageMargins[^>]*/><legacyDrawing [^>]*/><extLst>", part)


@pytest.mark.parametrize(
    "part", ["<comments", "<comments/>", '<!DOCTYPE x [<!ENTITY a "aa">]><comments>&a;</comments>']
)
def test_a_workbook_that_cannot_be_edited_comes_back_rewritten(part: str) -> None:
    changed = with_members(workbook_file(sheets.weekly([])), {"xl/comments1.xml": part.encode()})
    made = make_copy(Task(changed, letter(finding("A3", sheet="附：图表"))))
    assert (made.manner, made.copy.marked_cells) == ("rewritten", 1)
    book = opened(made.copy.content)
    assert [book["附：图表"][cell].value for cell in ("A1", "A3", "A4")] == [3, 8, 16]
    assert book["附：图表"]["A3"].fill.fgColor.rgb == "FFFF8A80"


def test_a_zip_without_content_types_comes_back_rewritten() -> None:
    made = make_copy(Task(xlsx('<row r="2"><c r="B2"><v>12</v></c></row>'), letter(finding())))
    assert (made.manner, made.copy.marked_cells) == ("rewritten", 1)


def test_findings_about_sheets_and_cells_that_are_not_there_do_no_harm() -> None:
    data = small('<row r="2"><c r="B2"><v>1</v></c></row>')
    away = [finding("B2", sheet="没有"), finding("XFD1048577"), finding("不是格"), finding("", sheet=""), finding("")]
    made = make_copy(Task(data, letter(*away)))
    assert made.manner == "annotated"
    rows = list(opened(made.copy.content).worksheets[0].iter_rows(values_only=True))[-5:]
    assert [row[2] for row in rows] == ["没有", "表", "表", "整份文件", "表"]
    assert opened(made.copy.content)["表"]["B2"].fill.fgColor.rgb == "00000000"


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD1", "A1"])
def test_a_note_at_the_edge_of_a_sheet_stands_on_it(cell: str) -> None:
    made = make_copy(Task(small('<row r="2"><c r="B2"><v>1</v></c></row>'), letter(finding(cell, "很长。" * 400))))
    assert made.copy.marked_cells == 1
    assert b"<x:Anchor>" in members(made.copy.content)["xl/drawings/vmlDrawing1.vml"]
    assert faults(made.copy.content) == []


def test_links_lead_to_sheets_with_odd_names() -> None:
    rows = sheets.weekly(sheets.enterprise("枣庄某某机械有限公司"), name="王's & 表")
    made = make_copy(Task(workbook_file(rows), letter(finding("F4", sheet="王's & 表"))))
    sheet = opened(made.copy.content).worksheets[0]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [link.location for link in links] == ["'王''s & 表'!F4"]


def test_splices_leave_all_other_bytes_alone() -> None:
    xml = b'\xef\xbb\xbf<?xml version="1.0"?>\r\n<a  b = "1"\tc=\'x>"\' ><d/><!-- <d/> --><e>t</e></a >\r\n'
    root = parse(xml)
    splices = Splices(xml)
    splices.append(root, "<f/>")
    splices.set_attributes(root.children[0].start, g="2")
    assert splices.result() == xml.replace(b"<d/><!", b'<d g="2"/><!').replace(b"</a >", b"<f/></a >")
    assert with_attributes(b'<a  b = "1"\tc=\'x>"\' >', b="7") == b'<a  b="7"\tc=\'x>"\' >'


@given(st.text())
def test_any_text_stands_in_xml_as_it_was_less_the_unseen(text: str) -> None:
    node = parse(f'<t a="{xml_text(text)}">{xml_text(text)}</t>'.encode())
    assert node.name == "t"


def test_container_names_are_kept_as_they_are() -> None:
    data = with_members(small('<row r="2"><c r="B2"><v>1</v></c></row>'), {"customXml/Item1.XML": b"<a/>"})
    content = make_copy(Task(data, letter(finding()))).copy.content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.namelist()[: len(members(data))] == list(members(data))
