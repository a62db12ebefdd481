"""How the districts of Changchun lay out their ledgers and lists."""

from data.samples.lists.page import ListLayout, with_headers, without
from data.samples.table import Line, column
from data.samples.untidy import Habits

SIDE_BY_SIDE = Line("left", "{unit}", "{date}")
SERIAL = column("serial", "序号", width=6)
NAME = column("name", "企业名称", width=32)


def _heading(title: str) -> tuple[Line, ...]:
    return Line("title", "{label}" + title + "（演示数据）"), SIDE_BY_SIDE


LEDGER = "重点企业用工需求台账"
LEDGER_COLUMNS = (
    SERIAL,
    NAME,
    column("code", "统一社会信用代码", width=22),
    column("industry", "所属行业", width=18),
    column("size", "企业规模（大/中/小/微）", width=10),
    column("address", "地址", width=20),
    column("capacity", "产能", width=26),
    column("staff", "员工总数（人）"),
    column("job", "空岗工种"),
    column("shortage", "缺工人数（人）"),
    column("problem", "问题困难", width=28),
    column("contact", "人力资源联系人"),
    column("phone", "联系电话"),
)
GROUPED = (
    *LEDGER_COLUMNS[:8],
    column("job", "空岗结构", "工种"),
    column("shortage", "空岗结构", "人数"),
    *LEDGER_COLUMNS[10:],
)
LEDGER_MERGED = frozenset(item.key for item in LEDGER_COLUMNS) - {"job", "shortage"}
LEDGERS = {
    "220102": ListLayout(
        "{label}企业需求台账{compact}.xlsx",
        _heading(LEDGER),
        LEDGER_COLUMNS,
        merged=LEDGER_MERGED,
        totals=("staff", "shortage"),
    ),
    "220103": ListLayout(
        "{label}企业需求台账{dots}.xls",
        _heading(LEDGER),
        GROUPED,
        file_format="xls",
        merged=LEDGER_MERGED,
        sheet="台账",
    ),
    "220104": ListLayout("{label}五清台账{short}.xlsx", _heading(LEDGER), GROUPED, merged=LEDGER_MERGED),
    "220105": ListLayout(
        "{label}企业需求台账{compact}.ods",
        _heading(LEDGER),
        LEDGER_COLUMNS,
        file_format="ods",
        merged=LEDGER_MERGED,
        habits=Habits(people=0.1),
    ),
    "220122": ListLayout(
        "{label}企业需求台账{compact}.docx",
        (Line("title", LEDGER + "（演示数据）"), Line("left", "填报单位：{unit}"), Line("right", "{date}")),
        without(LEDGER_COLUMNS, ("address", "industry")),
        file_format="docx",
        merged=LEDGER_MERGED,
    ),
    "2201Z1": ListLayout(
        "{label}企业需求台账{dashed}.et",
        _heading("企业需求台账"),
        with_headers(LEDGER_COLUMNS, size="规模", problem="存在问题和困难", staff="职工总数"),
        file_format="et",
        merged=LEDGER_MERGED,
    ),
}

OFFICER = "重点企业人社服务专员名单"
OFFICER_COLUMNS = (
    SERIAL,
    NAME,
    column("officer", "服务专员"),
    column("office", "单位", width=18),
    column("post", "职务"),
    column("phone", "联系电话"),
)
UNDER_ONE = (
    SERIAL,
    NAME,
    column("officer", "人社服务专员", "姓名"),
    column("office", "人社服务专员", "单位", width=18),
    column("post", "人社服务专员", "职务"),
    column("phone", "人社服务专员", "联系电话"),
)
OF_THE_OFFICER = frozenset({"officer", "office", "post"})
OFFICERS = {
    "220102": ListLayout("{label}服务专员名单.xlsx", _heading(OFFICER), OFFICER_COLUMNS),
    "220103": ListLayout("{label}人社服务专员{compact}.xlsx", _heading(OFFICER), UNDER_ONE, joined=OF_THE_OFFICER),
    "220106": ListLayout(
        "{label}服务专员{compact}.csv",
        _heading(OFFICER),
        OFFICER_COLUMNS,
        file_format="csv-utf8",
        habits=Habits(name_break=0.0),
    ),
    "220122": ListLayout("{label}服务专员名单.docx", _heading(OFFICER), OFFICER_COLUMNS, file_format="docx"),
    "220182": ListLayout(
        "{label}服务专员名单.et", _heading(OFFICER), OFFICER_COLUMNS, file_format="et", joined=OF_THE_OFFICER
    ),
    "2201Z1": ListLayout(
        "{label}服务专员名单.xlsx",
        _heading(OFFICER),
        with_headers(OFFICER_COLUMNS, name="服务企业", officer="专员姓名", post="单位/职务"),
    ),
}

ITEM_COLUMNS = (
    column("opened", "提出日期"),
    column("due", "办结时限"),
    column("solved", "解决日期"),
    column("office", "责任单位", width=16),
    column("status", "办理状态"),
)
DEMAND = "重点企业用工需求清单"
DEMAND_COLUMNS = (
    SERIAL,
    NAME,
    column("job", "需求工种"),
    column("persons", "需求人数（人）"),
    column("text", "需求内容", width=26),
    *ITEM_COLUMNS,
)
DEMANDS = {
    "220102": ListLayout("{label}用工需求清单{compact}.xlsx", _heading(DEMAND), DEMAND_COLUMNS, totals=("persons",)),
    "220103": ListLayout(
        "{label}用工需求清单{compact}.ods", _heading(DEMAND), DEMAND_COLUMNS, file_format="ods", totals=("persons",)
    ),
    "220106": ListLayout(
        "{label}需求清单{dashed}.xlsx",
        _heading("企业用工需求清单"),
        with_headers(DEMAND_COLUMNS, job="招聘岗位", persons="拟招人数", opened="登记时间", office="承办科室"),
        dates="dotted",
    ),
    "220183": ListLayout(
        "{label}用工需求清单{compact}.csv",
        _heading(DEMAND),
        DEMAND_COLUMNS,
        file_format="csv-utf8",
        dates="dashed",
        habits=Habits(name_break=0.0),
    ),
    "2201Z1": ListLayout("{label}用工需求清单{compact}.et", _heading(DEMAND), DEMAND_COLUMNS, file_format="et"),
}

PROBLEM = "重点企业问题解决清单"
PROBLEM_COLUMNS = (SERIAL, NAME, column("problem", "问题困难", width=30), *ITEM_COLUMNS)
PROBLEMS = {
    "220102": ListLayout("{label}问题解决清单{compact}.xlsx", _heading(PROBLEM), PROBLEM_COLUMNS, dates="chinese"),
    "220103": ListLayout("{label}问题解决清单{compact}.xls", _heading(PROBLEM), PROBLEM_COLUMNS, file_format="xls"),
    "220113": ListLayout(
        "{label}问题清单{compact}.xlsx",
        _heading("企业问题清单"),
        with_headers(PROBLEM_COLUMNS, problem="存在问题", solved="销号时间", status="办理情况", office="责任科室"),
        dates="compact",
    ),
    "220122": ListLayout(
        "{label}问题解决清单{compact}.docx", _heading(PROBLEM), PROBLEM_COLUMNS, file_format="docx", dates="slashes"
    ),
    "2201Z1": ListLayout("{label}问题解决清单{compact}.ods", _heading(PROBLEM), PROBLEM_COLUMNS, file_format="ods"),
}
