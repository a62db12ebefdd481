"""How each district of Zaozhuang lays out its weekly report (附件1, 参考样式)."""

from dataclasses import dataclass, field

from data.samples.table import Column, Line, column
from data.samples.untidy import ORDINARY, Habits
from data.samples.weekly_course import GENERAL, KEY, MAJOR, OTHER, SENIOR, SKILLED, UNEMPLOYMENT

TITLE = "企业用工24小时服务保障机制周调度"


@dataclass(frozen=True)
class WeeklyLayout:
    """One district's layout. `file` and the lines take the fields unit, label, date, dotted, compact, words."""

    file: str
    heading: tuple[Line, ...]
    columns: tuple[Column, ...]
    file_format: str = "xlsx"
    sheet: str = "周调度"
    body_font: str = "宋体"
    skill_words: dict[str, str] = field(default_factory=dict)
    type_words: dict[str, str] = field(default_factory=dict)
    total_words: tuple[str, str] = ("总计", "合计")
    count_words: str = "{count}(家)"
    counted_types: dict[str, str] = field(default_factory=dict)
    headcount_total: bool = False
    total_formulas: bool = False
    blank_after_header: bool = False
    choices: tuple[str, ...] = ()
    signature: str = ""
    habits: Habits = ORDINARY


SERIAL = column("serial", "序号", width=6)
NAME = column("name", "企业名称", width=34)
KIND = column("kind", "企业类型", width=20)
SKILL = column("skill", "缺工类型", width=22)
REMARK = column("remark", "备注", width=36)

PLAIN = (
    SERIAL,
    NAME,
    KIND,
    column("headcount", "用工规模(人)"),
    SKILL,
    column("shortage", "缺工人数(人)"),
    column("resolved", "本周解决用工人数(人)"),
    column("resolved_total", "累计解决用工人数(人)"),
)
SIDE_BY_SIDE = Line("left", "{unit}(签章)", "{date}")
UPPER, LOWER = "缺工情况", "解决用工人数(人)"

LAYOUTS: dict[str, WeeklyLayout] = {
    "370403": WeeklyLayout(
        file="{label}{words}.xlsx",
        heading=(Line("title", TITLE + "（演示数据）"), SIDE_BY_SIDE),
        columns=PLAIN,
        total_formulas=True,
        headcount_total=True,
        habits=Habits(header_break=0.04),
    ),
    "370402": WeeklyLayout(
        file="{label}周调度{compact}.xlsx",
        heading=(
            Line("mark", "演示数据"),
            Line("title", TITLE),
            Line("left", "填报单位：{unit}（签章）"),
            Line("left", "填报日期：{date}"),
        ),
        columns=(
            SERIAL,
            NAME,
            KIND,
            column("headcount", "用工规模（人）"),
            SKILL,
            column("shortage", "缺工人数（人）"),
            column("resolved", "本周解决用工人数（人）"),
            column("resolved_total", "累计解决用工人数（人）"),
            REMARK,
        ),
        body_font="仿宋_GB2312",
        skill_words={SKILLED: "初中级技工", SENIOR: "高级技工及以上"},
        counted_types={KEY: "重点企业用工监测企"},
        habits=Habits(text=0.01),
    ),
    "370481": WeeklyLayout(
        file="{label}{words}周调度.xlsx",
        heading=(
            Line("title", "{label}企业用工24小时服务保障机制\n周调度（演示数据）"),
            Line("left", "{unit}(签章)        {date}"),
        ),
        columns=(
            SERIAL,
            NAME,
            KIND,
            column("headcount", "用工规模(人)"),
            column("skill", UPPER, "缺工类型", width=22),
            column("shortage", UPPER, "缺工人数(人)"),
            column("resolved", LOWER, "本周", width=9),
            column("resolved_total", LOWER, "累计", width=9),
            REMARK,
        ),
        sheet="Sheet1",
        type_words={MAJOR: "重大项目", UNEMPLOYMENT: "失业动态监测", KEY: "重点用工监测企业", OTHER: "其他"},
        total_words=("总 计", "合 计"),
        count_words="共{count}家",
        headcount_total=True,
        choices=(MAJOR, UNEMPLOYMENT, KEY, OTHER),
        habits=Habits(thousands=0.7),
    ),
    "370404": WeeklyLayout(
        file="{label}周调度（{words}）.xlsx",
        heading=(
            Line("title", "{label}" + TITLE + "（演示数据）"),
            Line("left", "报送单位：{unit}（签章）", "报送日期：{dotted}"),
        ),
        columns=(
            SERIAL,
            NAME,
            KIND,
            column("town", "联系乡镇", width=10),
            column("headcount", "用工规模(人)"),
            SKILL,
            column("shortage", "缺工人数(人)"),
            column("resolved_total", "累计解决用工人数(人)"),
            column("resolved", "本周解决用工人数(人)"),
            REMARK,
        ),
        total_words=("合计", "合计"),
        habits=Habits(text=0.55),
    ),
    "370405": WeeklyLayout(
        file="{label}周调度{dots}.xls",
        heading=(
            Line("title", "{label}"),
            Line("title", TITLE + "(演示数据)"),
            Line("left"),
            Line("left", "{unit}（签章）", "{date}"),
        ),
        columns=(
            SERIAL,
            NAME,
            KIND,
            column("headcount", "用工规模(人)"),
            SKILL,
            column("shortage", "缺工人数(人)"),
            column("resolved", "本周解决(人)"),
            column("resolved_total", "累计解决(人)"),
            column("officer", "填报人", width=8),
        ),
        file_format="xls",
        sheet="附件1",
        blank_after_header=True,
        signature="填报人：略        联系电话：略",
    ),
    "370406": WeeklyLayout(
        file="{label}{words}.csv",
        heading=(Line("title", TITLE + "（演示数据）"), SIDE_BY_SIDE),
        columns=PLAIN,
        file_format="csv-gb18030",
        habits=Habits(name_break=0.0),
    ),
    "3704Z1": WeeklyLayout(
        file="{label}{words}.xlsx",
        heading=(
            Line("title", "枣庄高新区" + TITLE + "（{words}）（演示数据）"),
            Line("left", "{unit}（签章）", "{date}"),
        ),
        columns=(
            SERIAL,
            KIND,
            NAME,
            column("headcount", "用工规模"),
            SKILL,
            column("shortage", "缺工人数"),
            column("resolved", "本周解决用工人数"),
            column("resolved_total", "累计解决用工人数"),
            REMARK,
        ),
        skill_words={GENERAL: "普通工", SKILLED: "初级、中级技工", SENIOR: "高级技工及以上"},
        count_words="{count} （家）",
        signature="填报人：略",
        habits=Habits(thousands=0.5, people=0.03, full_width=0.02),
    ),
}
