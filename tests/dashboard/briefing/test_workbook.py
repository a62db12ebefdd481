"""The workbook read back with another library: every number of the briefing, the evidence, and nothing that runs."""

import io
import re
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.briefing.changes import CellChange, Changes, SentenceChange
from dashboard.briefing.compose import Request, compose
from dashboard.briefing.evidence import FORMAT, Basis, CellProof, Evidence, Proof, SentenceProof, TableProof, evidence
from dashboard.briefing.model import Bound, Briefing, Column, Edition, Name, Sentence, State, Table
from dashboard.briefing.sources import Query
from dashboard.briefing.workbook import xlsx
from dashboard.briefing.workbook_parts import number_format
from dashboard.queries import Warehouse
from data.warehouse.period import Period
from tests.dashboard.briefing import sample_briefing
from tests.support.package_faults import faults

_LONG_SQL = "select '" + "x" * 70_000 + "'"


def proof_of(briefing: Briefing, *, sql: str | None = "select 1") -> Evidence:
    """Evidence of the sample, made by hand: its questions need no warehouse."""
    query = Query(
        "shortage", "缺工人数", "人", "口径", "附件1", "枣庄市", "", "2021年第20周", "", "", "周调度", "单元格", sql
    )

    def proof(key: str, number: Bound) -> Proof:
        return Proof(
            key, number.text, number.value, "value", "取数", (Basis(0, "", "", number.value, 1.0, None, 1020),)
        )

    return Evidence(
        FORMAT, briefing.title, briefing.place_name, (str(briefing.period), briefing.period.label),
        briefing.edition.value, briefing.state.value, briefing.release.release_id, briefing.release.published_at,
        briefing.as_of, (query,),
        tuple(
            SentenceProof(s.key, s.text, tuple(proof(f"{s.key}#{n}", b) for n, b in enumerate(s.numbers, 1)))
            for s in briefing.sentences
        ),
        tuple(
            TableProof(t.key, t.title.text, tuple(
                CellProof(_text(row[0]), column.head, _text(cell), proof(f"{t.key}|{column.head}", cell))
                for row in t.rows for column, cell in zip(t.columns, row, strict=True) if isinstance(cell, Bound)
            ))
            for t in briefing.tables
        ),
    )  # fmt: skip


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else cell.text  # type: ignore[attr-defined]


def read(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def sample() -> Workbook:
    briefing = sample_briefing.briefing()
    return read(xlsx(briefing, proof_of(briefing), None))


def test_the_sheets_in_order(sample: Workbook) -> None:
    assert sample.sheetnames == [
        "目录", "表1 主要指标", "图1 各区（市）缺工人数", "附表1 企业明细", "往期修订", "句子与依据", "表格数字依据",
        "查询语句", "数据说明",
    ]  # fmt: skip


def test_the_contents_lead_to_every_sheet_and_back(sample: Workbook) -> None:
    contents = sample["目录"]
    links = {link.ref: link.location for row in contents for cell in row if (link := cell.hyperlink)}
    assert [target.split("!")[0].strip("'") for target in links.values()] == sample.sheetnames[1:]
    assert contents["A4"].value == sample_briefing.briefing().headline.text
    for name in sample.sheetnames[1:]:
        back = sample[name]["A3"].hyperlink
        assert back is not None
        assert back.location == "'目录'!A1"


def check_table(sheet: Worksheet, table: Table) -> int:
    """Every cell of the table on its sheet; how many numbers there are."""
    assert [cell.value for cell in sheet[4][: len(table.columns)]] == [column.head for column in table.columns]
    count = 0
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            found = sheet.cell(5 + number, 1 + column)
            if isinstance(cell, Bound) and cell.value is not None:
                assert isinstance(found.value, int | float)
                assert found.value == cell.value
                assert shown(found.value, found.number_format) == cell.text.replace("-", "−")
                count += 1
            else:
                assert found.value == _text(cell)
            assert found.data_type != "f"
            assert found.font.b == (number in table.total_rows)
    return count


def shown(value: float, pattern: str) -> str:
    """What a spreadsheet program shows, for the few patterns that are used."""
    positive, negative, *zero = pattern.split(";")
    part = zero[0] if zero and value == 0 else positive if value >= 0 else negative
    match = re.fullmatch(r'(?P<sign>\+|"−")?(?P<number>#,##0(?:\.(?P<decimals>0+))?|0)(?P<percent>"%")?', part)
    assert match is not None, part
    sign = (match["sign"] or "").strip('"')
    return f"{sign}{abs(value):,.{len(match['decimals'] or '')}f}{'%' if match['percent'] else ''}"


def test_every_number_of_a_real_briefing_is_in_the_workbook(published: Warehouse) -> None:
    briefing = compose(published, Request(Period.parse("2021-W24"), "370400"))
    proof = evidence(published, briefing)
    book = read(xlsx(briefing, proof, None))
    sheets = iter(book.worksheets[1:])
    count = 0
    for section in briefing.sections:
        for table in section.tables:
            count += check_table(next(sheets), table)
        for figure in section.figures:
            if figure.table not in section.tables:
                sheet = next(sheets)
                assert sheet["A2"].value == figure.subtitle
                count += check_table(sheet, figure.table)
    for table in briefing.appendix:
        count += check_table(next(sheets), table)
    assert count > 500
    assert next(sheets).title == "句子与依据"
    statements = book["句子与依据"]
    told = [(row[0].value, row[1].value) for row in statements.iter_rows(min_row=5) if row[2].value]
    assert told == [(n.text, n.value) for sentence in proof.sentences for n in sentence.numbers]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    by_number = {row[0].value: row[7].value for row in book["查询语句"].iter_rows(min_row=5)}
    assert by_number == {f"Q{number}": query.sql for number, query in enumerate(proof.queries, start=1)}
    cells = [row[3].value for row in book["表格数字依据"].iter_rows(min_row=5)]
    assert cells == [cell.proof.text for table in proof.tables for cell in table.cells if cell.proof]
    first = next(cell.proof for cell in proof.tables[0].cells if cell.proof)
    told = book["表格数字依据"]["G5"].value
    assert told == f"Q{first.bases[0].query + 1} = {first.text}（{first.bases[0].cells:,} 个单元格）"


def test_each_number_of_a_sentence_stands_with_definition_statement_and_cells(sample: Workbook) -> None:
    sheet = sample["句子与依据"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0][:5] == ["数", "值", "怎么得来", "指标", "口径"]
    assert rows[1][0] == sample_briefing.briefing().headline.text
    assert rows[2] == [
        "1,801", 1801, "取数", "缺工人数", "口径", "枣庄市", "2021年第20周", "周调度", "1,801", 1020, "单元格", "Q1",
        "select 1",
    ]  # fmt: skip


def test_hostile_text_is_text(sample: Workbook) -> None:
    assert sample["表1 主要指标"]["A6"].value == sample_briefing.HOSTILE
    assert sample["表1 主要指标"]["A6"].data_type == "s"
    assert sample["表1 主要指标"]["B6"].value == "未报"
    links = [cell.hyperlink for sheet in sample for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert all(link.target is None for link in links)  # only to sheets of the workbook


def test_totals_notes_and_marks(sample: Workbook) -> None:
    sheet = sample["表1 主要指标"]
    assert sheet["A7"].font.b
    assert sheet["A9"].value == "注：合计不含未报的区。"
    assert sheet["B3"].value == "演示数据"
    assert "演示数据" in sheet.oddHeader.right.text
    context = {row[0].value: row[1].value for row in sample["数据说明"].iter_rows(min_row=5)}
    assert context["报送覆盖"] == "6/7，未报 1"
    assert context["注：总体情况"] == "应有人数口径。"


def test_a_draft_says_so() -> None:
    briefing = sample_briefing.briefing(state=State.DRAFT, is_demo=False)
    assert read(xlsx(briefing, proof_of(briefing), None))["表1 主要指标"]["B3"].value == "草稿，数字还会变"


def test_sheets_are_made_for_paper(sample: Workbook) -> None:
    for sheet in sample.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        if sheet.title not in ("目录", "数据说明"):
            assert sheet.freeze_panes == "B5"
            assert sheet.print_title_rows == "$4:$4"
    assert sample["查询语句"].page_setup.orientation == "landscape"


def test_names_of_sheets_are_valid_and_unique() -> None:
    briefing = sample_briefing.briefing()
    title = "很长的名字[带*不许的?字符/和\\很多很多很多很多很多很多的字"
    named = replace(briefing.appendix[0], title=Sentence("long", (Name(title),)))
    tables = [replace(named, key=f"t{number}") for number in range(3)]
    changed = replace(briefing, appendix=tuple(tables), revisions=named)
    section = replace(briefing.sections[0], tables=tuple(tables))
    names = read(xlsx(replace(changed, sections=(section, section)), proof_of(changed), None)).sheetnames
    assert len(names) == len({name.casefold() for name in names}) == 1 + 6 + 3 + 1 + 4
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_a_long_statement_goes_on_in_the_next_cells_and_a_long_text_is_cut() -> None:
    briefing = sample_briefing.briefing()
    long = Table("long", Sentence("long", ("长",)), (Column("说明"),), (("甲" * 40_000,),))
    book = read(xlsx(replace(briefing, appendix=(long,)), proof_of(briefing, sql=_LONG_SQL), None))
    pieces = [cell.value for cell in book["查询语句"][5][7:]]
    assert "".join(pieces) == _LONG_SQL
    assert all(len(piece) <= 32_767 for piece in pieces)
    cut = book["附表1 长"]["A5"].value
    assert len(cut) == 32_767
    assert cut.endswith("…")


def test_the_same_briefing_gives_the_same_bytes() -> None:
    made = [xlsx(sample_briefing.briefing(), proof_of(sample_briefing.briefing()), None) for _ in range(2)]
    assert made[0] == made[1]
    assert faults(made[0]) == []
    assert read(made[0]).properties.created == datetime(2021, 5, 21, 14)


def test_changes_are_a_sheet_of_their_own() -> None:
    briefing = sample_briefing.briefing()
    moved = ("缺工人数（薛城区）由 10 变为 100",)
    found = Changes(
        (("发布版本", "R1", "R2"),),
        (SentenceChange("overall.shortage", "=原句", "现句", (), moved),),
        (CellChange("overall", "主要指标", "薛城区", "缺工人数（人）", None, "100", ()),),
    )
    book = read(xlsx(briefing, proof_of(briefing), found))
    assert book.sheetnames[-2:] == ["与上次生成的变化", "数据说明"]
    rows = [[cell.value for cell in row] for row in book["与上次生成的变化"].iter_rows(min_row=5)]
    assert [row[0] for row in rows] == [
        "版本：1 处", "发布版本", "句子：1 处", "overall.shortage", "表格：1 处", "主要指标：薛城区，缺工人数（人）",
    ]  # fmt: skip
    assert rows[3][1:] == ["=原句", "现句", moved[0]]
    assert rows[5][1:3] == ["（无）", "100"]
    nothing = read(xlsx(briefing, proof_of(briefing), Changes((), (), ())))["与上次生成的变化"]
    assert [nothing.cell(row, 1).value for row in (5, 6, 7)] == ["版本：没有变化", "句子：没有变化", "表格：没有变化"]


def test_the_public_edition_has_definitions_only() -> None:
    briefing = sample_briefing.briefing(edition=Edition.PUBLIC)
    book = read(xlsx(briefing, proof_of(briefing), None))
    assert "查询语句" not in book.sheetnames
    assert "表格数字依据" not in book.sheetnames
    heads = [cell.value for cell in book["句子与依据"][4]]
    assert heads == ["数", "值", "怎么得来", "指标", "口径", "地区、条件、分组", "报告期", "表式"]
    words = [cell.value for row in book["句子与依据"].iter_rows() for cell in row]
    assert "select 1" not in words
    assert 1020 not in words
    said = {row[0].value: row[1].value for row in book["数据说明"].iter_rows(min_row=5)}
    assert "不列取数结果、查询语句和来源单元格数" in said["对外版"]


@pytest.mark.parametrize(
    ("text", "value", "pattern"),
    [
        ("1,234", 1234, '#,##0;"−"#,##0'),
        ("+1,234", 1234, '+#,##0;"−"#,##0;0'),
        ("−0.4", -0.4, '+#,##0.0;"−"#,##0.0;0'),
        ("0", 0, '#,##0;"−"#,##0'),
        ("9.4%", 9.4, '#,##0.0"%";"−"#,##0.0"%"'),
        ("+2.2%", 2.2, '+#,##0.0"%";"−"#,##0.0"%";0'),
    ],
)
def test_a_number_reads_in_a_spreadsheet_as_in_the_briefing(text: str, value: float, pattern: str) -> None:
    assert number_format(text) == pattern
    assert shown(value, pattern) == text
