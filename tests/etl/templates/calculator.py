"""Works out the formulas of a template as Excel would, so that a filled-in one can be sent without an office program.

`python -m tests.etl.templates.office FOLDER` does the same with LibreOffice, which shows that this file is right.
"""

import re
from collections.abc import Callable

from openpyxl.worksheet.worksheet import Worksheet

_SUM_OF_BOTH = re.compile(r'=IF\((\$?[A-Z]\d+)="","",(\d+)\+\1\)')
_SUM_BY_SKILL = re.compile(r"=SUMIF\(([^,]+),([^,]+),([^,]+)\)")
_SUM = re.compile(r"=SUM\(([^,)]+)\)")
_COUNT = re.compile(r'=COUNTA\(([^)]+)\)&"([^"]*)"')
_PLACES = re.compile(r'=SUMPRODUCT\(\(([^<]+)<>""\)/COUNTIF\(\1,\1&""\)\)')
_CATEGORY = re.compile(r'"([^"]*)"&COUNTIF\(([^,]+),"\*([^"]*)\*"\)&"([^"]*)"')


def calculate(sheet: Worksheet) -> None:
    """Replace every formula by its value, those that others sum up first.

    Raises:
        AssertionError: a formula of a kind that is not known here.
    """

    def cells(reference: str) -> list[object]:
        found = sheet[reference.replace("$", "")]
        return [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]

    def number(reference: str) -> list[int]:
        return [value for value in cells(reference) if isinstance(value, int)]

    def both(match: re.Match[str]) -> object:
        (new,) = cells(match[1])
        return None if new is None else int(match[2]) + int(str(new))

    def by_skill(match: re.Match[str]) -> object:
        (word,) = cells(match[2])
        pairs = zip(cells(match[1]), cells(match[3]), strict=True)
        return sum(value for skill, value in pairs if skill == word and isinstance(value, int))

    def filled(reference: str) -> list[object]:
        return [value for value in cells(reference) if value is not None]

    steps: list[tuple[re.Pattern[str], Callable[[re.Match[str]], object]]] = [
        (_SUM_OF_BOTH, both),
        (_SUM_BY_SKILL, by_skill),
        (_SUM, lambda match: sum(number(match[1]))),
        (_COUNT, lambda match: f"{len(filled(match[1]))}{match[2]}"),
        (_PLACES, lambda match: len(set(filled(match[1])))),
    ]
    formulas = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    for pattern, work in steps:
        for cell in formulas:
            match = pattern.fullmatch(str(cell.value))
            if match is not None:
                cell.value = work(match)
    for cell in formulas:
        if str(cell.value).startswith('="'):
            parts = _CATEGORY.findall(str(cell.value))
            cell.value = "\n".join(
                f"{label}{sum(word in str(value) for value in filled(area))}{unit}" for label, area, word, unit in parts
            )
        assert not str(cell.value).startswith("="), cell.value
