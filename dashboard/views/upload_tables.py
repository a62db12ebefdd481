"""Tables and words about uploaded files."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from dashboard import labels
from dashboard.formats import NO_BASE
from dashboard.intake import FileReport, FoundProblem
from data.warehouse.levels import Level
from data.warehouse.period import Period

_UNRECOGNISED = "未识别"


class Outcome(NamedTuple):
    """Word and icon of what became of a file."""

    word: str
    icon: str


OUTCOMES: Mapping[str, Outcome] = {
    "accepted": Outcome("已接收", ":material/check_circle:"),
    "rejected": Outcome("退回", ":material/cancel:"),
    "duplicate": Outcome("重复", ":material/content_copy:"),
    "not_received": Outcome("未收到", ":material/error:"),
}


def summary(reports: Sequence[FileReport]) -> str:
    """核对 3 份：已接收 2，退回 1."""
    counts = Counter(report.outcome for report in reports)
    words = "，".join(f"{outcome.word} {counts[key]}" for key, outcome in OUTCOMES.items() if counts[key])
    return f"核对 {len(reports)} 份：{words}"


def heading_of(report: FileReport) -> str:
    """File, outcome and findings by level, as Markdown that shows the file name as it is."""
    counts = Counter(finding.level for finding in report.findings)
    found = "、".join(f"{level} {counts[level]}" for level in Level if counts[level])
    return labels.plain(f"{report.name}　{OUTCOMES[report.outcome].word}，{found}")


def file_table(reports: Iterable[FileReport], forms: Mapping[str, str]) -> pd.DataFrame:
    """A line a file with its row reconciliation; `forms`: names of forms by code."""
    return pd.DataFrame(
        [
            {
                "文件": report.name,
                "结果": OUTCOMES[report.outcome].word,
                "表式": forms.get(report.form, report.form) if report.form else _UNRECOGNISED,
                "地区": labels.place(report.place) if report.place else _UNRECOGNISED,
                "报告期": Period.parse(report.period).short_label if report.period else _UNRECOGNISED,
                "表体行数": report.in_file,
                "入库": report.loaded,
                "搁置": report.set_aside,
                "合计行": report.totals,
                "空行": report.blank,
                "核对": "相符" if report.is_reconciled else "不符",
                "发现": len(report.findings),
            }
            for report in reports
        ]
    )


def problem_table(findings: Iterable[FoundProblem]) -> pd.DataFrame:
    """级别, 工作表, 单元格, 问题, 处理办法, the most serious first."""
    order = list(Level)
    return pd.DataFrame(
        [
            {
                "级别": str(one.level),
                "工作表": one.sheet or NO_BASE,
                "单元格": one.cell or NO_BASE,
                "问题": one.message,
                "处理办法": one.advice,
            }
            for one in sorted(findings, key=lambda one: order.index(one.level))
        ]
    )
