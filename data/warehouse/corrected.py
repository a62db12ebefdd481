"""Which numbers a correction file may change, and facts as they read with the corrections of a moment.

Facts and `correction_applied` together hold both values: a fact carries the one that counts at publication, the table
says what was reported, what is used instead, and from when to when.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CorrectableField:
    """A number of a fact table, and the column that names its cell."""

    table: str
    field: str
    label: str
    cell_column: str = "cell"


CORRECTABLE: tuple[CorrectableField, ...] = (
    CorrectableField("fact_shortage", "shortage", "缺工人数"),
    CorrectableField("fact_headcount", "headcount", "用工规模"),
    CorrectableField("fact_resumption", "resumed", "复工规模"),
    CorrectableField("fact_resolved", "resolved_total", "累计解决人数"),
    CorrectableField("fact_resolved", "resolved", "本期解决人数", "flow_cell"),
    CorrectableField("fact_plan", "value", "计划指标"),
)


def fields_of(table: str) -> tuple[CorrectableField, ...]:
    """The correctable numbers of one table; none for most."""
    return tuple(item for item in CORRECTABLE if item.table == table)


def corrected(table: str, inner: str, corrections: str) -> str:
    """SQL of a fact table with corrections laid over it.

    Args:
        table: name of the fact table; one without correctable numbers is returned as it is.
        inner: SQL of its rows, as an expression that can stand after `from`.
        corrections: a relation shaped like `correction_applied`; `is_counted` tells which of the two values to take.
    """
    fields = fields_of(table)
    if not fields:
        return f"select * from {inner}"
    replaced, joins = [], []
    for number, item in enumerate(fields):
        alias = f"c{number}"
        replaced.append(
            f"case when {alias}.submission_id is null then f.{item.field} when {alias}.is_counted then {alias}.used "
            f"else {alias}.was end as {item.field}"
        )
        joins.append(
            f"left join {corrections} {alias} on {alias}.submission_id = f.submission_id "
            f"and {alias}.table_name = '{table}' and {alias}.field = '{item.field}' "
            f"and {alias}.sheet = f.sheet and {alias}.cell = f.{item.cell_column}"
        )
    return f"select f.* replace ({', '.join(replaced)}) from {inner} f {' '.join(joins)}"
