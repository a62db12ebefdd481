"""How each district of Changchun lays out its daily report (附件4)."""

from dataclasses import dataclass

from data.samples.table import Column, Line, column
from data.samples.untidy import ORDINARY, Habits

TITLE = "重点企业用工调度保障工作信息汇总表"


@dataclass(frozen=True)
class DailyLayout:
    """One district's layout. `file` and the lines take the fields of `table.heading_fields`."""

    file: str
    heading: tuple[Line, ...]
    columns: tuple[Column, ...]
    file_format: str = "xlsx"
    sheet: str = "附件4"
    body_font: str = "宋体"
    total_word: str = "合计"
    counties: str | int = 1
    enterprises_counted: bool = False
    blank_before_total: bool = False
    note: str = ""
    no_job: str | None = None
    """What stands in the job cell of an enterprise that misses nobody; the number is 0."""
    habits: Habits = ORDINARY


SERIAL = column("serial", "序号", width=6)
NAME = column("name", "企业名称", width=32)
COUNTY = column("county", "所在县（市、区）", width=13)
GOODS = column("goods", "生产物资种类", width=15)
REMARK = column("remark", "备注", width=38)
JOBS = (
    column("resolved_job", "解决用工工种", width=13),
    column("resolved_total", "解决用工人数", width=10),
    column("shortage_job", "缺工工种", width=13),
    column("shortage", "缺工人数", width=10),
)
ONE_ROW = (SERIAL, NAME, COUNTY, GOODS, *JOBS, REMARK)
TWO_ROWS = (
    SERIAL,
    NAME,
    COUNTY,
    GOODS,
    column("resolved_job", "解决用工", "工种", width=13),
    column("resolved_total", "解决用工", "人数", width=9),
    column("shortage_job", "缺工", "工种", width=13),
    column("shortage", "缺工", "人数", width=9),
    REMARK,
)
CITY_WORDS = (
    SERIAL,
    NAME,
    column("county", "所在县(市、区)", width=13),
    column("goods", "生产物资种类(编号)", width=15),
    column("resolved_job", "解决用工工种", width=13),
    column("resolved_total", "累计解决用工人数", width=17),
    column("shortage_job", "缺工工种", width=13),
    column("shortage", "缺工人数", width=10),
    column("remark", "备注(新增解决人数及途径)", width=38),
)
SHORTAGE_FIRST = (SERIAL, COUNTY, NAME, GOODS, *JOBS[2:], *JOBS[:2], REMARK, column("officer", "填报人", width=8))
WITH_STREET = (SERIAL, NAME, column("street", "联系街道", width=12), COUNTY, GOODS, *JOBS, REMARK)

HEADING = (Line("title", TITLE + "（演示数据）"), Line("left", "{unit}：", "{date}"))
STACKED = (Line("title", TITLE + "（演示数据）"), Line("left", "{unit}："), Line("right", "{date}"))
REPORTED = (Line("title", TITLE + "（演示数据）"), Line("left", "填报单位：{unit}", "填报日期：{dashed}"))
IN_TWO_LINES = (Line("title", "长春汽车经济技术开发区（演示数据）"), Line("title", TITLE), HEADING[1])

LAYOUTS: dict[str, DailyLayout] = {
    "220102": DailyLayout("{label}{date}.xlsx", HEADING, ONE_ROW, habits=Habits(text=0.02)),
    "220103": DailyLayout("{label}{date}.xlsx", HEADING, ONE_ROW, habits=Habits(people=0.06)),
    "220104": DailyLayout("{label}信息汇总表{short}.xlsx", HEADING, ONE_ROW, enterprises_counted=True),
    "220105": DailyLayout(
        "{label}{date}.xlsx",
        HEADING,
        ONE_ROW,
        note="注：解决用工人数为疫情防控至今累计数。",
        no_job="无",
        habits=Habits(full_width=0.08),
    ),
    "220106": DailyLayout("{label}信息汇总表{short}.xlsx", HEADING, TWO_ROWS, body_font="仿宋_GB2312"),
    "220112": DailyLayout("{label}{date}.xlsx", HEADING, ONE_ROW, blank_before_total=True, counties="1个"),
    "220113": DailyLayout("{label}用工调度{dots}.xlsx", HEADING, TWO_ROWS, habits=Habits(text=0.3)),
    "220122": DailyLayout("{label}{date}.xlsx", STACKED, ONE_ROW),
    "220182": DailyLayout("{label}{compact}.xlsx", STACKED, SHORTAGE_FIRST, counties="1个"),
    "220183": DailyLayout(
        "{label}{compact}.csv", STACKED, ONE_ROW, file_format="csv-utf8", habits=Habits(name_break=0.0)
    ),
    "2201Z1": DailyLayout(
        "{label}信息汇总表{short}.xlsx", HEADING, TWO_ROWS, total_word="总计", enterprises_counted=True
    ),
    "2201Z2": DailyLayout("{label}重点企业用工调度{dashed}.xlsx", REPORTED, CITY_WORDS, sheet="Sheet1"),
    "2201Z3": DailyLayout(
        "{label}重点企业用工调度{dashed}.xlsx",
        REPORTED,
        CITY_WORDS,
        sheet="Sheet1",
        note="填报人：略    审核人：略",
        no_job="无",
    ),
    "2201Z4": DailyLayout("{label}{date}.xlsx", IN_TWO_LINES, WITH_STREET, body_font="仿宋_GB2312"),
    "2201Z5": DailyLayout("{label}{date}.xls", HEADING, ONE_ROW, file_format="xls", sheet="Sheet1"),
}
WORD_PLACE = "220122"
"""农安县 sends a Word table on every third day."""
