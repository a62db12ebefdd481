"""The rules that reports are checked against, in words; what a rule does is the pipeline's business."""

from dataclasses import dataclass
from functools import cache

from data.warehouse.reference import read_table


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the code of its findings, its name, what it asks of a report, the clause it comes from ("" of ours)."""

    code: str
    label: str
    says: str
    source: str


@cache
def rules() -> dict[str, Rule]:
    """All rules by code, in the order in which a report meets them: file, recognition, cells, sums, earlier reports."""
    columns = ("code", "label", "says", "source")
    return {row["code"]: Rule(**row) for row in read_table("rules", columns)}
