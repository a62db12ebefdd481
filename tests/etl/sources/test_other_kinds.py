"""Older workbooks, OpenDocument, text and Word files."""

import datetime
from pathlib import Path

import docx
import pytest
import xlwt

from etl.sources.workbook import ERROR_VALUE, FORMULA_WITHOUT_VALUE, Sheet, read_workbook
from tests.etl.sources.sources_files import (
    biff_record,
    docx_file,
    docx_of,
    ods,
    ods_number,
    ods_text,
    ole,
    xls_file,
)


def only_sheet(data: bytes) -> Sheet:
    [sheet] = read_workbook(data).sheets
    return sheet


class TestLegacy:
    def test_values_merges_hidden_rows_and_sheets(self) -> None:
        def fill(workbook: xlwt.Workbook) -> None:
            sheet = workbook.add_sheet("日报")
            sheet.write_merge(0, 0, 0, 2, "标题")
            for column, value in enumerate(["企业", 12, 2.5]):
                sheet.write(2, column, value)
            sheet.write(3, 1, datetime.date(2021, 5, 21), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
            sheet.row(2).hidden = True
            workbook.add_sheet("藏起").visibility = 1

        data = xls_file(fill)
        workbook = read_workbook(data)
        assert (workbook.kind, workbook.macros) == ("xls", False)
        sheet, hidden = workbook.sheets
        assert sheet.rows == [
            ["标题", None, None],
            [None, None, None],
            ["企业", 12, 2.5],
            [None, datetime.date(2021, 5, 21), None],
        ]
        assert sheet.merged == [(0, 0, 0, 2)]
        assert sheet.hidden_rows == {2}
        assert (sheet.hidden, hidden.hidden, hidden.rows) == (False, True, [])

    def test_broken_cells_are_found(self) -> None:
        def fill(workbook: xlwt.Workbook) -> None:
            sheet = workbook.add_sheet("表")
            sheet.write(0, 0, 5)
            sheet.write(0, 1, xlwt.Formula("A1+1"))
            sheet.row(1).set_cell_error(2, 0x17)
            sheet.write(2, 0, xlwt.Formula('IF(A1>1,"",A1)'))

        sheet = only_sheet(xls_file(fill))
        assert sheet.broken == {(0, 1): FORMULA_WITHOUT_VALUE, (1, 2): ERROR_VALUE}
        assert sheet.rows == [[5, None, None], [None, None, None]]

    def test_a_large_workbook_needs_many_sectors(self) -> None:
        def fill(workbook: xlwt.Workbook) -> None:
            sheet = workbook.add_sheet("表")
            for row in range(4_000):
                for column in range(9):
                    sheet.write(row, column, f"第{row}行第{column}列" if column % 2 else row)

        sheet = only_sheet(xls_file(fill))
        assert len(sheet.rows) == 4_000
        assert sheet.rows[3_999][:2] == [3_999, "第3999行第1列"]

    def test_macros_are_noticed(self) -> None:
        stream = xls_stream()
        assert read_workbook(ole({"Workbook": stream, "_VBA_PROJECT_CUR": b""})).macros
        assert not read_workbook(ole({"Workbook": stream})).macros


class TestOpenDocument:
    def test_repeats_spans_and_types(self) -> None:
        table = (
            '<table:table table:name="表"><table:table-row><table:table-cell/>'
            + ods_text("标题", 'table:number-columns-spanned="2" table:number-rows-spanned="2"')
            + '<table:covered-table-cell/><table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
            '<table:table-row><table:table-cell/><table:covered-table-cell office:value-type="float" office:value="9"/>'
            "<table:covered-table-cell/>" + ods_number(7, 'table:number-columns-repeated="2"') + "</table:table-row>"
            '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
            '<table:table-row table:number-rows-repeated="2" table:visibility="filter">'
            + ods_number(2.5)
            + "</table:table-row>"
            '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row></table:table>'
        )
        workbook = read_workbook(ods(table))
        assert workbook.kind == "ods"
        [sheet] = workbook.sheets
        assert sheet.rows == [
            [None, "标题", None, None, None],
            [None, None, None, 7, 7],
            [None] * 5,
            [None] * 5,
            [2.5, None, None, None, None],
            [2.5, None, None, None, None],
        ]
        assert sheet.merged == [(0, 1, 1, 2)]
        assert sheet.hidden_rows == {4, 5}
        assert type(sheet.rows[1][3]) is int

    def test_each_type_of_value(self) -> None:
        cells = (
            '<table:table-cell office:value-type="date" office:date-value="2021-05-21"/>'
            '<table:table-cell office:value-type="date" office:date-value="2021-05-21T14:30:00"/>'
            '<table:table-cell office:value-type="time" office:time-value="PT14H30M00S"/>'
            '<table:table-cell office:value-type="time" office:time-value="PT26H30M00S"/>'
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
            '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
            '<table:table-cell table:formula="of:=1+1"/>'
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
            "<text:p>#DIV/0!</text:p></table:table-cell>"
            '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation>'
            "<text:p>缝纫工<text:s/>20人<text:line-break/>搬运工</text:p><text:p>末行</text:p></table:table-cell>"
        )
        sheet = only_sheet(
            ods(f'<table:table table:name="表"><table:table-row>{cells}</table:table-row></table:table>')
        )
        assert sheet.rows == [
            [
                datetime.date(2021, 5, 21),
                datetime.datetime(2021, 5, 21, 14, 30),
                datetime.time(14, 30),
                "26:30:00",
                True,
                0.5,
                None,
                None,
                "缝纫工 20人\n搬运工\n末行",
            ]
        ]
        assert sheet.broken == {(0, 6): FORMULA_WITHOUT_VALUE, (0, 7): ERROR_VALUE}

    def test_hidden_sheets_are_marked(self) -> None:
        style = (
            '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/>'
            '</style:style><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
        )
        tables = "".join(
            f'<table:table table:name="{name}" table:style-name="{name}"><table:table-row>{ods_number(1)}'
            "</table:table-row></table:table>"
            for name in ("ta1", "ta2")
        )
        assert [sheet.hidden for sheet in read_workbook(ods(tables, style)).sheets] == [False, True]


class TestDelimited:
    TEXT = '企业名称,缺工人数,备注\r\n某某有限公司,012,\r\n另一公司,7,"缝纫工20人,\n搬运工"\r\n'
    ROWS = (["企业名称", "缺工人数", "备注"], ["某某有限公司", "012", None], ["另一公司", "7", "缝纫工20人,\n搬运工"])

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
    def test_encodings(self, encoding: str) -> None:
        workbook = read_workbook(self.TEXT.encode(encoding))
        assert (workbook.kind, workbook.encoding) == ("csv", encoding)
        assert workbook.sheets[0].rows == list(self.ROWS)

    @pytest.mark.parametrize("separator", [",", "\t", ";"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_separators_and_line_ends(self, separator: str, line_end: str) -> None:
        text = line_end.join(["序号|名称|人数", "1|甲，乙|3", "", "2|丙|", ""]).replace("|", separator)
        assert only_sheet(text.encode()).rows == [
            ["序号", "名称", "人数"],
            ["1", "甲，乙", "3"],
            [None, None, None],
            ["2", "丙", None],
        ]

    def test_a_separator_inside_quotes_does_not_decide(self) -> None:
        text = '名称;说明\n甲;"a,b,c"\n乙;"d,e,f"\n'
        assert only_sheet(text.encode()).rows == [["名称", "说明"], ["甲", "a,b,c"], ["乙", "d,e,f"]]

    def test_the_declared_separator_is_obeyed_and_is_no_row(self) -> None:
        assert only_sheet(b"sep=;\r\na,1;b\r\n").rows == [["a,1", "b"]]

    def test_rows_of_different_length_are_filled_up(self) -> None:
        assert only_sheet(b"a\nb,c,d\n,,\n").rows == [["a", None, None], ["b", "c", "d"]]


class TestWord:
    def test_paragraphs_and_tables_in_order(self) -> None:
        def fill(document: docx.document.Document) -> None:
            document.add_paragraph("附件4")
            document.add_paragraph("")
            table = document.add_table(3, 3)
            for row in range(3):
                for column in range(3):
                    table.cell(row, column).text = f"{row}{column}"
            table.cell(0, 1).merge(table.cell(0, 2)).text = "横"
            table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
            document.add_paragraph("填表人：")

        workbook = read_workbook(docx_file(fill))
        assert workbook.kind == "docx"
        [sheet] = workbook.sheets
        assert sheet.name == "正文"
        assert sheet.rows == [
            ["附件4", None, None],
            [None, None, None],
            ["00", "横", None],
            ["竖", "11", "12"],
            [None, "21", "22"],
            ["填表人：", None, None],
        ]
        assert sheet.merged == [(2, 1, 2, 2), (3, 0, 4, 0)]

    def test_blocks_that_merge_both_ways_and_cells_that_start_late(self) -> None:
        cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
        wide = '<w:gridSpan w:val="2"/>'
        starts, goes_on = f'{wide}<w:vMerge w:val="restart"/>', f"{wide}<w:vMerge/>"
        body = (
            f"<w:tbl><w:tr>{cell.format(starts, 'a')}{cell.format('', 'b')}</w:tr>"
            f"<w:tr>{cell.format(goes_on, '')}{cell.format('', 'c')}</w:tr>"
            f"<w:tr>{cell.format(starts, 'd')}{cell.format('', 'e')}</w:tr>"
            f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{cell.format("", "f")}</w:tr></w:tbl>'
        )
        sheet = only_sheet(docx_of(body))
        assert sheet.rows == [["a", None, "b"], [None, None, "c"], ["d", None, "e"], [None, None, "f"]]
        assert sheet.merged == [(0, 0, 1, 1), (2, 0, 2, 1)]

    def test_only_text_that_is_on_the_page(self) -> None:
        body = (
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            "<w:p><w:del><w:r><w:delText>删</w:delText><w:tab/></w:r></w:del><w:ins><w:r><w:t>12</w:t></w:r></w:ins>"
            "<w:moveFrom><w:r><w:t>99</w:t></w:r></w:moveFrom><w:r><w:tab/><w:t>人</w:t><w:br/><w:t>次</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>题</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t>"
            "</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:t>框</w:t></mc:Fallback></mc:AlternateContent>"
            "</w:r></w:p>"
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p><w:p><w:r><w:t>二</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        )
        assert only_sheet(docx_of(body)).rows == [["控件"], ["12\t人\n次"], ["题\n框"], ["一\n二"]]


def xls_stream() -> bytes:
    """The records of a small workbook."""
    begin = b"\x00\x06\x05\x00" + bytes(12)
    sheet = biff_record(0x0809, b"\x00\x06\x10\x00" + bytes(12))
    sheet += biff_record(0x0203, bytes(6) + b"\0\0\0\0\0\0\x14\x40") + biff_record(0x000A)
    name = b"\x01\x00S"

    def head(offset: int) -> bytes:
        bound = biff_record(0x0085, offset.to_bytes(4, "little") + b"\0\0" + name)
        return biff_record(0x0809, begin) + bound + biff_record(0x000A)

    return head(len(head(0))) + sheet


def test_a_file_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "日报.csv"
    path.write_bytes(xls_file(lambda workbook: workbook.add_sheet("表").write(0, 0, "甲")))
    assert read_workbook(path.read_bytes()).kind == "xls"
