"""The sheets that prove the workbook: sentences, table cells, statements, and what changed since the last making."""

from collections.abc import Sequence
from typing import Final

from xlsxwriter.worksheet import Worksheet

from dashboard import as_known
from dashboard.briefing.changes import NOTHING, CellChange, Changes, SentenceChange
from dashboard.briefing.evidence import Basis, Evidence, Proof, answered
from dashboard.briefing.sources import Query
from dashboard.briefing.workbook_parts import Sheets, height, number_format
from dashboard.queries import statements
from data.warehouse.sheet_text import sheet_text

_PIECE: Final = 32_000
"""Signs of a statement that one cell takes; the rest stands in the cells to its right."""

_SMALLER: Final = 1.2
"""How many more signs a line of a statement takes in its smaller face."""
_SENTENCE_HEADS = (
    ("数", 9), ("值", 9), ("怎么得来", 18), ("指标", 14), ("口径", 44), ("地区、条件、分组", 22), ("报告期", 22),
    ("表式", 16), ("取数结果", 22), ("来源数", 8), ("来源", 9), ("语句", 6), ("SQL", 40),
)  # fmt: skip
_PUBLIC_HEADS = _SENTENCE_HEADS[:8]
_CELL_HEADS = (
    ("表", 24), ("行", 26), ("列", 18), ("数", 10), ("值", 10), ("怎么得来", 18),
    ("取数：语句［分组］= 结果（来源数）", 70),
)  # fmt: skip
_QUERY_HEADS = (
    ("语句", 6), ("指标", 14), ("地区、条件", 22), ("分组", 8), ("报告期", 22), ("表式", 16), ("依据", 20),
    ("SQL", 110),
)  # fmt: skip
_CHANGE_HEADS = (("位置", 28), ("原为", 42), ("现为", 42), ("因为", 60))


def sentence_sheet(sheets: Sheets, proof: Evidence) -> str:
    """句子与依据: each sentence, and below it a line for every question behind each of its numbers."""
    heads = _PUBLIC_HEADS if proof.is_public else _SENTENCE_HEADS
    sheet = sheets.add("句子与依据", "句子与依据", _how_to_run(proof))
    sheets.heads(sheet, 3, [head for head, _ in heads], [width for _, width in heads])
    last = min(len(heads), 12) - 1
    width = sum(width for _, width in heads[: last + 1])
    row = 4
    for sentence in proof.sentences:
        if not sentence.numbers:
            continue
        sheet.merge_range(row, 0, row, last, "", sheets.styles.group)
        sheet.write_string(row, 0, sheet_text(sentence.text), sheets.styles.group)
        sheet.set_row(row, height([sentence.text], [width]))
        row += 1
        for found in sentence.numbers:
            row = _number_rows(sheets, sheet, row, found, proof)
    sheet.print_area(0, 0, row, last)
    return sheets.last


def _number_rows(sheets: Sheets, sheet: Worksheet, row: int, found: Proof, proof: Evidence) -> int:
    """A line a question, with all its groups; number, value and rule stand on the first. Returns the next row."""
    words = sheets.styles.words(valign="top", indent=1)
    asked: dict[int, list[Basis]] = {}
    for basis in found.bases:
        asked.setdefault(basis.query, []).append(basis)
    for number, bases in asked.items():
        query, is_first = proof.queries[number], number == found.bases[0].query
        if is_first:
            _number(sheets, sheet, row, 0, found)
        definition = query.definition if is_first else ""
        told = [
            found.words if is_first else "",
            query.label,
            definition,
            _where(query, bases),
            _period(query),
            query.form,
        ]
        for column, text in enumerate(told, start=2):
            sheet.write_string(row, column, sheet_text(text), words)
        if not proof.is_public:
            told.append(_answers(query, bases))
            sheet.write_string(row, 8, sheet_text(told[-1]), sheets.styles.words(valign="top", align="right"))
            counted = sum(basis.cells or 0 for basis in bases)
            sheet.write_number(row, 9, counted, sheets.styles.made(num_format="#,##0", valign="top"))
            sheet.write_string(row, 10, query.counts, words)
            sheet.write_string(row, 11, f"Q{number + 1}", words)
            _statement(sheets, sheet, row, 12, _own_sql(query, bases))
        sheet.set_row(row, height(told, [width for _, width in _SENTENCE_HEADS[2 : 2 + len(told)]]))
        row += 1
    return row


def cell_sheet(sheets: Sheets, proof: Evidence) -> str:
    """表格数字依据: a line for every number of every table, with the statements that it is read from."""
    sheet = sheets.add("表格数字依据", "表格数字依据", "语句号见“查询语句”；一行可以有几项取数，按“怎么得来”依次代入。")
    sheets.heads(sheet, 3, [head for head, _ in _CELL_HEADS], [width for _, width in _CELL_HEADS])
    words, row = sheets.styles.words(wrap=False), 4
    for table in proof.tables:
        for cell in table.cells:
            if cell.proof is None:
                continue
            for column, text in enumerate((table.title, cell.row, cell.column)):
                sheet.write_string(row, column, sheet_text(text), words)
            _number(sheets, sheet, row, 3, cell.proof)
            sheet.write_string(row, 5, cell.proof.words, words)
            asked = "；".join(_asked(basis, proof.queries[basis.query]) for basis in cell.proof.bases)
            sheet.write_string(row, 6, sheet_text(asked), words)
            row += 1
    if row > 4:
        sheet.autofilter(3, 0, row - 1, len(_CELL_HEADS) - 1)
    return sheets.last


def query_sheet(sheets: Sheets, proof: Evidence) -> str:
    """查询语句: every distinct question once, with its statement for all groups."""
    sheet = sheets.add("查询语句", "查询语句", _how_to_run(proof))
    sheets.heads(sheet, 3, [head for head, _ in _QUERY_HEADS], [width for _, width in _QUERY_HEADS])
    words = sheets.styles.words(valign="top")
    for row, query in enumerate(proof.queries, start=4):
        place = "，".join(word for word in (query.place, query.conditions) if word)
        told = (f"Q{row - 3}", query.label, place, query.by, _period(query), query.form, query.origin)
        for column, text in enumerate(told):
            sheet.write_string(row, column, sheet_text(text), words)
        _statement(sheets, sheet, row, len(told), query.sql, wrap=True)
        sheet.set_row(row, height([query.sql or ""], [_QUERY_HEADS[-1][1] * _SMALLER], line=11))
    return sheets.last


def change_sheet(sheets: Sheets, found: Changes) -> str:
    """与上次生成的变化: what the two are of, sentences, table cells."""
    sheet = sheets.add("与上次生成的变化", "与上次生成的变化")
    sheets.heads(sheet, 3, [head for head, _ in _CHANGE_HEADS], [width for _, width in _CHANGE_HEADS])
    rows = (
        ("版本", [(name, before, after, "") for name, before, after in found.metadata]),
        ("句子", [_changed(item.key, item) for item in found.sentences]),
        ("表格", [_changed(f"{item.title}：{item.row}，{item.column}", item) for item in found.cells]),
    )
    row = 4
    for title, changed in rows:
        said = f"{title}：{len(changed)} 处" if changed else f"{title}：没有变化"
        sheet.merge_range(row, 0, row, 3, "", sheets.styles.group)
        sheet.write_string(row, 0, said, sheets.styles.group)
        row += 1
        for line in changed:
            for column, text in enumerate(line):
                sheet.write_string(row, column, sheet_text(text), sheets.styles.words(valign="top"))
            sheet.set_row(row, height(line, [width for _, width in _CHANGE_HEADS]))
            row += 1
    return sheets.last


def _changed(where: str, item: SentenceChange | CellChange) -> tuple[str, str, str, str]:
    """A line of the changes."""
    return where, item.before or NOTHING, item.after or NOTHING, "；".join(item.because)


def _number(sheets: Sheets, sheet: Worksheet, row: int, column: int, found: Proof) -> None:
    """As shown, and the value beside it as a number."""
    sheet.write_string(row, column, sheet_text(found.text), sheets.styles.words(align="right", bold=True, valign="top"))
    if found.value is not None:
        face = sheets.styles.made(num_format=number_format(found.text).replace('"%"', ""), align="right", valign="top")
        sheet.write_number(row, column + 1, found.value, face)


def _statement(sheets: Sheets, sheet: Worksheet, row: int, column: int, sql: str | None, *, wrap: bool = False) -> None:
    """The whole statement, over as many cells as it takes."""
    face = sheets.styles.words(wrap=wrap, valign="top", font_name="Consolas", font_size=8)
    for piece, text in enumerate(_pieces(sql or "（没有可单独执行的语句）")):
        sheet.write_string(row, column + piece, text, face)


def _pieces(text: str) -> Sequence[str]:
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def _own_sql(query: Query, bases: Sequence[Basis]) -> str | None:
    """The statement of a single group, or of all where several are asked."""
    if len(bases) > 1 or not query.sql or not (query.by or bases[0].key):
        return query.sql
    return statements.of_group(query.sql, bases[0].key)


def _where(query: Query, bases: Sequence[Basis]) -> str:
    """枣庄市，普工：市中区、薛城区."""
    place = "，".join(word for word in (query.place, query.conditions) if word)
    names = "、".join(basis.name for basis in bases if basis.name)
    return f"{place}：{names}" if names else place


def _answers(query: Query, bases: Sequence[Basis]) -> str:
    """4,080; of several groups each with its name, a line each."""
    if len(bases) == 1:
        return answered(bases[0], query)
    return "\n".join(f"{basis.name} {answered(basis, query)}" for basis in bases)


def _period(query: Query) -> str:
    return f"{query.period}，与{query.base}相比" if query.base else query.period


def _asked(basis: Basis, query: Query) -> str:
    """Q12［薛城区］= 4,080（120 个单元格）."""
    group = f"［{basis.name}］" if basis.name else ""
    unit = "条报送记录" if query.counts == "报送记录" else "个单元格"
    return f"Q{basis.query + 1}{group} = {answered(basis, query)}（{basis.cells or 0:,} {unit}）"


def _how_to_run(proof: Evidence) -> str:
    """Where a statement gives the number again."""
    if proof.is_public:
        return "对外版只列口径。"
    if proof.as_of is None:
        return f"语句可在 DuckDB 中只读打开发布文件 {proof.release}.duckdb 后粘贴执行，所得即取数结果。"
    return (
        f"数据时点 {as_known.said(proof.as_of)}：语句中的表是按该时刻已收到的报送重建的，"
        "须在按该时刻打开的发布上执行（data.warehouse.known.open_known）。"
    )
