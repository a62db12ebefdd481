"""The official layout of every form for which templates are made: data, taken from the notices' annexes."""

from dataclasses import dataclass
from typing import Literal

Content = Literal[
    "serial", "name", "place", "category", "headcount", "resumed", "skill", "shortage", "resolved", "resolved_total",
    "resolved_job", "shortage_job", "text",
]  # fmt: skip
Summed = Literal["", "enterprises", "places", "categories", "sum"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, what stands in it, its width in characters, what the total line states of it."""

    header: str
    content: Content
    width: float
    total: Summed = ""


@dataclass(frozen=True, slots=True)
class TableLayout:
    """A form that is a table of enterprises. `scheme` is the classification of its column `category`."""

    title: str
    unit: str
    sheet: str
    file: str
    columns: tuple[Column, ...]
    scheme: str
    total_word: str
    notes: tuple[str, ...]
    spare_blocks: int
    """Empty places for enterprises that join the list."""
    has_period_line: bool
    """Whether the period stands below the title; a daily form states it as its date."""


@dataclass(frozen=True, slots=True)
class PlanLayout:
    """A form of plan blocks, three indicators side by side."""

    title: str
    unit: str
    sheet: str
    file: str
    notes: tuple[str, ...]


FILLING = (
    "填报说明：浅黄色格由填报人填写，填整数，没有的填 0，不要留空；企业名单按上期报表预填，"
    "退出的企业请删除其所在各行，新增的企业填在合计行上方的空行。"
)
_FILLING_PLANS = "填报说明：浅黄色格由填报人填写，填整数，没有的填 0，不要留空。"

_WEEKLY = TableLayout(
    title="企业用工24小时服务保障机制周调度",
    unit="{office}(签章)",
    sheet="周调度",
    file="{place}周调度{period}.xlsx",
    columns=(
        Column("序号", "serial", 7),
        Column("企业名称", "name", 34, "enterprises"),
        Column("企业类型", "category", 24, "categories"),
        Column("用工规模(人)", "headcount", 11),
        Column("缺工类型", "skill", 24),
        Column("缺工人数(人)", "shortage", 11, "sum"),
        Column("本周解决用工人数(人)", "resolved", 13, "sum"),
        Column("累计解决用工人数(人)", "resolved_total", 13, "sum"),
    ),
    scheme="enterprise_type",
    total_word="总计",
    notes=(
        "注: 1. “重大项目涉及企业”指鲁政字〔2021〕41号文件公布本年度重大项目涉及的企业; "
        "2. “失业动态监测企业”指失业动态监测采集系统中各市监测企业; "
        "3. “重点企业用工监测企业”指人社部开发重点企业用工监测信息系统的企业, 部分市没有监测样本。",
        FILLING + "累计解决用工人数由上期累计加本周解决自动得出。",
    ),
    spare_blocks=3,
    has_period_line=True,
)
_DAILY_COLUMNS = (
    Column("序号", "serial", 7),
    Column("企业名称", "name", 34),
    Column("所在县（市、区）", "place", 14, "places"),
    Column("生产物资种类", "category", 12),
    Column("解决用工工种", "resolved_job", 16),
    Column("解决用工人数", "resolved_total", 11, "sum"),
    Column("缺工工种", "shortage_job", 16),
    Column("缺工人数", "shortage", 11, "sum"),
    Column("备注", "text", 36),
)
_DAILY_NOTES = (
    "填表说明：一、在表下最后一行统计出“所在县（市、区）”数量、“解决用工人数”、“缺工人数”。\n"
    "二、企业名称：实名制填写企业全称。\n"
    "三、生产物资种类：1.重要医用物资企业；2.重要原辅材料生产企业；3.重要设备制造企业和相关配套企业；"
    "4.重要生活必需品骨干企业；5.重要医用物资收储企业；6.信息通讯设备和服务系统供应企业；7.物资运输企业；"
    "8.销售企业；不在上述范围内的填写清楚具体种类。\n"
    "四、工种及人数分开填写，按照工种填写数量。\n"
    "五、解决用工人数：累计数，后一期不能少于上期。\n"
    "六、缺工人数：帮助该企业解决用工人数后，还缺口的用人需求数量。\n"
    "七、备注：注明每期新增解决人数及途径（如人员招聘、余缺调剂、本地挖储等）；缺工数量如有大量增加，须注明原因。",
    FILLING,
)
_DAILY = TableLayout(
    title="重点企业用工调度保障工作信息汇总表",
    unit="{office}：",
    sheet="信息汇总表",
    file="{place}信息汇总表{period}.xlsx",
    columns=_DAILY_COLUMNS,
    scheme="goods",
    total_word="合计",
    notes=_DAILY_NOTES,
    spare_blocks=6,
    has_period_line=False,
)
_RESUMPTION = TableLayout(
    title="企业（工程项目）复工日报表",
    unit="填报单位：{office}",
    sheet="复工日报",
    file="{place}复工日报{period}.xlsx",
    columns=(
        Column("序号", "serial", 7),
        Column("企业（工程项目）名称", "name", 34),
        Column("地址", "text", 24),
        Column("人力资源联系人", "text", 14),
        Column("联系电话", "text", 15),
        Column("复工规模（人）", "resumed", 12, "sum"),
        Column("三必需一重要", "category", 20),
    ),
    scheme="three_necessities",
    total_word="合计",
    notes=(FILLING + "地址和联系方式不入库，按需要填写。",),
    spare_blocks=6,
    has_period_line=False,
)
_MONTHLY = PlanLayout(
    title="企业用工24小时服务保障机制月通报",
    unit="{office}(签章)",
    sheet="月通报",
    file="{place}月通报{period}.xlsx",
    notes=(_FILLING_PLANS,),
)

LAYOUTS: dict[str, TableLayout | PlanLayout] = {
    "weekly_dispatch": _WEEKLY,
    "daily_dispatch": _DAILY,
    "resumption_daily": _RESUMPTION,
    "monthly_bulletin": _MONTHLY,
}
"""By form. A form without an entry has no template."""
