"""What a copy must leave alone: every part that is not edited, and in the edited ones all but the marks."""

import re

import pytest

from data.warehouse.levels import Level
from etl.feedback.splice import parse
from etl.feedback.stylesheet import FILLS
from etl.feedback.work import Task, make_copy
from etl.sources.grid import Sheet
from etl.validate import Hints, read_report
from etl.validate.reading import FindingRecord
from tests.etl.feedback.district_files import (
    OWN_NOTE,
    differences,
    letter,
    members,
    opened,
    with_members,
    without_styles,
    workbook_file,
)
from tests.etl.validate import sheets
from tests.support.package_faults import faults

BAD = FindingRecord("number-unreadable", Level.BLOCK, "周调度", "F4", "问题。", "办法。")
EDITED = {"xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def grid() -> Sheet:
    sheet = sheets.weekly(sheets.enterprise("枣庄某某机械有限公司"))
    sheet.merged = [(0, 0, 0, 8), (3, 1, 5, 1)]
    return sheet


def copy_of(original: bytes, *findings: FindingRecord) -> bytes:
    made = make_copy(Task(original, letter(*findings or (BAD,))))
    assert made.manner == "annotated"
    assert set(faults(made.copy.content)) <= set(faults(original))
    return made.copy.content


def test_parts_that_need_no_edit_are_the_same_bytes() -> None:
    original = workbook_file(grid())
    before, after = members(original), members(copy_of(original))
    changed = {name for name, part in before.items() if after[name] != part}
    sheet, chart_tab = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
    assert changed == EDITED | {sheet, chart_tab, "xl/worksheets/_rels/sheet1.xml.rels"}
    kept = {name.split("/")[1] for name in before if name.startswith("xl/") and name not in changed}
    assert {"charts", "drawings", "media", "theme", "sharedStrings.xml", "comments1.xml"} <= kept
    assert after[chart_tab] == before[chart_tab].replace(b'tabSelected="1"', b'tabSelected="0"')
    marked = after[sheet].replace(re.search(rb"<legacyDrawing [^>]*/>", after[sheet])[0], b"")  # type: ignore[index]
    assert without_styles(marked) == without_styles(before[sheet])


def test_numbers_of_styles_keep_their_meaning() -> None:
    original = workbook_file(grid())
    before, after = (members(content)["xl/styles.xml"] for content in (original, copy_of(original)))
    for name in (b"fonts", b"fills", b"borders", b"cellXfs", b"dxfs", b"cellStyleXfs"):
        old = re.search(rb"<%b count=\"\d+\">(.*)</%b>" % (name, name), before)
        new = re.search(rb"<%b count=\"(\d+)\">(.*)</%b>" % (name, name), after)
        if old is not None:
            assert new is not None
            assert new[2].startswith(old[1])
            assert int(new[1]) == len(parse(b"<x>" + new[2] + b"</x>").children)


def test_everything_a_person_sees_is_kept() -> None:
    original = workbook_file(grid())
    before, after = opened(original)["周调度"], opened(copy_of(original))["周调度"]
    assert after.merged_cells.ranges == before.merged_cells.ranges
    assert after.column_dimensions["B"].width == before.column_dimensions["B"].width > 33
    assert [str(v.sqref) for v in after.data_validations.dataValidation] == ["E47:E56"]
    assert [str(rule.sqref) for rule in after.conditional_formatting] == ["F47:F56"]
    assert (after.print_area, after.print_title_rows) == (before.print_area, before.print_title_rows)
    assert after.page_setup.orientation == "landscape"
    assert after.freeze_panes == "A4"
    assert len(after._images) == 1
    extra = opened(copy_of(original))["附：图表"]
    assert extra["A4"].value == "=SUM(A1:A3)"
    assert extra["A1"].comment.text.endswith(OWN_NOTE)
    assert len(extra._charts) == len(extra._images) == 1


def test_names_that_count_sheets_still_mean_the_same_ones() -> None:
    original = workbook_file(grid())
    before, after = opened(original), opened(copy_of(original))
    assert after.sheetnames == ["校验反馈", *before.sheetnames]
    assert after["附：图表"].defined_names["本表合计"].attr_text == "'附：图表'!$A$4"
    assert after["周调度"].print_title_rows == before["周调度"].print_title_rows == "$3:$3"
    assert after.defined_names["全区合计"].attr_text == "'附：图表'!$A$4"


def test_new_parts_have_the_usual_names() -> None:
    """Some viewers find sheets and notes by the names of their parts alone."""
    before, after = set(members(workbook_file(grid()))), set(members(copy_of(workbook_file(grid()))))
    assert after - before == {"xl/worksheets/sheet3.xml", "xl/comments2.xml", "xl/drawings/vmlDrawing2.vml"}


def test_the_list_is_open_and_alone_selected() -> None:
    after = members(copy_of(workbook_file(grid())))
    assert b'activeTab="0"' in after["xl/workbook.xml"]
    selected = [
        name
        for name, part in after.items()
        if name.startswith(("xl/worksheets/", "xl/chartsheets/")) and b'tabSelected="1"' in part
    ]
    assert selected == ["xl/worksheets/sheet3.xml"]


def test_macros_stay_and_the_ending_with_them() -> None:
    plain = workbook_file(grid())
    types = members(plain)["[Content_Types].xml"].replace(PLAIN_TYPE, MACRO_TYPE)
    code = b"\xd0\xcf\x11\xe0" + bytes(range(256))
    made = make_copy(Task(with_members(plain, {"[Content_Types].xml": types, "xl/vbaProject.bin": code}), letter(BAD)))
    assert (made.manner, made.copy.suffix) == ("annotated", ".xlsm")
    assert members(made.copy.content)["xl/vbaProject.bin"] == code
    assert MACRO_TYPE in members(made.copy.content)["[Content_Types].xml"]


def test_a_shared_workbook_is_shared_no_more() -> None:
    """Its log of changes names every sheet, so that it does not fit to a copy with one more."""
    plain = workbook_file(grid())
    types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    log = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    link = b'<Relationship Id="s%d" Type="%s/%s" Target="%s"/>'
    shared = {
        "xl/revisions/revisionHeaders.xml": b"<headers/>",
        "xl/revisions/_rels/revisionHeaders.xml.rels": log % (link % (1, office, b"revisionLog", b"revisionLog1.xml")),
        "xl/revisions/revisionLog1.xml": b"<revisions/>",
        "xl/revisions/userNames.xml": b"<users/>",
    }
    stated = b"".join(
        b'<Override PartName="/%s" ContentType="application/vnd.x+xml"/>' % name.encode()
        for name in shared
        if "_" not in name
    )
    links = b"".join(
        link % (number, office, kind, b"revisions/%s.xml" % name)
        for number, (kind, name) in enumerate(((b"revisionHeaders", b"revisionHeaders"), (b"usernames", b"userNames")))
    )
    given = members(plain)
    changed: dict[str, bytes | None] = {
        **shared,
        types: given[types].replace(b"</Types>", stated + b"</Types>"),
        rels: given[rels].replace(b"</Relationships>", links + b"</Relationships>"),
    }
    original = with_members(plain, changed)
    assert faults(original) == []
    content = copy_of(original)
    assert faults(content) == []
    assert not set(shared) & set(members(content))
    assert members(content) == members(copy_of(plain))


def test_a_note_of_the_district_stays_and_ours_is_added_below() -> None:
    original = workbook_file(grid())
    on_noted = FindingRecord("x", Level.NOTICE, "附：图表", "A1", "问题甲。", "办法甲。")
    on_other = FindingRecord("x", Level.NOTICE, "附：图表", "A3", "问题乙。", "办法乙。")
    content = copy_of(original, on_noted, on_other)
    sheet = opened(content)["附：图表"]
    assert sheet["A1"].comment.text.endswith(f"{OWN_NOTE}\n【校验反馈】\n【提示】问题甲。\n处理办法：办法甲。")
    assert sheet["A3"].comment.text == "【提示】问题乙。\n处理办法：办法乙。"
    drawing = members(content)["xl/drawings/vmlDrawing1.vml"]
    assert drawing.count(b'ObjectType="Note"') == 2
    ids = re.findall(rb'<v:shape [^>]*?id="(_x0000_s\d+)"', drawing)
    assert len(ids) == len(set(ids)) == 2
    assert {name for name in members(content) if "comments" in name} == {"xl/comments1.xml"}


def test_cells_without_an_element_get_one_in_its_place() -> None:
    original = workbook_file(grid())
    empty = [FindingRecord("x", Level.EXPLAIN, "周调度", cell, "空。", "填。") for cell in ("B5", "Z4", "C20", "A1")]
    content = copy_of(original, *empty)
    found = differences(original, content)
    # B5 is covered by the merge of B4:B6, of which the first cell is seen.
    assert found.refilled == {("周调度", cell) for cell in ("B4", "Z4", "C20", "A1")}
    part = members(content)["xl/worksheets/sheet1.xml"].decode()
    rows = [int(number) for number in re.findall(r'<row r="(\d+)"', part)]
    assert rows == sorted(set(rows))
    assert 20 in rows
    fourth = re.search(r'<row r="4"[^>]*>(.*?)</row>', part)
    assert fourth is not None
    assert re.findall(r'<c r="([A-Z]+)4"', fourth[1])[-1] == "Z"


@pytest.mark.parametrize("level", list(Level))
def test_a_mark_changes_nothing_of_a_style_but_the_fill(level: Level) -> None:
    original = workbook_file(grid())
    content = copy_of(original, BAD._replace(level=level))
    before, after = opened(original)["周调度"]["F4"], opened(content)["周调度"]["F4"]
    assert after.fill.fgColor.rgb == FILLS[level]
    assert (after.number_format, repr(after.border)) == (before.number_format, repr(before.border)) != ("General", "")
    assert differences(original, content).changed == set()


def test_a_copy_that_comes_back_mended_in_part_is_marked_afresh() -> None:
    rows = [list(row) for row in sheets.enterprise("枣庄某某机械有限公司")]
    rows[0][5], rows[1][6] = "约20", "若干"
    original = workbook_file(sheets.weekly(rows))
    reading = read_report(original, Hints(sheets.WEEKLY_FILE))
    first = copy_of(original, *reading.findings)
    assert {cell for _, cell in differences(original, first).refilled} == {"F4", "G5"}
    mended_part = members(first)["xl/worksheets/sheet1.xml"]
    mended_cell = re.sub(rb'<c r="F4"( s="\d+") t="s"><v>\d+</v>', rb'<c r="F4"\1><v>20</v>', mended_part)
    assert mended_cell != mended_part
    mended = with_members(first, {"xl/worksheets/sheet1.xml": mended_cell})
    again = read_report(mended, Hints(sheets.WEEKLY_FILE))
    assert [(finding.code, finding.cell) for finding in again.findings if finding.cell] == [("number-unreadable", "G5")]
    assert not [finding for finding in again.findings if finding.sheet == "校验反馈"]
    second = copy_of(mended, *again.findings)
    book = opened(second)
    assert book.sheetnames.count("校验反馈") == 1
    assert not any(name.startswith("校验反馈（") for name in book.sheetnames)
    sheet = book["周调度"]
    assert sheet["F4"].fill.fgColor.rgb not in FILLS.values()
    assert sheet["F4"].comment is None
    assert sheet["G5"].fill.fgColor.rgb == FILLS[Level.BLOCK]
    assert sheet["G5"].comment.text.count("不是确切的整数") == 1
    drawings = [part for name, part in members(second).items() if name.endswith("vmlDrawing2.vml")]
    assert [part.count(b'ObjectType="Note"') for part in drawings] == [1]
