"""Errors planted in generated files: each is marked at its cells, and no sound cell is."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
import python_calamine

from data.warehouse.levels import Level
from etl.feedback.letter import note_text
from etl.feedback.stylesheet import FILLS
from etl.feedback.work import Task, make_copy
from etl.sources.grid import Sheet, Workbook, cell_name, cell_position
from etl.validate import Hints, Reading, read_report
from etl.validate.reading import FindingRecord
from tests.etl.feedback.district_files import differences, front_texts, letter, opened, workbook_file
from tests.etl.validate import sheets, test_findings

Capture = Callable[[Callable[[], Reading]], tuple[Reading, Workbook, Hints]]
NO_CELLS = {"file-unreadable"}
NOT_IN_THE_FILE = {"macros-ignored"}


@pytest.fixture
def capture(monkeypatch: pytest.MonkeyPatch) -> Capture:
    """Run a case of the findings' own test and keep the sheets that it read last."""
    seen: list[tuple[Workbook, Hints]] = []
    original = sheets.read_opened

    def reading(workbook: Workbook, hints: Hints) -> Reading:
        seen.append((workbook, hints))
        return original(workbook, hints)

    for module in (sheets, test_findings):
        monkeypatch.setattr(module, "read_opened", reading)

    def run(build: Callable[[], Reading]) -> tuple[Reading, Workbook, Hints]:
        seen.append((Workbook("xlsx", [sheets.weekly([])], None, False), Hints("x.xlsx")))
        result = build()  # some findings are about no workbook at all: they are listed, and mark nothing
        return result, *seen[-1]

    return run


def _cells(findings: list[FindingRecord], grids: list[Sheet]) -> dict[tuple[str, str], list[FindingRecord]]:
    """(sheet, cell) → findings about it; a covered cell counts as the top left one of its merge."""
    merged = {grid.name: grid.merged for grid in grids}
    found: dict[tuple[str, str], list[FindingRecord]] = {}
    for finding in findings:
        for cell in {finding.cell, *finding.further_cells} - {""}:
            position = cell_position(cell)
            assert position is not None
            for top, left, bottom, right in merged[finding.sheet]:
                if top <= position[0] <= bottom and left <= position[1] <= right:
                    position = (top, left)
            found.setdefault((finding.sheet, cell_name(*position)), []).append(finding)
    return found


WITH_CELLS = [case for case in test_findings.CASES if case[0] not in NO_CELLS]


@pytest.mark.parametrize(("code", "build"), [(case[0], case[3]) for case in WITH_CELLS], ids=[c[0] for c in WITH_CELLS])
def test_is_marked_at_its_cells_and_nowhere_else(code: str, build: Callable[[], Reading], capture: Capture) -> None:
    reading, workbook, _ = capture(build)
    findings = reading.findings
    assert code in {finding.code for finding in findings}
    original = workbook_file(*workbook.sheets)
    made = make_copy(Task(original, letter(*findings)))
    assert made.manner == "annotated"
    expected = _cells(findings, workbook.sheets)
    found = differences(original, made.copy.content)
    assert found.refilled == set(expected)
    assert found.commented == set(expected)
    assert found.changed == set()
    assert made.copy.marked_cells == len(expected)
    copy = opened(made.copy.content)
    for (sheet, cell), about in expected.items():
        worst = min((finding.level for finding in about), key=list(Level).index)
        assert copy[sheet][cell].fill.fgColor.rgb == FILLS[worst]
        for finding in about:
            assert note_text([finding]) in copy[sheet][cell].comment.text
    listed = front_texts(made.copy.content)
    for finding in findings:
        assert any(row[-2:] == [finding.message, finding.advice] for row in listed), finding.code
    python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made.copy.content))


def test_at_least_thirty_kinds_are_planted() -> None:
    assert len({case[0] for case in WITH_CELLS if case[2]}) >= 30


FROM_THE_FILE = [
    ("number-unreadable", lambda: sheets.weekly(_replaced(0, 5, "约20"))),
    ("skill-unknown", lambda: sheets.weekly(_replaced(0, 4, "大师"))),
    ("enterprise-missing", lambda: sheets.weekly(_replaced(0, 1, None))),
    ("blank-number", lambda: sheets.weekly(_replaced(1, 5, None))),
    ("duplicate-line", lambda: sheets.weekly(_rows(), _rows()[:1])),
]


def _rows() -> list[sheets.Row]:
    return sheets.enterprise("枣庄某某机械有限公司")


def _replaced(row: int, column: int, value: object) -> list[sheets.Row]:
    rows = [list(line) for line in _rows()]
    rows[row][column] = value  # type: ignore[call-overload]
    return rows  # type: ignore[return-value]


@pytest.mark.parametrize(("code", "build"), FROM_THE_FILE, ids=[case[0] for case in FROM_THE_FILE])
def test_from_the_bytes_to_the_mark(code: str, build: Callable[[], Sheet]) -> None:
    original = workbook_file(build())
    reading = read_report(original, Hints(sheets.WEEKLY_FILE))
    assert code in {finding.code for finding in reading.findings}
    found = differences(original, make_copy(Task(original, letter(*reading.findings))).copy.content)
    assert found.refilled == set(_cells(reading.findings, [build()]))


def test_every_cell_of_a_long_list_is_marked() -> None:
    rows = [sheets.daily_line(name=f"长春第{number}防护用品有限公司", goods="风筝") for number in range(9)]
    original = workbook_file(sheets.daily(*rows))
    reading = read_report(original, Hints(sheets.DAILY_FILE))
    finding = next(finding for finding in reading.findings if finding.code == "category-unknown")
    assert "等 9 处" in finding.message
    assert len(finding.further_cells) == 8
    found = differences(original, make_copy(Task(original, letter(finding))).copy.content)
    assert found.refilled == found.commented == {("附件4", f"D{row}") for row in range(4, 13)}


def test_several_findings_on_one_cell_share_its_note_and_the_worst_gives_the_colour() -> None:
    mild = FindingRecord("a", Level.NOTICE, "周调度", "F4", "问题一。", "办法一。")
    grave = FindingRecord("b", Level.BLOCK, "周调度", "F4", "问题二。", "办法二。")
    original = workbook_file(sheets.weekly(_rows()))
    copy = opened(make_copy(Task(original, letter(mild, grave))).copy.content)
    cell = copy["周调度"]["F4"]
    assert cell.fill.fgColor.rgb == FILLS[Level.BLOCK]
    assert cell.comment.text == "【阻断】问题二。\n处理办法：办法二。\n【提示】问题一。\n处理办法：办法一。"


def test_head_says_what_became_of_the_file_and_by_when_to_act() -> None:
    finding = FindingRecord("b", Level.BLOCK, "周调度", "F4", "问题。", "办法。")
    original = workbook_file(sheets.weekly(_replaced(0, 5, "约20")))
    rows = front_texts(make_copy(Task(original, letter(finding))).copy.content)
    head = {row[0]: row[1] for row in rows if row[0]}
    assert head["报表"] == "企业用工24小时服务保障机制周调度"
    assert head["收到时间"] == "2021年5月21日 10:35"
    assert head["处理结果"] == "已退回，请改后重报"
    assert head["发现问题"] == "阻断 1 处，核实 0 处，提示 0 处"
    assert head["时限"] == "请于2021年5月21日 12:00前改好重报，逾期按迟报统计"
    assert rows[-1] == ["1", "阻断", "周调度", "F4", "约20", "问题。", "办法。"]


@pytest.mark.parametrize(
    ("replaced", "outcome", "deadline"),
    [
        (
            {"written_at": datetime(2021, 5, 22)},
            "已退回，请改后重报",
            "报送时限为2021年5月21日 12:00，已过，请立即改好重报",
        ),
        ({"due_at": None}, "已退回，请改后重报", "请尽快改好重报"),
        (
            {"superseded_at": datetime(2021, 5, 21, 11)},
            "已退回；之后的更正件已接收，本份不需再报",
            "更正件已于2021年5月21日 11:00收到",
        ),
        ({"is_accepted": True}, "已接收，无须重报，请今后注意", "如需更正，请于2021年5月21日 12:00前重报"),
        ({"is_accepted": True, "due_at": None}, "已接收，无须重报，请今后注意", "如需更正，请尽快重报"),
    ],
)
def test_outcome_in_plain_words(replaced: dict[str, object], outcome: str, deadline: str) -> None:
    finding = FindingRecord("b", Level.BLOCK, "周调度", "F4", "问题。", "办法。")
    said = letter(finding, **replaced)
    assert (said.outcome(), said.deadline()) == (outcome, deadline)
