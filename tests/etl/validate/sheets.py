"""Report sheets for the tests of reading, as grids of cells."""

from collections.abc import Iterable, Sequence

from data.warehouse.levels import Level
from etl.sources.grid import CellValue, Sheet, Workbook
from etl.validate import FindingRecord, Hints, Reading, read_opened

Row = Sequence[CellValue]

WEEKLY_HEADER: Row = (
    "序号",
    "企业名称",
    "企业类型",
    "用工规模(人)",
    "缺工类型",
    "缺工人数(人)",
    "本周解决用工人数(人)",
    "累计解决用工人数(人)",
    "备注",
)
DAILY_HEADER: Row = (
    "序号",
    "企业名称",
    "所在县（市、区）",
    "生产物资种类",
    "解决用工工种",
    "解决用工人数",
    "缺工工种",
    "缺工人数",
    "备注",
)
SKILLS = ("普工", "初、中级技工", "高级技工及以上技能人才")
WEEKLY_TOP: tuple[Row, ...] = (
    ("企业用工24小时服务保障机制周调度",),
    ("薛城区人力资源和社会保障局(签章)", None, None, None, None, None, "2021年5月21日"),
)
DAILY_TOP: tuple[Row, ...] = (
    ("重点企业用工调度保障工作信息汇总表",),
    ("长春市南关区人力资源和社会保障局：", None, None, None, None, None, "2020年2月19日"),
)
WEEKLY_FILE = "薛城区2021年第20周.xlsx"
DAILY_FILE = "南关区2020年2月19日.xlsx"


def grid(
    rows: Iterable[Row],
    name: str = "Sheet1",
    *,
    hidden: bool = False,
    merged: Sequence[tuple[int, int, int, int]] = (),
    broken: dict[tuple[int, int], str] | None = None,
) -> Sheet:
    """A sheet of these rows, made rectangular."""
    listed = [list(row) for row in rows]
    width = max(len(row) for row in listed)
    return Sheet(name, hidden, [row + [None] * (width - len(row)) for row in listed], list(merged), broken or {})


def enterprise(
    name: CellValue, *lines: Row, serial: CellValue = 1, headcount: CellValue = 100, kind: CellValue = "其他企业",
    remark: CellValue = None,
) -> list[Row]:  # fmt: skip
    """The lines of one enterprise of the weekly form: (shortage, this week, total) per skill level."""
    numbers = lines or ((5, 1, 10), (3, 0, 4), (0, 0, 0))
    rows: list[Row] = []
    for position, (skill, line) in enumerate(zip(SKILLS, numbers, strict=False)):
        first = (serial, name, kind, headcount) if position == 0 else (None, None, None, None)
        rows.append((*first, skill, *line, remark if position == 0 else None))
    return rows


def weekly(
    *blocks: Sequence[Row], top: Sequence[Row] = WEEKLY_TOP, below: Sequence[Row] = (), name: str = "周调度"
) -> Sheet:
    """A sheet of the weekly form of 薛城区, 2021-W20."""
    return grid([*top, WEEKLY_HEADER, *(row for block in blocks for row in block), *below], name)


def daily(*rows: Row, top: Sequence[Row] = DAILY_TOP, header: Row = DAILY_HEADER) -> Sheet:
    """A sheet of the daily form of 南关区, 2020-02-19."""
    return grid([*top, header, *rows], "附件4")


def daily_line(
    *, name: CellValue = "长春某某防护用品有限公司", serial: CellValue = 1, place: CellValue = "南关区",
    goods: CellValue = 1, resolved_job: CellValue = "缝纫工", resolved: CellValue = 10,
    shortage_job: CellValue = "装卸工", shortage: CellValue = 4, remark: CellValue = None,
) -> Row:  # fmt: skip
    """One line of the daily form."""
    return (serial, name, place, goods, resolved_job, resolved, shortage_job, shortage, remark)


def read(*sheets: Sheet, file_name: str = WEEKLY_FILE, **stated: str) -> Reading:
    """The sheets as one workbook, read."""
    return read_opened(Workbook("xlsx", list(sheets), None, False), Hints(file_name, **stated))


def read_daily(*rows: Row, file_name: str = DAILY_FILE, **stated: str) -> Reading:
    """Lines of the daily form, read."""
    return read(daily(*rows), file_name=file_name, **stated)


def codes(reading: Reading) -> list[str]:
    """The codes of all findings."""
    return [finding.code for finding in reading.findings]


def only(reading: Reading, code: str) -> FindingRecord:
    """The one finding of that code."""
    found = [finding for finding in reading.findings if finding.code == code]
    assert len(found) == 1, codes(reading)
    return found[0]


def expect(reading: Reading, code: str, level: Level, cell: str = "", *words: str) -> None:
    """The one finding of that code stands at that cell, has that level and says these words."""
    finding = only(reading, code)
    assert (finding.level, finding.cell) == (level, cell)
    for word in words:
        assert word in finding.message
    rows = reading.rows
    assert rows.in_file == rows.loaded + rows.set_aside + rows.totals + rows.blank


def facts(reading: Reading, table: str) -> list[tuple[object, ...]]:
    """The facts of a table without place and enterprise."""
    return [row[2:] for row in reading.facts.get(table, [])]
