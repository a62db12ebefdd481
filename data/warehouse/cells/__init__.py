"""SQL that leads from a number back to the cells it was added up from, one file for each way to read a table.

Every file yields period, place_code, counted_id (the submission that counts), source_id (the one whose cell it is),
status, enterprise_id, job_type, skill_level, channel, table_name, field, sheet, cell, value and role, for the form
$form, the periods $bases and the places $places. `value` is what the cell adds, negative where it is taken off.
"""

from functools import cache
from pathlib import Path


@cache
def statement(name: str) -> str:
    """The select statement of one source."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
