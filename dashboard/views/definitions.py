"""口径说明: what every figure means, made from the declarations and the release, not written by hand."""

import pandas as pd
import streamlit as st

from dashboard import filters, labels, release
from dashboard.alignment import FESTIVAL_REACH
from dashboard.filters import Filters
from dashboard.formats import (
    BANDS,
    MINIMUM_BASE,
    NO_BASE,
)
from dashboard.queries import Warehouse
from dashboard.views import frame, screen
from dashboard.views.tables import table
from data.warehouse.metrics import Direction, metric, metrics
from data.warehouse.obligations import obligation_rules
from data.warehouse.period import Cadence
from data.warehouse.reference import categories, channels, plan_indicators, skill_levels
from data.warehouse.rules import rules

_CADENCES = {Cadence.DAILY: "每日", Cadence.WEEKLY: "每周", Cadence.MONTHLY: "每月", Cadence.YEARLY: "每年"}
_DIRECTIONS = {Direction.UP_IS_BAD: "升为不利", Direction.UP_IS_GOOD: "升为有利", Direction.NEUTRAL: "不作评价"}
_LEVELS = {"阻断": "未入库，须重报", "核实": "已入库，须说明", "提示": "已入库，供参考"}


def page() -> None:
    """Draw the page."""
    chosen = filters.bar("place", "period")
    warehouse = release.current()
    frame.title("口径说明", f"指标、表式、标记与规则；缺工率分母：{dict(chosen.words())['缺工率口径']}")
    frame.freshness(warehouse, chosen, explain=False)
    tabs = screen.tabs(["指标", "标记与用词", "表式与时限", "校验规则", "分类与渠道", "月通报指标"])
    with tabs[0]:
        _block("指标", metric_table(chosen, None), "先求和后相除；时点数跨期取最后一期，流量跨期相加。")
    with tabs[1]:
        _marks()
    with tabs[2]:
        _block("表式", form_table(warehouse), "沿用期数：某地未报时，时点数最多沿用几期。")
        _block("报送时限", deadline_table(), "北京时间；遇节假日不顺延，除非时限表另有规定。")
    with tabs[3]:
        _block("校验规则", rule_table(warehouse, chosen), f"{chosen.place_name}各期报送中出现过的规则及次数。")
        _block("全部规则", every_rule_table(), "按核对的先后；没有依据的为报表可读所必需。")
    with tabs[4]:
        _block("企业类别", category_table(), "各分类体系并行；一家企业在一个体系中可属几类，分类之和可大于总数。")
        _block("解决渠道", channel_table(), "从备注读出；本期解决多于备注各渠道之和的差额记为未注明。")
        _block("技能等级", pd.DataFrame({"技能等级": [item.label for item in skill_levels()]}), "附件1 缺工类型。")
    with tabs[5]:
        _block("月通报指标", metric_table(chosen, "monthly_bulletin"), "枣庄市 2021 附件2：七项计划。")
        _block("专项行动措施指标", metric_table(chosen, "action_measures"), "吉林省 2021 通知附件1：每周报送。")


def _block(heading: str, made: pd.DataFrame, words: str) -> None:
    frame.section(heading)
    st.caption(labels.plain(words))
    table(made, rows=None)


def metric_table(chosen: Filters, form: str | None) -> pd.DataFrame:
    """One line per metric: the plan indicators of a form; None: all metrics that are no plan indicator."""
    plans = {f"plan_{item.plan}_{item.indicator}": item.form for item in plan_indicators()}
    found = [metric(key, chosen.denominator) for key in metrics() if plans.get(key) == form]
    return pd.DataFrame(
        {
            "指标": [item.label for item in found],
            "单位": [item.unit for item in found],
            "类型": [item.kind.label for item in found],
            "评价": [_DIRECTIONS[item.direction] for item in found],
            "口径": [
                f"{item.definition}{item.denominator_words}。"
                if item.denominator_words and "÷" not in item.definition
                else item.definition
                for item in found
            ],
            "依据": [item.source for item in found],
        }
    )


def _marks() -> None:
    frame.section("标记与用词")
    table(
        pd.DataFrame(
            [
                ("0", "报告的零（零报告）"),
                ("未报", "应报而没有报送，不当作 0"),
                (NO_BASE, "没有可比的基数，或没有这一类"),
                ("不适用", "该指标不按此条件统计"),
                ("沿用", "本期未报，时点数沿用最近一期，图中为空心"),
                ("更正", "同一期的后一版报表，以最后接收的一版为准"),
                ("持平", "与对比期相等（按显示的位数）"),
                *((band.word, band.definition) for band in BANDS),
                ("扩大、收窄、增加、减少", f"变化不小于上述界限；基数小于 {MINIMUM_BASE} 时不写百分比，只写增减数"),
                ("▲ ▼", "箭头只表示升降；颜色表示利弊：缺工上升为不利，报送率上升为有利"),
                ("如 12/25", f"基数小于 {MINIMUM_BASE} 时写人数，不写比率"),
                ("环比", "与上一期比"),
                (
                    "同比",
                    f"与上年同期比；期中日在春节（正月初一）前后 {FESTIVAL_REACH.days // 7} 周内的，日、周、月都按"
                    "距春节的天数、周数、月数与上年对齐，页面写明与哪一期比；累计数不作同比",
                ),
                ("同口径", "只比较两期都在名单上的企业，新进和退出的不计；分地区时按该地区的名单"),
                (
                    "缺口变化分解",
                    "缺工变化 = 新进企业的缺工 − 退出企业的缺工 + 留存企业扩大 − 留存企业收窄；"
                    "各地区、类别、工种都成立",
                ),
                ("推算新增", "留存企业缺工变化 + 期间解决，即这些企业期间新提出的用工需求；由两数推算，不是报送数"),
                ("数据时点", "只含该时刻（北京时间）已收到的报送和已生效的更正，页面和导出文件都标明“截至”"),
                ("变动原因", "迟报补入、区县更正、口径调整、系统更正"),
            ],
            columns=["标记", "含义"],
        ),
        rows=None,
    )


def form_table(warehouse: Warehouse) -> pd.DataFrame:
    """Every form of the release."""
    listed = [[*warehouse.forms(node.code), *warehouse.list_forms(node.code)] for node in warehouse.places()]
    found = {form.form: form for forms in listed for form in forms}
    return pd.DataFrame(
        {
            "表式": [form.label for form in found.values()],
            "周期": ["有变化才报" if form.is_on_change else _CADENCES[form.cadence] for form in found.values()],
            "沿用期数": [form.carry_forward for form in found.values()],
            "依据": [form.source for form in found.values()],
        }
    )


def deadline_table() -> pd.DataFrame:
    """Who owes which report from when to when."""
    rules = obligation_rules()
    return pd.DataFrame(
        {
            "报送单位": [f"{labels.place(rule.parent_code)}所辖" for rule in rules],
            "起": [rule.first.label for rule in rules],
            "止": [rule.last.label if rule.last else "至今" for rule in rules],
            "规定": [rule.source for rule in rules],
        }
    )


def every_rule_table() -> pd.DataFrame:
    """All rules in words, with the clause each comes from."""
    listed = rules().values()
    return pd.DataFrame(
        {
            "规则": [rule.label for rule in listed],
            "要求": [rule.says for rule in listed],
            "依据": [rule.source or NO_BASE for rule in listed],
        }
    )


def rule_table(warehouse: Warehouse, chosen: Filters) -> pd.DataFrame:
    """Rules that found something in the reports of a place, with how often and one example."""
    ids = [int(number) for number in warehouse.submissions(chosen.area)["submission_id"]]
    found = warehouse.findings(ids)
    if found.empty:
        return pd.DataFrame()
    grouped = found.groupby(["level", "code"], sort=False)
    made = grouped.agg(次数=("message", "size"), 说明=("message", "first"), 处理办法=("advice", "first")).reset_index()
    order = {level: place for place, level in enumerate(_LEVELS)}
    made = made.assign(order=made["level"].map(order)).sort_values(
        ["order", "次数", "code"], ascending=[True, False, True]
    )
    made["level"] = [f"{level}（{_LEVELS[level]}）" for level in made["level"]]
    return made.drop(columns=["order", "code"]).rename(columns={"level": "级别", "说明": "说明（一例）"})


def category_table() -> pd.DataFrame:
    """All categories of all schemes with the numbers that stand for them."""
    return pd.DataFrame(
        {
            "分类体系": [item.scheme_label for item in categories()],
            "编号": [item.code or NO_BASE for item in categories()],
            "类别": [item.label for item in categories()],
        }
    )


def channel_table() -> pd.DataFrame:
    """All channels; kinds stand under the channel that they belong to."""
    names = {item.channel: item.label for item in channels()}
    return pd.DataFrame(
        {
            "渠道": [item.label for item in channels()],
            "属于": [names.get(item.parent, NO_BASE) for item in channels()],
            "含义": [item.definition for item in channels()],
        }
    )
