"""Tables of the ledger and of every release, declared once: grain, columns, types, words.

The DDL, the Arrow schemas and `data/DICTIONARY.md` are all made from these declarations.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, DuckDB type and what it holds, in Chinese."""

    name: str
    type: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain in words and its columns in order."""

    name: str
    grain: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)

    def ddl(self) -> str:
        """`create table if not exists …` for DuckDB."""
        columns = ", ".join(f"{column.name} {column.type}" for column in self.columns)
        return f"create table if not exists {self.name} ({columns})"


def _table(name: str, grain: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name, grain, tuple(Column(*column) for column in columns))


_SUBMISSION = ("submission_id", "INTEGER", "报送编号，指向 meta_submission")
_PLACE = ("place_code", "VARCHAR", "数据所属地区代码（GB/T 2260，功能区为自编码）")
_ENTERPRISE = ("enterprise_id", "VARCHAR", "企业编号：地市代码与规范化企业名称的散列")
_SHEET = ("sheet", "VARCHAR", "来源工作表")
_CELL = ("cell", "VARCHAR", "来源单元格，如 F7")
_JOB = ("job_type", "VARCHAR", "工种代码，见 dim_job_type；不分工种为空串")
_JOB_TEXT = ("job_text", "VARCHAR", "表中所写工种原文")
_SKILL = ("skill_level", "VARCHAR", "技能等级代码 general/skilled/senior；不分等级为空串")

FACTS: tuple[Table, ...] = (
    _table(
        "fact_enterprise",
        "报送 × 地区 × 企业：该份报表中出现的企业",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("enterprise_name", "VARCHAR", "表中所写企业名称"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_headcount",
        "报送 × 地区 × 企业",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("headcount", "INTEGER", "用工规模（人），时点数"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_resumption",
        "报送 × 地区 × 企业",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("resumed", "INTEGER", "复工规模（人），时点数"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_shortage",
        "报送 × 地区 × 企业 × 工种 × 技能等级（表中一行）",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        _JOB,
        _JOB_TEXT,
        _SKILL,
        ("shortage", "INTEGER", "缺工人数（人），时点数"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_resolved",
        "报送 × 地区 × 企业 × 工种 × 技能等级（表中一行）",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        _JOB,
        _JOB_TEXT,
        _SKILL,
        ("resolved_total", "INTEGER", "累计解决人数（人），累计数"),
        ("resolved", "INTEGER", "表中自报的本期解决人数（人），流量；表中无此列为空"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_channel",
        "报送 × 地区 × 企业 × 渠道：从备注读出",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("channel", "VARCHAR", "渠道代码，见 dim_channel"),
        ("resolved", "INTEGER", "备注写明由该渠道解决的人数（人），流量"),
        ("is_approximate", "BOOLEAN", "备注为约数"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_remark",
        "报送 × 地区 × 企业：备注原文",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("remark", "VARCHAR", "备注原文"),
        ("stated_new", "INTEGER", "备注自报的本期新增解决人数（人），未写为空"),
        ("unread", "VARCHAR", "未能读出渠道的部分"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_category",
        "报送 × 企业 × 分类体系 × 类别",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("scheme", "VARCHAR", "分类体系代码"),
        ("category", "VARCHAR", "类别代码，见 dim_category"),
        ("category_text", "VARCHAR", "表中所写类别原文"),
        _SHEET,
        _CELL,
    ),
    _table(
        "fact_plan",
        "报送 × 地区 × 计划 × 指标",
        _SUBMISSION,
        _PLACE,
        ("plan", "VARCHAR", "计划代码"),
        ("indicator", "VARCHAR", "指标代码"),
        ("value", "INTEGER", "指标值，单位见 dim_plan"),
        _SHEET,
        _CELL,
    ),
)

META: tuple[Table, ...] = (
    _table(
        "meta_submission",
        "一份收到的文件（同一字节内容只计一次）",
        _SUBMISSION,
        ("sha256", "VARCHAR", "文件内容散列，亦为存档文件名"),
        ("file_name", "VARCHAR", "报送时的文件名"),
        ("byte_count", "BIGINT", "字节数"),
        ("kind", "VARCHAR", "文件种类 xlsx/xls/csv/docx/ods"),
        ("form", "VARCHAR", "表式，认不出为空"),
        ("variant", "VARCHAR", "表式变体（声明文件）"),
        ("place_code", "VARCHAR", "报送地区代码，认不出为空"),
        ("period", "VARCHAR", "报告期，认不出为空"),
        ("version", "INTEGER", "同地区同表同期第几版（按收到先后，只计已接收）"),
        ("outcome", "VARCHAR", "accepted 已接收 / rejected 退回"),
        ("received_at", "TIMESTAMP", "收到时间（北京时间）"),
        ("recorded_at", "TIMESTAMP", "入库时间（北京时间）"),
        ("is_demo", "BOOLEAN", "演示数据"),
        ("rows_in_file", "INTEGER", "表体行数 = 入库 + 搁置 + 合计 + 空行"),
        ("rows_loaded", "INTEGER", "入库行数"),
        ("rows_set_aside", "INTEGER", "搁置行数"),
        ("rows_total", "INTEGER", "合计行数"),
        ("rows_blank", "INTEGER", "空行数"),
        ("notes", "VARCHAR", "表下注释原文"),
    ),
    _table(
        "meta_finding",
        "报送 × 校验发现",
        _SUBMISSION,
        ("ordinal", "INTEGER", "该份报送中的序号"),
        ("code", "VARCHAR", "规则代码"),
        ("level", "VARCHAR", "阻断 / 核实 / 提示"),
        _SHEET,
        _CELL,
        ("message", "VARCHAR", "说明"),
        ("advice", "VARCHAR", "处理办法"),
    ),
    _table(
        "submission_place",
        "报送 × 所涉地区",
        _SUBMISSION,
        _PLACE,
    ),
    _table(
        "meta_form",
        "表式",
        ("form", "VARCHAR", "表式代码"),
        ("label", "VARCHAR", "表式名称"),
        ("cadence", "VARCHAR", "daily / weekly / monthly"),
        ("carry_forward", "INTEGER", "时点数最多沿用几期"),
        ("measures", "VARCHAR", "所含指标，逗号分隔"),
        ("source", "VARCHAR", "依据"),
    ),
    _table(
        "meta_release",
        "发布版本（每个发布文件一行）",
        ("release_id", "VARCHAR", "发布版本号"),
        ("published_at", "TIMESTAMP", "发布时间（北京时间）"),
        ("last_submission_id", "INTEGER", "所含最后一份报送"),
        ("submissions", "INTEGER", "报送份数"),
        ("accepted", "INTEGER", "已接收份数"),
        ("is_demo", "BOOLEAN", "含演示数据"),
        ("previous_release_id", "VARCHAR", "上一发布版本"),
    ),
)

DIMENSIONS: tuple[Table, ...] = (
    _table(
        "dim_place",
        "地区（有效期内）",
        _PLACE,
        ("name", "VARCHAR", "名称"),
        ("short_name", "VARCHAR", "简称"),
        ("level", "VARCHAR", "province / city / county / zone"),
        ("parent_code", "VARCHAR", "上级地区代码"),
        ("valid_from", "DATE", "起始日期，空为一直"),
        ("valid_to", "DATE", "截止日期，空为至今"),
        ("ordinal", "INTEGER", "排列次序"),
    ),
    _table(
        "dim_enterprise",
        "企业",
        _ENTERPRISE,
        ("enterprise_name", "VARCHAR", "企业名称（最近一次所写）"),
        ("place_code", "VARCHAR", "最近一次所在地区"),
    ),
    _table(
        "dim_job_type",
        "工种",
        ("job_type", "VARCHAR", "工种代码"),
        ("label", "VARCHAR", "工种"),
        ("job_group_label", "VARCHAR", "工种大类"),
        ("ordinal", "INTEGER", "排列次序"),
    ),
    _table(
        "dim_skill_level",
        "技能等级",
        ("skill_level", "VARCHAR", "技能等级代码"),
        ("label", "VARCHAR", "技能等级"),
        ("ordinal", "INTEGER", "排列次序"),
    ),
    _table(
        "dim_channel",
        "解决渠道",
        ("channel", "VARCHAR", "渠道代码"),
        ("label", "VARCHAR", "渠道"),
        ("parent", "VARCHAR", "上级渠道代码"),
        ("definition", "VARCHAR", "含义"),
        ("ordinal", "INTEGER", "排列次序"),
    ),
    _table(
        "dim_category",
        "分类体系 × 类别",
        ("scheme", "VARCHAR", "分类体系代码"),
        ("scheme_label", "VARCHAR", "分类体系"),
        ("category", "VARCHAR", "类别代码"),
        ("label", "VARCHAR", "类别"),
        ("ordinal", "INTEGER", "排列次序"),
    ),
    _table(
        "dim_plan",
        "计划 × 指标",
        ("plan", "VARCHAR", "计划代码"),
        ("plan_label", "VARCHAR", "计划"),
        ("indicator", "VARCHAR", "指标代码"),
        ("indicator_label", "VARCHAR", "指标"),
        ("unit", "VARCHAR", "计量单位"),
        ("kind", "VARCHAR", "flow 流量 / stock 时点数"),
        ("ordinal", "INTEGER", "排列次序"),
    ),
    _table(
        "dim_period",
        "表式 × 报告期",
        ("form", "VARCHAR", "表式代码"),
        ("period", "VARCHAR", "报告期"),
        ("cadence", "VARCHAR", "daily / weekly / monthly"),
        ("period_start", "DATE", "首日"),
        ("period_end", "DATE", "末日"),
        ("ordinal", "INTEGER", "该表式第几期，连续编号"),
    ),
)

DERIVED: tuple[Table, ...] = (
    _table(
        "obligation_due",
        "表式 × 地区 × 报告期：应报一次",
        ("form", "VARCHAR", "表式代码"),
        _PLACE,
        ("period", "VARCHAR", "报告期"),
        ("due_at", "TIMESTAMP", "截止时间（北京时间）"),
        ("exempt_reason", "VARCHAR", "免报原因，空为应报"),
    ),
    _table(
        "obligation",
        "表式 × 地区 × 报告期：应报一次",
        ("form", "VARCHAR", "表式代码"),
        _PLACE,
        ("period", "VARCHAR", "报告期"),
        ("due_at", "TIMESTAMP", "截止时间（北京时间）"),
        ("exempt_reason", "VARCHAR", "免报原因，空为应报"),
        ("first_received_at", "TIMESTAMP", "首次收到时间，含被退回的文件"),
        ("first_accepted_at", "TIMESTAMP", "首份合格文件收到时间"),
        ("files", "INTEGER", "收到文件份数"),
        ("returned", "INTEGER", "其中退回份数"),
        (
            "status",
            "VARCHAR",
            "on_time 按时 / late 迟报 / returned 退回 / missing 未报 / exempt 免报 / pending 未到期",
        ),
    ),
    _table(
        "mart_effective",
        "表式 × 地区 × 报告期：采用哪一份报送",
        ("form", "VARCHAR", "表式代码"),
        _PLACE,
        ("period", "VARCHAR", "报告期"),
        _SUBMISSION,
        ("source_period", "VARCHAR", "数据所属报告期，沿用时早于报告期"),
        ("age", "INTEGER", "沿用几期，0 为本期"),
        ("status", "VARCHAR", "p 初报 / r 更正 / e 沿用"),
    ),
    _table(
        "mart_enterprise",
        "报送 × 地区 × 企业：企业层合计",
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("headcount", "INTEGER", "用工规模（人），未报为空"),
        ("resumed", "INTEGER", "复工规模（人），未报为空"),
        ("shortage", "INTEGER", "缺工人数（人），未报为空"),
        ("resolved_total", "INTEGER", "累计解决人数（人），未报为空"),
        ("resolved_reported", "INTEGER", "自报本期解决人数（人），未报为空"),
    ),
    _table(
        "mart_resolved",
        "表式 × 报告期 × 地区 × 企业 × 工种 × 技能等级：本期解决",
        ("form", "VARCHAR", "表式代码"),
        ("period", "VARCHAR", "报告期"),
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        _JOB,
        _SKILL,
        ("resolved", "INTEGER", "本期解决人数（人）：自报，无自报列的表式为本期累计减该企业上次累计"),
    ),
    _table(
        "mart_channel",
        "表式 × 报告期 × 地区 × 企业 × 渠道：分渠道本期解决",
        ("form", "VARCHAR", "表式代码"),
        ("period", "VARCHAR", "报告期"),
        _SUBMISSION,
        _PLACE,
        _ENTERPRISE,
        ("channel", "VARCHAR", "渠道代码"),
        ("resolved", "INTEGER", "人数（人）"),
        ("is_approximate", "BOOLEAN", "备注为约数"),
        ("is_remainder", "BOOLEAN", "本期解决多于备注各渠道之和的差额，记未注明"),
    ),
)

TABLES: tuple[Table, ...] = (*META, *DIMENSIONS, *FACTS, *DERIVED)
BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
