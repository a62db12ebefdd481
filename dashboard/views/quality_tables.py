"""Tables and words of 数据质量, made from what `dashboard.queries.quality` lists."""

from collections.abc import Sequence

import pandas as pd

from dashboard import labels, links
from dashboard.formats import NO_BASE, number
from dashboard.queries.quality import Quality
from dashboard.views.tables import Linked
from data.warehouse.metrics import metrics
from data.warehouse.period import Period
from data.warehouse.plausibility import METRIC_WORDS, Doubt
from data.warehouse.rounding import ratio
from data.warehouse.rules import rules

LEVELS = ("阻断", "核实", "提示")
_OUTCOMES = {"accepted": "已接收", "rejected": "退回"}
STATES = {
    "open": "待说明",
    "explained": "已说明",
    "superseded": "已有新版",
    "returned": "退回未重报",
    "told": "仅提示",
}
WAITING = ("open", "returned")
"""States in which somebody has still something to do."""


class Addresses:
    """Where rows lead: the report on 报送情况, what waits for a word there, the enterprise on 企业台账.

    Args:
        form: the form that the page is about.
        as_of: the moment in the address, kept on the way; None when there is none.
    """

    def __init__(self, form: str, as_of: str | None) -> None:
        self._form = form
        self._as_of = as_of

    def file(self, name: str, place: str, period: str, part: str | None = None) -> Linked:
        """A file of one place and period, on the given part of the page."""
        address = links.address("reporting", place=place, form=self._form, period=period, part=part, as_of=self._as_of)
        return Linked(name, address)

    def files(self, rows: pd.DataFrame) -> list[Linked | str]:
        """The files of rows with file_name, place_code, period; — where a row has no file."""
        columns = zip(rows["file_name"], rows["place_code"], rows["period"], strict=True)
        return [self.file(name, place, period) if isinstance(name, str) else NO_BASE for name, place, period in columns]

    def enterprise(self, name: str, place: str, enterprise: str, period: str) -> Linked:
        """One enterprise in the period that is doubted."""
        address = links.address("enterprise", place=place, enterprise=enterprise, period=period, as_of=self._as_of)
        return Linked(name, address)


def label(code: str) -> str:
    """The name of a rule; its code where a release comes from another version of the program."""
    found = rules().get(code)
    return found.label if found else code


def rule_table(findings: pd.DataFrame) -> pd.DataFrame:
    """级别, 规则, 要求, 处数 and how many stand how; the most serious level first, within it the most frequent."""
    rows: list[dict[str, object]] = []
    for (level, code), group in findings.groupby(["level", "code"], sort=False):
        rule = rules().get(str(code))
        row: dict[str, object] = {
            "级别": level,
            "规则": label(str(code)),
            "要求": rule.says if rule else NO_BASE,
            "处数": len(group),
            "文件": group["submission_id"].nunique(),
        }
        states = group["state"].value_counts()
        rows.append(row | {word: int(states.get(state, 0)) for state, word in STATES.items()})
    made = pd.DataFrame(rows, columns=["级别", "规则", "要求", "处数", "文件", *STATES.values()])
    order = made["级别"].map({level: place for place, level in enumerate(LEVELS)})
    return (
        made.assign(order=order)
        .sort_values(["order", "处数", "规则"], ascending=[True, False, True], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def district_table(quality: Quality) -> pd.DataFrame:
    """地区, files, findings by level, what waits, carried-forward periods, in the order of places."""
    rows = []
    for code, name in _places(quality).items():
        files = quality.files[quality.files["place_code"] == code]
        found = quality.findings[quality.findings["place_code"] == code]
        standing = quality.standing[quality.standing["place_code"] == code]
        counted = int(standing["age"].notna().sum())
        carried = int((standing["age"] > 0).sum())
        share = ratio(carried, counted, 100, 1)
        rows.append(
            {
                "地区": name,
                "收到文件": len(files),
                "退回": int((files["outcome"] == "rejected").sum()),
                **{level: int((found["level"] == level).sum()) for level in LEVELS},
                "待说明": int((found["state"] == "open").sum()),
                "退回未重报": int((found["state"] == "returned").sum()),
                "每百份发现": ratio(len(found), len(files), 100, 1),
                "有数的期数": counted,
                "其中沿用": carried,
                "沿用占比（%）": NO_BASE if share is None else share,
            }
        )
    return pd.DataFrame(rows)


def _places(quality: Quality) -> dict[str, str]:
    """Places with a file or something that stands, by code, in the order of places."""
    order = pd.concat([quality.standing[["place_code", "place"]], quality.files[["place_code", "place"]]])
    return dict(order.drop_duplicates("place_code").itertuples(index=False, name=None))


def finding_cells(quality: Quality, periods: Sequence[Period]) -> pd.DataFrame:
    """row (short name of a place), column (Period), value (findings on its files), status, row_key (code of the place).

    A place that owed or was carried forward and sent no file has no value and status m; one that neither owed nor sent
    anything in a period has no row.
    """
    sent = quality.files.groupby(["place_code", "period"]).size()
    found = quality.findings.groupby(["place_code", "period"]).size()
    stood = set(zip(quality.standing["place_code"], quality.standing["period"], strict=True))
    places = _places(quality)
    names = labels.short_places(list(places))
    rows = []
    for code in places:
        for period in periods:
            slot = (code, str(period))
            if slot in sent.index:
                rows.append((names[code], period, float(found.get(slot, 0)), "p", code))
            elif slot in stood:
                rows.append((names[code], period, float("nan"), "m", code))
    return pd.DataFrame(rows, columns=["row", "column", "value", "status", "row_key"])


def wide(cells: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """地区 and one column a period of `finding_cells`; — where nothing was owed or sent."""
    values = {
        (row, str(column)): value
        for row, column, value in zip(cells["row"], cells["column"], cells["value"], strict=True)
    }
    names = list(dict.fromkeys(cells["row"]))
    columns: dict[str, list[object]] = {"地区": list(names)}
    for period in periods:
        columns[period.short_label] = [values.get((name, str(period)), NO_BASE) for name in names]
    return pd.DataFrame(columns)


def waiting(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings that somebody still has to answer, newest file first; `alike`: how many say the same of the place."""
    rows = findings[findings["state"].isin(WAITING)]
    return rows.assign(alike=rows.groupby(["place_code", "code", "state", "message"])["code"].transform("size"))


def newest_alike(rows: pd.DataFrame) -> pd.DataFrame:
    """Of `waiting` findings that say the same of a place, period after period, only the newest."""
    return rows.drop_duplicates(["place_code", "code", "state", "message"])


def waiting_table(rows: pd.DataFrame, to: Addresses) -> pd.DataFrame:
    """Rows of `waiting` as readers see them, each leading to where it is answered."""
    return pd.DataFrame(
        {
            "状态": [STATES[state] for state in rows["state"]],
            "级别": rows["level"],
            "规则": [label(code) for code in rows["code"]],
            "地区": rows["place"],
            "报告期": [Period.parse(period).short_label for period in rows["period"]],
            "同样的（处）": rows["alike"],
            "说明": rows["message"],
            "文件": [
                to.file(name, place, period, "待说明" if state == "open" else None)
                for name, place, period, state in zip(
                    rows["file_name"], rows["place_code"], rows["period"], rows["state"], strict=True
                )
            ],
            "位置": [
                " ".join(part for part in (sheet, cell) if part) or NO_BASE
                for sheet, cell in zip(rows["sheet"], rows["cell"], strict=True)
            ],
        }
    ).reset_index(drop=True)


def file_table(files: pd.DataFrame, to: Addresses) -> pd.DataFrame:
    """Files with their rows: 表体行数 = 入库 + 搁置 + 合计 + 空行, and by how much they differ."""
    return pd.DataFrame(
        {
            "核对": ["相符" if value == 0 else "不符" for value in files["difference"]],
            "相差（行）": files["difference"],
            "文件": to.files(files),
            "地区": files["place"],
            "报告期": [Period.parse(period).short_label for period in files["period"]],
            "结果": [_OUTCOMES[outcome] for outcome in files["outcome"]],
            "表体行数": files["rows_in_file"],
            "入库": files["rows_loaded"],
            "搁置": files["rows_set_aside"],
            "合计行": files["rows_total"],
            "空行": files["rows_blank"],
            "发现": files["findings"],
            "收到时间": files["received_at"],
        }
    ).reset_index(drop=True)


def carried_by_period(standing: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """period, counted (places whose numbers count), carried (of them carried forward), place_share_pct, shortage,
    carried_shortage (persons), shortage_share_pct; shares are NaN without a base.
    """
    rows = []
    for period in periods:
        here = standing[(standing["period"] == str(period)) & standing["age"].notna()]
        old = here[here["age"] > 0]
        whole, part = int(here["shortage"].sum()), int(old["shortage"].sum())
        shares = [ratio(len(old), len(here), 100, 1), ratio(part, whole, 100, 1)]
        place_share, shortage_share = (float("nan") if share is None else float(share) for share in shares)
        rows.append((period, len(here), len(old), place_share, whole, part, shortage_share))
    columns = ["period", "counted", "carried", "place_share_pct", "shortage", "carried_shortage", "shortage_share_pct"]
    return pd.DataFrame(rows, columns=columns)


def revision_table(revisions: pd.DataFrame, to: Addresses) -> pd.DataFrame:
    """What changed after first acceptance or after a freeze, with kind and effect on the city's total."""
    return pd.DataFrame(
        {
            "地区": revisions["place"],
            "报告期": [Period.parse(period).short_label for period in revisions["period"]],
            "指标": [metrics()[key].label if key in metrics() else key for key in revisions["metric"]],
            "原为": revisions["value_before"].astype("Float64"),
            "改为": revisions["value_after"].astype("Float64"),
            "变动": revisions["difference"].astype("Float64"),
            "占全市（%）": revisions["effect_pct"],
            "类别": revisions["kind"],
            "与何时比": [f"{since}时" for since in revisions["since"]],
            "变动时间": revisions["changed_at"],
            "文件": to.files(revisions),
        }
    )


def doubt_table(found: Sequence[Doubt], to: Addresses) -> pd.DataFrame:
    """Numbers unlike the earlier ones, the largest effect on the city first."""
    return pd.DataFrame(
        {
            "位次": [place for place, _ in enumerate(found, start=1)],
            "地区": [doubt.place for doubt in found],
            "企业": [
                to.enterprise(doubt.enterprise, doubt.place_code, doubt.enterprise_id, doubt.period)
                if doubt.enterprise
                else to.file("全地区合计", doubt.place_code, doubt.period)
                for doubt in found
            ],
            "报告期": [Period.parse(doubt.period).short_label for doubt in found],
            "指标": [METRIC_WORDS[doubt.metric] for doubt in found],
            "本期数（人）": [doubt.value for doubt in found],
            "此前中位数（人）": [doubt.expected if doubt.sign != "beyond_headcount" else NO_BASE for doubt in found],
            "差额占全市（%）": [NO_BASE if doubt.effect_pct is None else doubt.effect_pct for doubt in found],
            "为何存疑": [doubt.words for doubt in found],
        }
    )


def headline(quality: Quality, carried_pct: float | None) -> str:
    """Whether the data can be trusted, in one sentence: rows, what waits, what is carried forward."""
    if quality.files.empty:
        return "没有收到文件，无从核对"
    wrong = int((quality.files["difference"] != 0).sum())
    rows = f"{len(quality.files):,} 份文件行数全部相符" if not wrong else f"{wrong:,} 份文件行数不符"
    states = quality.findings["state"].value_counts()
    waiting = [f"{int(states[state]):,} 处{STATES[state]}" for state in WAITING if states.get(state)]
    said = [rows, "、".join(waiting) or "没有待处理的发现"]
    if carried_pct is not None:
        said.append(f"沿用占 {number(carried_pct, '%', 1)}" if carried_pct else "没有沿用")
    return "，".join(said)
