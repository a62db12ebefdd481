"""From a grid of cells to a checked Reading: recognise, conform, check.

`read_report` reads one file by itself; `check_history` compares it with the report before; `add_findings` brings the
result of the second into the first.
"""

from etl.validate.history import PreviousReport, check_history
from etl.validate.reading import FindingRecord, Hints, Reading, RowCounts
from etl.validate.report import add_findings, read_opened, read_report

__all__ = [
    "FindingRecord",
    "Hints",
    "PreviousReport",
    "Reading",
    "RowCounts",
    "add_findings",
    "check_history",
    "read_opened",
    "read_report",
]
