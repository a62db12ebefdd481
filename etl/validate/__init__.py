"""From a grid of cells to a checked Reading: recognise, conform, check.

`read_report` reads one file by itself; `etl.validate.history` compares it with the report before; `add_findings` brings
the result of the second into the first. Comparing is not imported here: the processes that read have no need of it.
"""

from etl.validate.reading import FindingRecord, Hints, Reading, RowCounts
from etl.validate.report import add_findings, read_opened, read_report

__all__ = [
    "FindingRecord",
    "Hints",
    "Reading",
    "RowCounts",
    "add_findings",
    "read_opened",
    "read_report",
]
