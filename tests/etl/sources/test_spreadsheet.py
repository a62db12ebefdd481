"""Excel 2007+ files: values, addresses, merges, broken cells, whatever program wrote them."""

import datetime
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter

from etl.sources.grid import DEFAULT_LIMITS
from etl.sources.sheet_xml import look_at_sheet
from etl.sources.workbook import ERROR_VALUE, FORMULA_WITHOUT_VALUE, Sheet, cell_name, read_workbook
from tests.etl.sources.sources_files import openpyxl_file, xlsx, xlsx_members, xlsxwriter_file, zipped


def only_sheet(data: bytes) -> Sheet:
    [sheet] = read_workbook(data).sheets
    return sheet


def test_values_keep_type_and_address() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("日报")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row("B3", ["企业", 12, 2.5, True, "007", ""])
        sheet.write_datetime("B4", datetime.datetime(2021, 5, 21), day)
        sheet.write_datetime("C4", datetime.datetime(2021, 5, 21, 14, 30), moment)
        sheet.write_number("D4", 26.5 / 24, workbook.add_format({"num_format": "[h]:mm"}))
        sheet.write_datetime("E4", datetime.time(14, 0), workbook.add_format({"num_format": "hh:mm"}))

    workbook = read_workbook(xlsxwriter_file(fill))
    assert (workbook.kind, workbook.encoding, workbook.macros) == ("xlsx", None, False)
    [sheet] = workbook.sheets
    assert (sheet.name, sheet.hidden) == ("日报", False)
    assert sheet.rows == [
        [None] * 6,
        [None] * 6,
        [None, "企业", 12, 2.5, True, "007"],
        [
            None,
            datetime.date(2021, 5, 21),
            datetime.datetime(2021, 5, 21, 14, 30),
            "26:30:00",
            datetime.time(14, 0),
            None,
        ],
    ]
    assert [type(value) for value in sheet.rows[2][2:5]] == [int, float, bool]


@pytest.mark.parametrize("counts_from_1904", [False, True])
def test_dates_follow_the_calendar_of_the_workbook(counts_from_1904: bool) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_datetime(0, 0, datetime.datetime(2021, 5, 21), workbook.add_format({"num_format": "m/d/yy"}))

    assert only_sheet(xlsxwriter_file(fill, date_1904=counts_from_1904)).rows == [[datetime.date(2021, 5, 21)]]


def test_merges_are_reported_and_cover_their_cells() -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.worksheets[0]
        sheet.append(["标题", None, None])
        sheet.append(["甲公司", "缝纫工", 5])
        sheet.append([None, "普工", 7])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A1:C1")

    sheet = only_sheet(openpyxl_file(fill))
    assert sheet.merged == [(0, 0, 0, 2), (1, 0, 2, 0)]
    assert sheet.rows == [["标题", None, None], ["甲公司", "缝纫工", 5], [None, "普工", 7]]


def test_what_a_merge_covers_does_not_count() -> None:
    data = xlsx(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>99</v></c></row>'
        '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><v>3</v></c></row>',
        after='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A1:A2"/></mergeCells>',
    )
    sheet = only_sheet(data)
    assert sheet.rows == [[1, None], [None, 3]]
    assert sheet.broken == {}


def test_hidden_sheets_and_rows_are_read_and_marked() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        shown, hidden = workbook.add_worksheet("显示"), workbook.add_worksheet("藏起")
        for sheet in (shown, hidden):
            sheet.write_column(0, 0, [1, 2, 3])
        shown.set_row(1, None, None, {"hidden": True})
        hidden.hide()

    shown, hidden = read_workbook(xlsxwriter_file(fill)).sheets
    assert (shown.hidden, shown.hidden_rows) == (False, {1})
    assert (hidden.hidden, hidden.hidden_rows, hidden.rows) == (True, set(), [[1], [2], [3]])


def test_chart_sheets_are_left_out_and_the_others_keep_their_names() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        first = workbook.add_worksheet("一")
        first.write(0, 0, 1)
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=一!$A$1:$A$1"})
        workbook.add_chartsheet("图").set_chart(chart)
        workbook.add_worksheet("二").write(0, 0, 2)

    assert [(sheet.name, sheet.rows) for sheet in read_workbook(xlsxwriter_file(fill)).sheets] == [
        ("一", [[1]]),
        ("二", [[2]]),
    ]


def test_formulas_without_a_stored_value_are_broken_not_blank() -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.worksheets[0]
        sheet.append([3, 4, "=A1+B1"])
        sheet.append([None, None, None, "=SUM(C1)"])

    sheet = only_sheet(openpyxl_file(fill))
    assert sheet.rows == [[3, 4, None, None], [None, None, None, None]]
    assert sheet.broken == {(0, 2): FORMULA_WITHOUT_VALUE, (1, 3): FORMULA_WITHOUT_VALUE}


def test_formulas_with_a_stored_value_are_values() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("B1", '="甲"', None, "甲")
        sheet.write_formula("C1", "=1/0", None, "#DIV/0!")

    sheet = only_sheet(xlsxwriter_file(fill))
    assert sheet.rows == [[2, "甲", None]]
    assert sheet.broken == {(0, 2): ERROR_VALUE}


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('<c r="B2" t="e"><v>#N/A</v></c>', ERROR_VALUE),
        ('<c r="B2" s="1" t="e"><f>X!A1</f><v>#REF!</v></c>', ERROR_VALUE),
        ('<c r="B2"><f>SUM(A1:A3)</f></c>', FORMULA_WITHOUT_VALUE),
        ('<c r="B2"><f>SUM(A1:A3)</f><v></v></c>', FORMULA_WITHOUT_VALUE),
        ('<c r="B2"><f>SUM(A1:A3)</f><v/></c>', FORMULA_WITHOUT_VALUE),
        ('<c r="B2"><f t="shared" si="0"/></c>', FORMULA_WITHOUT_VALUE),
        ('<c r="B2" t="str"><f>A1</f></c>', FORMULA_WITHOUT_VALUE),
        ('<c r="B2" t="b"><f>A1</f><v></v></c>', FORMULA_WITHOUT_VALUE),
        ('<c r="B2"><v>NaN</v></c>', ERROR_VALUE),
        ('<c r="B2"><v>1E999</v></c>', ERROR_VALUE),
        (f'<c r="B2"><v>{"9" * 400}</v></c>', ERROR_VALUE),
    ],
)
def test_cells_without_a_usable_value_are_found(cell: str, reason: str) -> None:
    sheet = only_sheet(xlsx(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row>'))
    assert sheet.broken == {(1, 1): reason}
    assert sheet.rows == [[1, None], [None, None]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2" t="str"><f>IF(1,"")</f><v></v></c>', None),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="B2"><f t="shared" ref="B2:B9" si="0">1+1</f><v>2</v></c>', 2),
        ('<c r="B2"><f t="shared" si="0"/><v>-2.5E-3</v></c>', -0.0025),
        ('<c r="B2" t="inlineStr"><is><t>#REF!</t></is></c>', "#REF!"),
        ('<c r="B2" t="str"><v>1E999</v></c>', "1E999"),
        ('<c r="B2" s="3"/>', None),
        ("<c r='B2'><v>7</v></c>", 7),
        ('<c  t = "n"  r = "B2" ><v>7</v></c>', 7),
        ('<!-- a note --><c r="B2"><v>7</v></c>', 7),
        ('<c r="B2"><v>123456789012345678</v></c>', 123456789012345680),
    ],
)
def test_cells_with_a_value_are_not_called_broken(cell: str, value: object) -> None:
    sheet = only_sheet(
        xlsx(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row><row r="3"><c r="B3"><v>1</v></c></row>')
    )
    assert sheet.broken == {}
    assert sheet.rows == [[1, None], [None, value], [None, 1]]


def test_namespace_prefixes_make_no_difference() -> None:
    members = xlsx_members("")
    members["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="2" hidden="1"><x:c r="B2"><x:v>5</x:v></x:c><x:c r="C2"><x:f>1+1</x:f></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    sheet = only_sheet(zipped(members))
    assert sheet.rows == [[None, None, None], [None, 5, None]]
    assert sheet.broken == {(1, 2): FORMULA_WITHOUT_VALUE}
    assert sheet.hidden_rows == {1}


def test_cells_without_references_count_on() -> None:
    sheet = only_sheet(xlsx("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><f>A1</f></c></row>"))
    assert sheet.rows == [[1, None, 3], [None, None, None]]
    assert sheet.broken == {(1, 0): FORMULA_WITHOUT_VALUE}


def test_shared_texts_come_whole_and_without_their_reading_aid() -> None:
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<si><r><t>缝纫</t></r><r><t xml:space="preserve"> 工</t></r><rPh sb="0" eb="1"><t>feng</t></rPh></si></sst>'
    )
    assert only_sheet(xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared)).rows == [["缝纫 工"]]


def test_parts_may_stand_anywhere_and_in_any_case() -> None:
    members = xlsx_members('<row r="1"><c r="A1"><v>5</v></c></row>')
    moved = {
        name.replace("xl/workbook.xml", "xl/Book2.xml")
        .replace("workbook.xml.rels", "Book2.xml.rels")
        .replace("worksheets/", "Worksheets\\"): content
        for name, content in members.items()
    }
    moved["_rels/.rels"] = str(moved["_rels/.rels"]).replace("xl/workbook.xml", "/xl/Book2.xml")
    assert only_sheet(zipped(moved)).rows == [[5]]


def test_formatted_but_empty_cells_far_away_are_no_content() -> None:
    sheet = only_sheet(
        xlsx(
            '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="2"/></row>'
            '<row r="1048576"><c r="A1048576" s="2"/><c r="XFD1048576" s="2"/></row>'
        )
    )
    assert sheet.rows == [[1]]


def test_a_tall_sheet_is_read() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}"><v>2</v></c></row>' for n in range(1, 20_001))
    sheet = only_sheet(xlsx(rows))
    assert len(sheet.rows) == 20_000
    assert sheet.rows[-1] == [20_000, None, 2]


def test_macros_are_noticed() -> None:
    members = xlsx_members('<row r="1"><c r="A1"><v>1</v></c></row>')
    members["xl/_rels/workbook.xml.rels"] = str(members["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>',
    )
    assert read_workbook(zipped(members | {"xl/vbaProject.bin": b"\0"})).macros


def test_bytes_around_the_container_and_zip64_do_no_harm() -> None:
    data = xlsx('<row r="1"><c r="A1"><v>5</v></c></row>')
    assert only_sheet(data + bytes(100)).rows == [[5]]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in xlsx_members('<row r="1"><c r="A1"><v>5</v></c></row>').items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content.encode() if isinstance(content, str) else content)
    assert only_sheet(buffer.getvalue()).rows == [[5]]


@pytest.mark.parametrize(
    "sheet_data",
    [
        '<row r="1" spans="1:3"><c r="A1" s="1" t="s"><v>0</v></c><c r="C3" s="12"><v>-1.5</v></c></row><row r="2"/>',
        '<row r="1"><c r="B1" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c></row>',
        '<row r="4" hidden="1"><c r="B4" t="str"><f>A1</f><v></v></c><c r="D4" s="1" /></row>',
        '<row r="2"><c r="AB2" t="b"><v>1</v></c><c r="AC2"></c><c r="ZZZ2" s="1"/></row>',
    ],
)
def test_the_quick_look_and_the_full_parse_agree(sheet_data: str) -> None:
    xml = str(xlsx_members(sheet_data)["xl/worksheets/sheet1.xml"])
    # A cell count too small for the shortcut makes the quick look measure; a comment forces the parser.
    measured = look_at_sheet(xml.encode(), 1_000)
    parsed = look_at_sheet(xml.replace("<sheetData>", "<!-- --><sheetData>").encode(), 1_000)
    assert (measured.broken, measured.hidden_rows) == (parsed.broken, parsed.hidden_rows)
    assert measured.rows is not None
    assert measured.columns is not None
    assert parsed.rows is not None
    assert parsed.columns is not None
    assert measured.rows >= parsed.rows
    assert measured.columns >= parsed.columns
    shortcut = look_at_sheet(xml.encode(), DEFAULT_LIMITS.cells)
    assert (shortcut.broken, shortcut.hidden_rows) == (parsed.broken, parsed.hidden_rows)


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (8, 25, "Z9"), (0, 26, "AA1"), (1048575, 16383, "XFD1048576")]
)
def test_cells_are_named_as_on_screen(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name
