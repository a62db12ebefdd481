"""A file may come back with the list of findings that we once put in front of it: that sheet is ours, not a report."""

from typing import Final

from etl.sources.grid import Sheet

FEEDBACK_SHEET: Final = "校验反馈"


def is_feedback_list(sheet: Sheet) -> bool:
    """Whether the sheet is our list: it bears its name, also numbered by a spreadsheet program, and its title."""
    return sheet.name.startswith(FEEDBACK_SHEET) and bool(sheet.rows) and sheet.rows[0][0] == FEEDBACK_SHEET
