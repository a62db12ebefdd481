"""How a table is declared, and the columns that many tables share."""

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


def declare(name: str, grain: str, *columns: tuple[str, str, str]) -> Table:
    """A table of (name, type, words) columns."""
    return Table(name, grain, tuple(Column(*column) for column in columns))


SUBMISSION = ("submission_id", "INTEGER", "报送编号，指向 meta_submission")
PLACE = ("place_code", "VARCHAR", "数据所属地区代码（GB/T 2260，功能区为自编码）")
ENTERPRISE = ("enterprise_id", "VARCHAR", "企业编号：地市代码与规范化企业名称的散列")
SHEET = ("sheet", "VARCHAR", "来源工作表")
CELL = ("cell", "VARCHAR", "来源单元格，如 F7")
JOB = ("job_type", "VARCHAR", "工种代码，见 dim_job_type；不分工种为空串")
JOB_TEXT = ("job_text", "VARCHAR", "表中所写工种原文")
SKILL = ("skill_level", "VARCHAR", "技能等级代码 general/skilled/senior；不分等级为空串")
