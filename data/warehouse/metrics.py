"""The metrics (口径), each declared once: kind, unit, direction, words and SQL.

Cards, charts, tables, exports and the page 口径说明 read these declarations; `dashboard.queries` puts their SQL
into one statement per question. A measure is an aggregate over a relation of `data.warehouse.relations`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from data.warehouse.reference import plan_indicators


class Kind(StrEnum):
    """How a number may be added up (DOMAIN §3)."""

    STOCK = "stock"
    RUNNING = "running"
    FLOW = "flow"
    RATIO = "ratio"
    DISTINCT = "distinct"
    QUANTILE = "quantile"

    @property
    def label(self) -> str:
        """The word shown to readers."""
        return _KIND_LABELS[self]


class Direction(StrEnum):
    """Whether a rise is good news; decides the colour of a change, never its arrow."""

    UP_IS_BAD = "up_is_bad"
    UP_IS_GOOD = "up_is_good"
    NEUTRAL = "neutral"


class Denominator(StrEnum):
    """The two published denominators of 缺工率."""

    STAFF_AND_SHORTAGE = "staff_and_shortage"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over one relation: `expression` is SQL over the columns of that relation."""

    relation: str
    expression: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. A ratio has a denominator; `scale` is 100 for percentages and 1 otherwise."""

    key: str
    label: str
    unit: str
    kind: Kind
    direction: Direction
    definition: str
    source: str
    needs: frozenset[str]  # a form serves the metric when it provides one of these measures; empty: any form
    numerator: Measure
    denominator: Measure | None = None
    denominator_words: str = ""
    decimals: int = 0

    @property
    def is_percentage(self) -> bool:
        """Whether values are percentages, so that differences are 个百分点."""
        return self.unit == "%"

    @property
    def scale(self) -> int:
        """Factor from the bare ratio to the unit."""
        return 100 if self.is_percentage else 1


_KIND_LABELS = {
    Kind.STOCK: "时点数",
    Kind.RUNNING: "累计数",
    Kind.FLOW: "流量",
    Kind.RATIO: "比率",
    Kind.DISTINCT: "去重计数",
    Kind.QUANTILE: "分位数",
}

_SHORTAGE = frozenset({"shortage"})
_HEADCOUNT = frozenset({"headcount"})
_RESOLVED = frozenset({"resolved", "resolved_total"})
_RESOLVED_TOTAL = frozenset({"resolved_total"})
_RESUMED = frozenset({"resumed"})
_ANY: frozenset[str] = frozenset()

_SHORTAGE_WITH_STAFF = "sum(case when headcount is not null then shortage end)"

SHORTAGE_RATE_BY_DENOMINATOR: dict[Denominator, tuple[Measure, str]] = {
    Denominator.STAFF_AND_SHORTAGE: (
        Measure("enterprise", "sum(case when shortage is not null then headcount + shortage end)"),
        "缺工率 = 缺工人数 ÷（用工规模 + 缺工人数）× 100",
    ),
    Denominator.STAFF: (
        Measure("enterprise", "sum(case when shortage is not null then headcount end)"),
        "缺工率 = 缺工人数 ÷ 用工规模 × 100",
    ),
}

_F1 = "附件4、附件5（长春市 2020）"
_F2 = "附件1 周调度（枣庄市 2021）"

_DECLARED: tuple[Metric, ...] = (
    Metric(
        key="shortage",
        label="缺工人数",
        unit="人",
        kind=Kind.STOCK,
        direction=Direction.UP_IS_BAD,
        definition="报告期末各企业缺工人数之和，是人社部门帮助解决之后仍缺的人数。时点数：跨期取最后一期，不相加。",
        source=f"{_F2}；{_F1} 填表说明六",
        needs=_SHORTAGE,
        numerator=Measure("shortage", "sum(shortage)"),
    ),
    Metric(
        key="headcount",
        label="用工规模",
        unit="人",
        kind=Kind.STOCK,
        direction=Direction.NEUTRAL,
        definition="报告期末各企业用工规模（在岗人数）之和。时点数。",
        source=_F2,
        needs=_HEADCOUNT,
        numerator=Measure("enterprise", "sum(headcount)"),
    ),
    Metric(
        key="shortage_rate",
        label="缺工率",
        unit="%",
        kind=Kind.RATIO,
        direction=Direction.UP_IS_BAD,
        definition="各企业缺工人数之和除以各企业应有人数之和，只计同时报了用工规模与缺工人数的企业；先求和后相除，不对各区比率求平均。",
        source=_F2,
        needs=_HEADCOUNT,
        numerator=Measure("enterprise", _SHORTAGE_WITH_STAFF),
        denominator=SHORTAGE_RATE_BY_DENOMINATOR[Denominator.STAFF_AND_SHORTAGE][0],
        denominator_words=SHORTAGE_RATE_BY_DENOMINATOR[Denominator.STAFF_AND_SHORTAGE][1],
        decimals=1,
    ),
    Metric(
        key="resolved",
        label="本期解决",
        unit="人",
        kind=Kind.FLOW,
        direction=Direction.UP_IS_GOOD,
        definition=(
            "本期新解决的用工人数。周调度取表中“本周解决用工人数”；日调度表中只有累计数，取同一企业本次累计减上次累计，"
            "首次上报的企业取备注自报的本期新增数（未写则为基数，不计入本期）。可跨期相加。"
        ),
        source=f"{_F2}；{_F1} 填表说明五、七",
        needs=_RESOLVED,
        numerator=Measure("resolved", "sum(resolved)"),
    ),
    Metric(
        key="resolved_total",
        label="累计解决",
        unit="人",
        kind=Kind.RUNNING,
        direction=Direction.UP_IS_GOOD,
        definition="截至报告期末累计解决的用工人数之和。累计数：跨期取最后一期；企业退出清单后不再计入。",
        source=f"{_F2}；{_F1} 填表说明五",
        needs=_RESOLVED_TOTAL,
        numerator=Measure("resolved_total", "sum(resolved_total)"),
    ),
    Metric(
        key="fill_rate",
        label="满足率",
        unit="%",
        kind=Kind.RATIO,
        direction=Direction.UP_IS_GOOD,
        definition="累计解决 ÷（累计解决 + 缺工人数）× 100，先求和后相除。",
        source="由附件1、附件4 各列计算",
        needs=_RESOLVED_TOTAL,
        numerator=Measure("enterprise", "sum(resolved_total)"),
        denominator=Measure("enterprise", "coalesce(sum(resolved_total), 0) + coalesce(sum(shortage), 0)"),
        denominator_words="满足率 = 累计解决 ÷（累计解决 + 缺工人数）× 100",
        decimals=1,
    ),
    Metric(
        key="channel_resolved",
        label="分渠道解决",
        unit="人",
        kind=Kind.FLOW,
        direction=Direction.UP_IS_GOOD,
        definition=(
            "按备注写明的渠道统计的本期解决人数；本期解决多于备注各渠道之和的差额记为“未注明”。"
            "意向不算解决；“其中”各项不与总数重复相加。"
        ),
        source=f"{_F1} 填表说明七",
        needs=_RESOLVED,
        numerator=Measure("channel", "sum(resolved)"),
    ),
    Metric(
        key="channel_share",
        label="渠道构成",
        unit="%",
        kind=Kind.RATIO,
        direction=Direction.NEUTRAL,
        definition="某渠道解决人数 ÷ 各渠道（含未注明）解决人数合计 × 100。",
        source=f"{_F1} 填表说明七",
        needs=_RESOLVED,
        numerator=Measure("channel", "sum(resolved)"),
        denominator=Measure("channel_all", "sum(resolved)"),
        denominator_words="渠道构成 = 该渠道解决人数 ÷ 各渠道解决人数合计 × 100",
        decimals=1,
    ),
    Metric(
        key="enterprises",
        label="上报企业数",
        unit="家",
        kind=Kind.DISTINCT,
        direction=Direction.NEUTRAL,
        definition="报告期内出现在报表中的企业，去重计数；一家企业属几类时各类都计，分类之和可大于总数。",
        source=f"{_F2}；{_F1}",
        needs=_SHORTAGE | _RESUMED,
        numerator=Measure("enterprise", "count(distinct enterprise_id)"),
    ),
    Metric(
        key="short_enterprises",
        label="缺工企业数",
        unit="家",
        kind=Kind.DISTINCT,
        direction=Direction.UP_IS_BAD,
        definition="缺工人数大于 0 的企业，去重计数。",
        source=f"{_F2}；{_F1}",
        needs=_SHORTAGE,
        numerator=Measure("enterprise", "count(distinct case when shortage > 0 then enterprise_id end)"),
    ),
    Metric(
        key="short_enterprise_share",
        label="缺工面",
        unit="%",
        kind=Kind.RATIO,
        direction=Direction.UP_IS_BAD,
        definition="缺工企业数 ÷ 上报企业数 × 100。",
        source="由附件1、附件4 计算",
        needs=_SHORTAGE,
        numerator=Measure("enterprise", "count(distinct case when shortage > 0 then enterprise_id end)"),
        denominator=Measure("enterprise", "count(distinct enterprise_id)"),
        denominator_words="缺工面 = 缺工企业数 ÷ 上报企业数 × 100",
        decimals=1,
    ),
    Metric(
        key="resumed",
        label="复工规模",
        unit="人",
        kind=Kind.STOCK,
        direction=Direction.UP_IS_GOOD,
        definition="报告期末各企业（工程项目）复工规模之和。时点数。",
        source="常州市 2020 方案一（二）",
        needs=_RESUMED,
        numerator=Measure("enterprise", "sum(resumed)"),
    ),
    Metric(
        key="reporting_rate",
        label="报送率",
        unit="%",
        kind=Kind.RATIO,
        direction=Direction.UP_IS_GOOD,
        definition="已有合格报送的应报次数 ÷ 应报次数 × 100；免报与未到期不计入应报。",
        source="枣庄市 2021 通知四；长春市 2020 方案四（四）",
        needs=_ANY,
        numerator=Measure("obligation", "sum(case when first_accepted_at is not null then 1 else 0 end)"),
        denominator=Measure("obligation", "count(*)"),
        denominator_words="报送率 = 已报 ÷ 应报 × 100",
        decimals=1,
    ),
    Metric(
        key="on_time_rate",
        label="按时率",
        unit="%",
        kind=Kind.RATIO,
        direction=Direction.UP_IS_GOOD,
        definition="首份合格报送不晚于截止时间的应报次数 ÷ 应报次数 × 100；截止前报来但不合格的不算按时。",
        source="枣庄市 2021 通知四；长春市 2020 方案四（四）",
        needs=_ANY,
        numerator=Measure("obligation", "sum(case when report_status = 'on_time' then 1 else 0 end)"),
        denominator=Measure("obligation", "count(*)"),
        denominator_words="按时率 = 按时报送 ÷ 应报 × 100",
        decimals=1,
    ),
    Metric(
        key="first_pass_rate",
        label="一次通过率",
        unit="%",
        kind=Kind.RATIO,
        direction=Direction.UP_IS_GOOD,
        definition=(
            "首份文件即合格的应报次数 ÷ 已报次数 × 100；先被退回、改后合格的不算一次通过。"
            "认不出地区或报告期的退回件无从归属，不计。"
        ),
        source="枣庄市 2021 通知四；长春市 2020 方案四（四）",
        needs=_ANY,
        numerator=Measure("obligation", "sum(case when is_first_pass then 1 else 0 end)"),
        denominator=Measure("obligation", "sum(case when first_accepted_at is not null then 1 else 0 end)"),
        denominator_words="一次通过率 = 首份文件即合格 ÷ 已报 × 100",
        decimals=1,
    ),
    Metric(
        key="lateness_hours",
        label="迟报时长",
        unit="小时",
        kind=Kind.QUANTILE,
        direction=Direction.UP_IS_BAD,
        definition="迟报的首份合格报送晚于截止时间的小时数，取中位数；按时的、未报的和免报的不计，没有迟报时无此数。不可相加。",
        source="枣庄市 2021 通知四；长春市 2020 方案四（四）",
        needs=_ANY,
        numerator=Measure("obligation", "median(late_seconds) / 3600"),
        decimals=1,
    ),
    Metric(
        key="longest_lateness_hours",
        label="最长迟报时长",
        unit="小时",
        kind=Kind.QUANTILE,
        direction=Direction.UP_IS_BAD,
        definition="迟报的首份合格报送晚于截止时间的小时数，取最大值；没有迟报时无此数。不可相加。",
        source="枣庄市 2021 通知四；长春市 2020 方案四（四）",
        needs=_ANY,
        numerator=Measure("obligation", "max(late_seconds) / 3600"),
        decimals=1,
    ),
)


def _inner_quotes(label: str) -> str:
    return label.translate(str.maketrans("“”", "‘’"))


@dataclass(frozen=True, slots=True)
class _PlanWords:
    """What the metrics of a form with plans are called."""

    report: str
    parts: str
    source: str


_PLAN_WORDS = {
    "monthly_bulletin": _PlanWords("月通报", "各区（市）", "附件2 月通报（枣庄市 2021）"),
    "action_measures": _PlanWords("专项行动措施周报", "各地", "吉林省 2021 通知及附件1 一"),
}


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by key in display order: the declared ones, then one per indicator of the plans and measures."""
    plan_metrics = (
        Metric(
            key=f"plan_{item.plan}_{item.indicator}",
            label=f"{item.plan_label}·{item.indicator_label}",
            unit=item.unit,
            kind=Kind(item.kind),
            direction=Direction.UP_IS_GOOD,
            definition=(
                f"{_PLAN_WORDS[item.form].report}“{_inner_quotes(item.plan_label)}”中的“{item.indicator_label}”，"
                f"{_PLAN_WORDS[item.form].parts}相加。"
            ),
            source=_PLAN_WORDS[item.form].source,
            needs=frozenset({f"{item.plan}.{item.indicator}"}),
            numerator=Measure(
                "plan" if item.kind == "flow" else "plan_stock",
                f"sum(case when plan = '{item.plan}' and indicator = '{item.indicator}' then value end)",
            ),
        )
        for item in plan_indicators()
    )
    return {metric.key: metric for metric in (*_DECLARED, *plan_metrics)}


def metric(key: str, denominator: Denominator = Denominator.STAFF_AND_SHORTAGE) -> Metric:
    """The metric of that key, with the chosen denominator where it has two.

    Raises:
        KeyError: no such metric; the text lists the keys.
    """
    try:
        found = metrics()[key]
    except KeyError:
        known = "、".join(metrics())
        raise KeyError(f"没有指标“{key}”，可用：{known}") from None
    if key != "shortage_rate" or denominator is Denominator.STAFF_AND_SHORTAGE:
        return found
    measure, words = SHORTAGE_RATE_BY_DENOMINATOR[denominator]
    return replace(found, denominator=measure, denominator_words=words)
