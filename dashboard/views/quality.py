"""数据质量: can we trust it? Findings, row reconciliation, what is carried forward, what changed later, doubts."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import charts, labels
from dashboard.filters import Filters
from dashboard.formats import NO_BASE, number
from dashboard.queries import FormInfo, Warehouse, joined_names
from dashboard.queries.quality import Quality, quality
from dashboard.views import frame, screen, tables
from dashboard.views.cards import count_cards
from dashboard.views.explained import explained_table
from dashboard.views.explained import headline as explained_headline
from dashboard.views.quality_tables import (
    LEVELS,
    STATES,
    WAITING,
    Addresses,
    carried_by_period,
    district_table,
    doubt_table,
    file_table,
    finding_cells,
    headline,
    label,
    newest_alike,
    revision_table,
    rule_table,
    waiting,
    waiting_table,
    wide,
)
from dashboard.views.ranks import largest
from dashboard.views.remembered import remembered
from dashboard.views.tables import Column
from data.warehouse.period import Period
from data.warehouse.reference import plausibility_settings
from data.warehouse.rounding import ratio

_PERIODS = 26
_COLUMNS, _NARROW_COLUMNS = 13, 6  # periods of the heat table on a desk and on a phone
_LISTED = 50  # rows of a long list on the page; the download holds all
_PLACES, _SHORTAGE = "沿用的地区", "沿用的缺工人数"


@dataclass(frozen=True)
class Asked:
    """Everything the page shows: one form over `periods`, oldest first."""

    chosen: Filters
    form: FormInfo
    periods: tuple[Period, ...]
    quality: Quality

    @property
    def span(self) -> str:
        """2021年第8周—第20周."""
        first, last = self.periods[0], self.periods[-1]
        return last.label if first == last else f"{first.short_label}—{last.short_label}"

    @property
    def where(self) -> str:
        """Form, area and span, for subtitles."""
        return f"{self.form.label}，{self.chosen.place_name}，{self.span}"

    @property
    def stem(self) -> str:
        """Of file names."""
        return f"{self.form.form}_{self.chosen.place_name}_{self.chosen.period}"

    @property
    def to(self) -> Addresses:
        """Where rows lead."""
        return Addresses(self.form.form, st.query_params.get("as_of"))

    @property
    def carried_pct(self) -> float | None:
        """Carried-forward share of all places and periods in which something counts; None where nothing carries."""
        counted = self.quality.standing["age"].dropna()
        return ratio(int((counted > 0).sum()), len(counted), 100, 1) if self.form.carry_forward else None


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Asked:
    """Ask the warehouse everything that the page needs."""
    offered = [*warehouse.forms(chosen.area), *warehouse.list_forms(chosen.area)]
    form = next(item for item in offered if item.form == chosen.form)
    periods = chosen.window(warehouse.periods(form.form, chosen.area), _PERIODS)
    return Asked(chosen, form, periods, quality(warehouse, form.form, chosen.area, periods))


def heading(asked: Asked) -> None:
    """Title of the page."""
    frame.title(headline(asked.quality, asked.carried_pct), f"数据质量：{asked.where}")


def key_figures(asked: Asked) -> None:
    """The row of cards."""
    found, files = asked.quality.findings, asked.quality.files
    states = found["state"].value_counts()
    counts = {
        "收到文件（份）": len(files),
        "校验发现（处）": len(found),
        "待说明（处）": int(states.get("open", 0)),
        "退回未重报（处）": int(states.get("returned", 0)),
        "行数不符（份）": int((files["difference"] != 0).sum()),
        "存疑的数（个）": len(asked.quality.judgement.doubts),
    }
    levels = found["level"].value_counts()
    notes = {
        "收到文件（份）": f"退回 {int((files['outcome'] == 'rejected').sum()):,}",
        "校验发现（处）": f"其中{LEVELS[0]} {int(levels.get(LEVELS[0], 0)):,}",
        "待说明（处）": f"已说明 {int(states.get('explained', 0)):,}",
        "退回未重报（处）": f"已有新版 {int(states.get('superseded', 0)):,}",
    }
    count_cards(counts, notes, len(counts))
    if asked.quality.unrecognised:
        st.caption(f"另有 {asked.quality.unrecognised} 份文件认不出表式、地区或报告期，不属于任何一期，见报送情况。")


def findings(asked: Asked) -> None:
    """Findings by rule and by district, the heat table by period, and what still waits."""
    frame.section("校验发现")
    found = asked.quality.findings
    if found.empty:
        st.caption(labels.plain(f"{asked.where}：没有校验发现。"))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _by_rule(asked)
    with right:
        _by_district(asked)
    _heat(asked)
    _rules(asked)
    _waiting(asked)
    _explained(asked)


def _by_rule(asked: Asked) -> None:
    counts = asked.quality.findings.groupby("code").size().sort_values(ascending=False, kind="stable")
    rows = pd.DataFrame({"label": [label(str(code)) for code in counts.index], "value": counts.to_numpy()})
    most = rows.iloc[0]
    share = ratio(int(most["value"]), len(asked.quality.findings), 100, 1)
    named, each = _leading(rows.assign(label="“" + rows["label"] + "”"), "条规则")
    title = f"最多的是{named}，{each}{number(int(most['value']), '处')}，{each.strip()}占 {number(share, '%', 1)}"
    frame.chart(
        charts.ordered_bars(rows, unit="处", top=8),
        key="rules",
        title=title,
        subtitle=f"校验发现（处），按规则，{asked.where}",
        alt=f"各规则校验发现处数的条形图。{title}。",
        table=rows.rename(columns={"label": "规则", "value": "处数"}),
        file_stem=f"校验发现_按规则_{asked.stem}",
    )


def _leading(rows: pd.DataFrame, counted: str) -> tuple[str, str]:
    """The labels of the largest value in words, and 各 where they are several."""
    first = largest(zip(rows["label"], rows["value"], strict=True))
    return joined_names(first, counted), "各 " if len(first) > 1 else ""


def _by_district(asked: Asked) -> None:
    counts = asked.quality.findings.groupby("place_code").size()
    codes = list(dict.fromkeys([*asked.quality.standing["place_code"], *asked.quality.files["place_code"]]))
    names = labels.short_places(codes)
    rows = pd.DataFrame(
        {"key": codes, "label": [names[code] for code in codes], "value": [int(counts.get(code, 0)) for code in codes]}
    )
    most = rows.sort_values(["value", "label"], ascending=[False, True], kind="stable").iloc[0]
    named, each = _leading(rows, "个地区")
    title = f"{named}最多，{each}{number(int(most['value']), '处')}"
    made = district_table(asked.quality)
    frame.chart(
        charts.ordered_bars(rows, unit="处", top=20),
        key="districts",
        title=title,
        subtitle=f"校验发现（处），按报送地区，{asked.where}",
        alt=f"各地区校验发现处数的条形图。{title}。",
        table=made,
        columns={"每百份发现": Column(decimals=1, missing=NO_BASE), "沿用占比（%）": Column(decimals=1)},
        file_stem=f"数据质量_按地区_{asked.stem}",
        click="place",
    )


def _heat(asked: Asked) -> None:
    shown = asked.periods[-_COLUMNS:]
    cells = finding_cells(asked.quality, shown)
    if cells.empty:
        return
    by_period = cells.groupby("column", sort=False)["value"].sum()
    words = [period.short_label for period in by_period.index]
    named, each = _leading(by_period.reset_index().assign(label=words), "期")
    title = f"近 {len(shown)} 期中{named}发现最多，{each}{number(float(by_period.max()), '处')}"
    if not by_period.max():
        title = f"近 {len(shown)} 期没有校验发现"
    subtitle = f"每格为一地一期所报文件的发现处数；未报为没有收到文件；{asked.where}"
    alt = f"各地各期校验发现处数的热力表。{title}。"
    with st.container(border=True, key="card_heat"):
        frame.heading(title, subtitle)
        with screen.wide("quality_heat"):
            frame.draw(charts.heat_table(cells, unit="处"), key="heat", alt=alt, click=("place", "period"))
        with screen.narrow("quality_heat"):
            last = cells[cells["column"].isin(asked.periods[-_NARROW_COLUMNS:])]
            frame.draw(charts.heat_table(last, unit="处"), key="heat_narrow", alt=alt, click=("place", "period"))
            screen.shows_last(_NARROW_COLUMNS, len(asked.periods))
        frame.behind(
            wide(finding_cells(asked.quality, asked.periods), asked.periods),
            key="heat",
            title=title,
            subtitle=subtitle,
            file_stem=f"校验发现_分期_{asked.stem}",
        )


def _rules(asked: Asked) -> None:
    made = rule_table(asked.quality.findings)
    title = f"{len(made)} 条规则有发现"
    subtitle = "阻断：未入库，须重报；核实：已入库，须说明；提示：已入库，供参考"
    _listed(made, "rule_table", title, subtitle, f"校验发现_规则_{asked.stem}")


def _waiting(asked: Asked) -> None:
    rows = waiting(asked.quality.findings)
    newest = newest_alike(rows)
    words = "、".join(STATES[state] for state in WAITING)
    title = f"待处理 {len(rows):,} 处，{len(newest):,} 种" if len(rows) else "没有待处理的发现"
    subtitle = f"{words}；各期同样的只列最近一处，下载文件列全部；文件名通往该份报送"
    _listed(
        waiting_table(newest, asked.to),
        "waiting",
        title,
        subtitle,
        f"待处理_{asked.stem}",
        whole=waiting_table(rows, asked.to),
    )


def _explained(asked: Asked) -> None:
    rows = asked.quality.findings[asked.quality.findings["state"] == "explained"]
    if rows.empty:
        return
    subtitle = "核实类已有说明的，最近的在前；后期报表的备注写明上期原因的也算，该份报表更正而不再写明的，恢复待说明"
    _listed(explained_table(rows, asked.to), "explained", explained_headline(rows), subtitle, f"已说明_{asked.stem}")


def reconciliation(asked: Asked) -> None:
    """Row reconciliation, the files that do not add up on top."""
    frame.section("行数核对")
    files = asked.quality.files
    made = file_table(files, asked.to)
    wrong, aside = int((files["difference"] != 0).sum()), int((files["rows_set_aside"] > 0).sum())
    loaded, total = int(files["rows_loaded"].sum()), int(files["rows_in_file"].sum())
    first = f"{wrong} 份不符" if wrong else "全部相符"
    title = f"{len(files):,} 份文件{first}：{total:,} 行中入库 {loaded:,} 行；{aside:,} 份有搁置的行"
    subtitle = "表体行数 = 入库 + 搁置 + 合计行 + 空行；不符的在前，其次为有搁置行的；退回的文件整份搁置"
    _listed(made, "files", title, subtitle, f"行数核对_{asked.stem}")


def carried(asked: Asked) -> None:
    """Carried-forward share by period and by district."""
    frame.section("沿用")
    if not asked.form.carry_forward:
        st.caption(labels.plain(f"{asked.form.label}不沿用：未报的期没有数。"))
        return
    rows = carried_by_period(asked.quality.standing, asked.periods)
    left, right = st.columns(2, gap="medium")
    with left:
        _carried_over_time(asked, rows)
    with right:
        _carried_by_district(asked)


def _carried_over_time(asked: Asked, rows: pd.DataFrame) -> None:
    columns = {_PLACES: "place_share_pct", _SHORTAGE: "shortage_share_pct"}
    if "shortage" not in asked.form.measures:
        del columns[_SHORTAGE]
    lines = pd.concat(
        [pd.DataFrame({"period": rows["period"], "label": word, "value": rows[key]}) for word, key in columns.items()]
    ).assign(status="p")
    most = rows.sort_values("place_share_pct", ascending=False, kind="stable").iloc[0]
    alike = rows[(rows["place_share_pct"] == most["place_share_pct"]) & (rows["counted"] == most["counted"])]
    named = joined_names([period.short_label for period in alike["period"]], "期")
    each = "各 " if len(alike) > 1 else ""
    title = f"沿用最多的是{named}：{each}{most['counted']} 个地区中 {most['carried']} 个"
    if not rows["carried"].sum():
        title = "各期都没有沿用"
    words = {"period": "报告期", "counted": "有数的地区", "carried": "其中沿用", "place_share_pct": "地区占比（%）"}
    if len(columns) > 1:
        words |= {"shortage": "缺工人数", "carried_shortage": "其中沿用的缺工", "shortage_share_pct": "缺工占比（%）"}
    table = rows[list(words)].rename(columns=words)
    table["报告期"] = [period.label for period in rows["period"]]
    frame.chart(
        charts.trend_lines(lines, unit="%", highlight=list(columns), height=300),
        key="carried",
        title=title,
        subtitle=f"沿用所占比重（%），{asked.where}",
        alt=f"各期沿用占比的折线图。{title}。",
        table=table,
        columns={word: Column(decimals=1, missing=NO_BASE) for word in table.columns if "%" in word},
        file_stem=f"沿用_分期_{asked.stem}",
        click=(None, "period"),
    )


def _carried_by_district(asked: Asked) -> None:
    standing = asked.quality.standing.dropna(subset=["age"])
    if standing.empty:
        return
    grouped = standing.assign(old=standing["age"] > 0).groupby("place_code", sort=False)["old"].agg(["sum", "size"])
    names = labels.short_places(list(grouped.index))
    rows = pd.DataFrame(
        {
            "key": grouped.index,
            "label": [names[code] for code in grouped.index],
            "value": [ratio(int(part), int(whole), 100, 1) for part, whole in grouped.itertuples(index=False)],
            "note": [f"{part}/{whole} 期" for part, whole in grouped.itertuples(index=False)],
        }
    ).assign(judgement=None)
    most = rows.sort_values(["value", "label"], ascending=[False, True], kind="stable").iloc[0]
    named, each = _leading(rows, "个地区")
    title = f"{named}沿用最多，{each}{most['note']}" if most["value"] else "各地都没有沿用"
    frame.chart(
        charts.ordered_bars(rows, unit="%", notes=True),
        key="carried_districts",
        title=title,
        subtitle=f"沿用期数占有数期数（%），{asked.where}",
        alt=f"各地区沿用期数占比的条形图。{title}。",
        table=rows[["label", "value", "note"]].rename(
            columns={"label": "地区", "value": "沿用占比（%）", "note": "沿用期数/有数期数"}
        ),
        columns={"沿用占比（%）": Column(decimals=1)},
        file_stem=f"沿用_按地区_{asked.stem}",
        click="place",
    )


def revisions(asked: Asked) -> None:
    """What changed after the first acceptance, or after a freeze."""
    frame.section("更正")
    changed = asked.quality.revisions
    reports = changed[["place_code", "period"]].drop_duplicates()
    kinds = changed["kind"].value_counts()
    title = f"{len(reports)} 份报送接收后改过数，共 {len(changed)} 处" if len(changed) else "接收后没有改过数"
    if len(kinds):
        title += "：" + "、".join(f"{kind} {count}" for kind, count in kinds.items())
    subtitle = (
        "首份合格报送之后的变动，定稿的期另列定稿之后的变动，按占全市合计的比重由大到小。区县更正：地方重报；"
        "系统更正：市级更正文件；迟报补入：定稿后才报来；口径调整：计算口径变了"
    )
    made = revision_table(changed, asked.to)
    columns = {
        "原为": Column(missing=NO_BASE),
        "改为": Column(missing=NO_BASE),
        "变动": Column(is_signed=True),
        "占全市（%）": Column(decimals=2, missing=NO_BASE),
        "变动时间": Column(missing=NO_BASE),
    }
    _listed(made, "revisions", title, subtitle, f"更正_{asked.stem}", columns)


def doubts(asked: Asked) -> None:
    """Numbers unlike the earlier ones, ranked by their effect on the city."""
    frame.section("存疑的数")
    judgement = asked.quality.judgement
    least = min(setting.minimum_points for setting in plausibility_settings())
    title = f"{len(judgement.doubts)} 个数与往期明显不同" if judgement.doubts else "没有与往期明显不同的数"
    subtitle = "只与本企业（本地区）往期比，按差额占全市合计的比重排位；只提示，不退回，也不改数"
    made = doubt_table(judgement.doubts, asked.to)
    columns = {"差额占全市（%）": Column(decimals=1), "此前中位数（人）": Column(decimals=1, missing=NO_BASE)}
    _listed(made, "doubts", title, subtitle, f"存疑的数_{asked.stem}", columns)
    if judgement.unjudged:
        st.caption(
            f"{asked.chosen.period.short_label}另有 {judgement.unjudged:,} 家企业往期不足 {least} 期，未作判断。"
        )


def _listed(
    made: pd.DataFrame,
    key: str,
    title: str,
    subtitle: str,
    stem: str,
    columns: dict[str, Column] | None = None,
    whole: pd.DataFrame | None = None,
) -> None:
    """A card with a list: the first rows on the page, all of them (or of `whole`) in the downloads."""
    with st.container(border=True, key=f"card_{key}"):
        frame.heading(title, subtitle)
        if made.empty:
            return
        if len(made) > _LISTED:
            st.caption(f"显示前 {_LISTED} 行，全部 {len(made):,} 行见下载文件。")
        tables.table(made.head(_LISTED), columns, rows=10)
        exported = made if whole is None else whole
        frame.downloads(frame.export(exported, title=title, subtitle=subtitle, missing=NO_BASE), stem, key)
