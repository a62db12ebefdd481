"""Tables and words of 报送情况, made from obligations, files and findings."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from dashboard import labels
from dashboard.formats import NO_BASE, NOT_REPORTED, number
from dashboard.queries import joined_names
from dashboard.views.explained import standing
from data.warehouse.period import Period

_OUTCOMES = {"accepted": "已接收", "rejected": "退回"}
_OWED_NOT = ("exempt", "pending")

_PLACE_COLUMNS = {
    "place": "地区",
    "owed": "应报",
    "reported": "已报",
    "zero_reports": "其中零报告",
    "on_time": "按时",
    "late": "迟报",
    "returned": "退回",
    "missing": "未报",
    "exempt": "免报",
    "on_time_rate": "按时率（%）",
    "first_pass_rate": "一次通过率（%）",
    "late_hours_median": "迟报时长中位（小时）",
    "late_hours_max": "最长迟报（小时）",
}


def counts(rows: pd.DataFrame) -> dict[str, int]:
    """应报, 已报, 按时, 迟报, 退回, 未报 of obligation rows; 免报 and 未到期 owe nothing."""
    status = rows["status"].value_counts()
    found = {name: int(status.get(name, 0)) for name in labels.REPORT_STATUS}
    owed = sum(value for name, value in found.items() if name not in _OWED_NOT)
    return {
        "应报": owed,
        "已报": found["on_time"] + found["late"],
        "按时": found["on_time"],
        "迟报": found["late"],
        "退回": found["returned"],
        "未报": found["missing"],
    }


def carried_note(silent: dict[str, int], carried: int) -> dict[str, str]:
    """沿用 1 below the number of 未报: for that many places the earlier numbers stand in; 含退回 where some came back.

    Args:
        silent: reports that have not come, by word of their status.
        carried: how many of them are carried forward.
    """
    if not carried:
        return {}
    others = [word for word, count in silent.items() if count and word != NOT_REPORTED]
    return {NOT_REPORTED: f"沿用 {carried}（含{'、'.join(others)}）" if others else f"沿用 {carried}"}


def headline(rows: pd.DataFrame) -> str:
    """The finding: all on time, or who many are late, returned, missing."""
    found = counts(rows)
    if found["应报"] == 0:
        return "本期没有应报的报表"
    if found["按时"] == found["应报"]:
        return f"应报 {found['应报']}，全部按时报送"
    troubles = "，".join(f"{name} {found[name]}" for name in ("迟报", "退回", "未报") if found[name])
    return f"应报 {found['应报']}，已报 {found['已报']}：{troubles}"


def reminder(form_label: str, rows: pd.DataFrame, period: Period, at: datetime) -> str:
    """The text to send to those whose report is missing or was returned; empty when there are none.

    Args:
        form_label: name of the form.
        rows: obligations of one period.
        period: that period.
        at: Beijing time of writing.
    """
    silent = rows[rows["status"].isin(("missing", "returned"))]
    if silent.empty:
        return ""
    lines = [f"【催报】{form_label}，{period.label}"]
    for row in silent.itertuples():
        word = "退回后尚未重报" if row.status == "returned" else "尚未报送"
        lines.append(f"{row.place}：{word}，截止时间 {row.due_at:%m月%d日 %H:%M}")
    lines.append(f"请尽快报送；没有缺工的也请零报告。（{at:%Y年%m月%d日 %H:%M}）")
    return "\n".join(lines)


def status_cells(rows: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """row, row_key, column, status of obligations in some periods, for the grid."""
    names = labels.short_places(list(dict.fromkeys(rows["place_code"])))
    shown = rows[rows["period"].isin([str(period) for period in periods])]
    return pd.DataFrame(
        {
            "row": [names[code] for code in shown["place_code"]],
            "row_key": shown["place_code"],
            "column": [Period.parse(text) for text in shown["period"]],
            "status": shown["status"],
        }
    )


def status_table(rows: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """地区 and one column per period with symbol and word of the status; NaN where nothing was owed."""
    cells = {
        (code, period): "".join(labels.REPORT_STATUS[status])
        for code, period, status in zip(rows["place_code"], rows["period"], rows["status"], strict=True)
    }
    places = dict(zip(rows["place_code"], rows["place"], strict=True))
    columns: dict[str, list[str | None]] = {"地区": list(places.values())}
    for period in periods:
        columns[period.short_label] = [cells.get((code, str(period))) for code in places]
    return pd.DataFrame(columns)


def place_table(rows: pd.DataFrame) -> pd.DataFrame:
    """应报, 已报, how and how late, 零报告, rates by place, of `Warehouse.punctuality`; the least punctual first."""
    made = pd.DataFrame({word: rows[name] for name, word in _PLACE_COLUMNS.items()})
    for word in ("按时率（%）", "一次通过率（%）"):
        made[word] = [NO_BASE if value is None else value for value in made[word]]
    order = [101.0 if value == NO_BASE else float(value) for value in made["按时率（%）"]]
    return (
        made.assign(order=order)
        .sort_values(["order", "未报"], ascending=[True, False], kind="stable")
        .drop(columns="order")
    )


def place_finding(made: pd.DataFrame) -> str:
    """薛城区按时率最低（69.2%）; 各地均按时报送 where nobody was late. Of `place_table`."""
    rates = [
        (float(rate), str(place))
        for rate, place in zip(made["按时率（%）"], made["地区"], strict=True)
        if rate != NO_BASE
    ]
    if not rates:
        return "各地均不应报"
    lowest = min(rate for rate, _ in rates)
    if lowest == 100:
        return "各地均按时报送"
    places = [place for rate, place in rates if rate == lowest]
    if len(places) == len(rates) > 1:
        return f"各地按时率均为 {number(lowest, '%', 1)}"
    return f"{joined_names(places)}按时率最低（{number(lowest, '%', 1)}）"


def file_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Files with their row reconciliation: 表体行数 = 入库 + 搁置 + 合计 + 空行."""
    parts = rows[["rows_loaded", "rows_set_aside", "rows_total", "rows_blank"]].sum(axis=1)
    return pd.DataFrame(
        {
            "文件": rows["file_name"],
            "地区": rows["place"].fillna("未识别"),
            "报告期": [
                Period.parse(text).short_label if isinstance(text, str) else "未识别" for text in rows["period"]
            ],
            "收到时间": rows["received_at"],
            "结果": [_OUTCOMES[outcome] for outcome in rows["outcome"]],
            "版次": [NO_BASE if pd.isna(version) else int(version) for version in rows["version"]],
            "表体行数": rows["rows_in_file"],
            "入库": rows["rows_loaded"],
            "搁置": rows["rows_set_aside"],
            "合计行": rows["rows_total"],
            "空行": rows["rows_blank"],
            "核对": [
                "相符" if whole == part else "不符" for whole, part in zip(rows["rows_in_file"], parts, strict=True)
            ],
            "发现": rows["findings"],
            "其中阻断": rows["blocking"],
        }
    )


def finding_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Findings as readers see them, the most serious of each file first."""
    return pd.DataFrame(
        {
            "级别": rows["level"],
            "地区": rows["place"].fillna("未识别"),
            "文件": rows["file_name"],
            "位置": [
                " ".join(part for part in (sheet, cell) if isinstance(part, str) and part) or NO_BASE
                for sheet, cell in zip(rows["sheet"], rows["cell"], strict=True)
            ],
            "说明": rows["message"],
            "核实情况": standing(rows),
            "处理办法": rows["advice"],
        }
    )


def unrecognised_table(files: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Files that belong to no place or period, with why and what to do."""
    first = findings.drop_duplicates("submission_id").set_index("submission_id")
    reason = files["submission_id"].map(first["message"]).fillna("未识别")
    advice = files["submission_id"].map(first["advice"]).fillna(NO_BASE)
    return pd.DataFrame(
        {"文件": files["file_name"], "收到时间": files["received_at"], "原因": reason, "处理办法": advice}
    )
