"""报送情况: who has reported, in time or late, and who has not."""

from functools import partial

import pandas as pd

from dashboard import charts, labels
from dashboard.briefing.facts import Facts
from dashboard.briefing.model import Cell, Column, Figure, Name, Section, Sentence, Table, When
from dashboard.briefing.sections.parts import clause, joined, rows_of, section, sentence, table
from dashboard.formats import NO_BASE

_PERIODS = 8
_COUNTS = (("expected", "应报"), ("reported", "实报"), ("carried", "沿用"), ("missing", "未报"))


def reporting(facts: Facts) -> Section | None:
    """The section; None where nobody owes the report."""
    if not facts.coverage.expected:
        return None
    owed = facts.warehouse.obligations(facts.own_form.form, facts.cut.area, [facts.period])
    sentences = [_coverage(facts), _rates(facts), _late(owed), _silent(owed)]
    return section(facts, "reporting", "报送情况", sentences, [partial(_grid, facts)], [partial(_table, owed)])


def _coverage(facts: Facts) -> Sentence:
    runs = []
    for field, word in _COUNTS:
        counted = facts.covered(field)
        if counted.value or field in {"expected", "reported"}:
            runs.append((f"{word} ", counted, " 个"))
    return sentence("reporting.coverage", "本期", joined(runs, "，"), "。")


def _rates(facts: Facts) -> Sentence | None:
    words = joined([clause(facts, key) for key in ("reporting_rate", "on_time_rate")])
    return sentence("reporting.rates", words, "。") if words else None


def _late(owed: pd.DataFrame) -> Sentence | None:
    late = owed[owed["status"] == "late"]
    runs = [
        (Name(row["place"]), "（", When(f"{row['first_accepted_at']:%m-%d %H:%M}"), " 报来）") for row in rows_of(late)
    ]
    return sentence("reporting.late", "迟报：", joined(runs, "、"), "。") if runs else None


def _silent(owed: pd.DataFrame) -> Sentence | None:
    runs = []
    for status in ("missing", "returned"):
        names = [(Name(row["place"]),) for row in rows_of(owed[owed["status"] == status])]
        if names:
            word = {"missing": "未报：", "returned": "退回后未重报："}[status]
            runs.append((word, *joined(names, "、")))
    return sentence("reporting.silent", joined(runs, "；"), "。") if runs else None


def _grid(facts: Facts) -> Figure | None:
    known = facts.warehouse.periods(facts.own_form.form, facts.cut.area)
    periods = [period for period in known if period <= facts.period][-_PERIODS:]
    if len(periods) < 2:
        return None
    owed = facts.warehouse.obligations(facts.own_form.form, facts.cut.area, periods)
    if owed.empty:
        return None
    names = labels.short_places(list(dict.fromkeys(owed["place_code"])))
    rows = pd.DataFrame(
        {
            "row": [names[code] for code in owed["place_code"]],
            "column": [next(p for p in periods if str(p) == text) for text in owed["period"]],
            "status": owed["status"],
        }
    )
    words = {(row["row"], row["column"]): labels.REPORT_STATUS[row["status"]][1] for row in rows_of(rows)}
    cells: list[list[Cell]] = [
        [Name(name), *(words.get((name, period), NO_BASE) for period in periods)]
        for name in dict.fromkeys(rows["row"])
    ]  # fmt: skip
    counted = facts.covered("reported"), facts.covered("expected")
    return Figure(
        "reporting",
        sentence("reporting.figure", "本期实报 ", counted[0], " 个，应报 ", counted[1], " 个"),
        f"{facts.own_form.label}各期报送情况，截至{facts.period.label}",
        charts.status_grid(rows),
        f"最近 {len(periods)} 期各地报送情况的格子图。",
        table("reporting_grid", ("各期报送情况",), [Column("地区"), *(Column(p.short_label) for p in periods)], cells),
    )


def _table(owed: pd.DataFrame) -> Table | None:
    if owed.empty:
        return None
    rows: list[list[Cell]] = []
    for row in rows_of(owed):
        received = NO_BASE if pd.isna(row["first_accepted_at"]) else f"{row['first_accepted_at']:%m-%d %H:%M}"
        rows.append(
            [Name(row["place"]), f"{row['due_at']:%m-%d %H:%M}", received, labels.REPORT_STATUS[row["status"]][1]]
        )
    columns = [Column("地区"), Column("截止时间"), Column("首份合格报送"), Column("情况")]
    return table("reporting", ("各地报送情况",), columns, rows)
