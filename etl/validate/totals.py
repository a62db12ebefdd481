"""Rule R1: the total line states the sums of the lines above it (附件5 填表说明一; 枣庄市 附件1 总计)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from data.warehouse.levels import Level
from data.warehouse.reference import categories
from etl.sources.grid import CellValue, Sheet
from etl.validate.body import Block, Body
from etl.validate.classes import read_classes, skill_of
from etl.validate.collected import Collected, SheetValues, Value
from etl.validate.columns import Columns, CountColumn
from etl.validate.findings import cells, shorten
from etl.validate.findings import rules as broken_rules
from etl.validate.names import has_company_word
from etl.validate.numbers import UNREADABLE, read_count, read_number_cell
from etl.validate.table_words import TableWords, total_kind

_COUNT = re.compile(r"(\d[\d,]*)\s*\(?\s*(?:家|户|个)", re.ASCII)
_PLACE_COUNT = re.compile(r"(\d[\d,]*)\s*\(?\s*(?:个|县|区|市)", re.ASCII)
_FEWEST_ABOVE = 2
_CLASS_COUNT = re.compile(r"([^\d\s_:()、,;]+)[_:\s(]*(\d+)", re.ASCII)


def check_totals(sheet: Sheet, columns: Columns, body: Body, collected: Collected, words: TableWords) -> None:
    """Compare every total of one sheet with the lines that it sums up."""
    level = collected.level_of("total-disagrees")
    if level is None:
        return
    checker = _Checker(sheet, columns, collected, words, level)
    start = 0
    for block in body.totals:
        is_last = block is body.totals[-1]
        is_partial = (block.is_partial or not is_last) and len(body.totals) > 1
        checker.check(block, start if is_partial else 0)
        start = block.rows[-1] + 1
    for block, row in body.inner_totals:
        checker.check_inner(block, row)


class _Checker:
    def __init__(self, sheet: Sheet, columns: Columns, collected: Collected, words: TableWords, level: Level) -> None:
        self.sheet = sheet
        self.columns = columns
        self.collected = collected
        self.words = words
        self.level = level
        self.values: SheetValues = collected.sheets[-1]
        self.by_skill = {count.field for group in columns.groups if group.by_skill for count in group.counts}

    def check(self, block: Block, start: int) -> None:
        """Compare one total block with the lines from row `start` up to it."""
        end = block.rows[0]
        sums = _sums(line for line in self.values.values if start <= line[0] < end)
        for row in block.rows:
            skill = self._skill(row)
            for count in self.columns.counts:
                expected = sums[count.field, skill if count.field in self.by_skill else ""]
                self._compare(row, count, expected, self._alternative(count, skill, start))
        self._check_listed(block, start, end)

    def check_inner(self, block: Block, row: int) -> None:
        """Compare a 合计 line among the lines of one enterprise with these lines."""
        rows = set(block.rows)
        sums = _sums(line for line in self.values.values if line[0] in rows)
        for count in self.columns.counts:
            if count.field in self.by_skill:
                self._compare(row, count, sums[count.field, ""], None)

    def _alternative(self, count: CountColumn, skill: str, start: int) -> int | None:
        """What the total would be over all sheets read so far; None when there is one sheet or the total is partial."""
        if start or len(self.collected.sheets) == 1:
            return None
        sums = _sums(line for sheet in self.collected.sheets for line in sheet.values)
        return sums[count.field, skill if count.field in self.by_skill else ""]

    def _skill(self, row: int) -> str:
        value = self.sheet.rows[row][self.columns.skill] if self.columns.skill >= 0 else None
        if not isinstance(value, str) or total_kind(value, self.words):
            return ""
        return skill_of(value) or ""

    def _compare(self, row: int, count: CountColumn, expected: int, alternative: int | None) -> None:
        value = self.sheet.rows[row][count.at]
        letter = self.columns.letters[count.at]
        if value is not None and read_count(value, count.zero_words) == UNREADABLE:
            self._unreadable(f"{letter}{row + 1}", count.words, str(value))
            return
        found, finding = read_number_cell(self.sheet, row, count, letter)
        if finding is not None:
            self.collected.add([finding])
        elif found is not None and found not in (expected, alternative):
            self._disagree(f"{letter}{row + 1}", count.words, found, expected)

    def _check_listed(self, block: Block, start: int, end: int) -> None:
        """The number of enterprises, per type, and of places that the total line states."""
        listed = [entry for entry in self.values.listed if start <= entry.row < end]
        row = block.rows[0]
        enterprises = {(entry.place, entry.enterprise_id) for entry in listed}
        self._check_count(row, self.columns.enterprise, "企业家数", len(enterprises))
        if self.columns.place >= 0:
            self._check_count(row, self.columns.place, "县（市、区）个数", len({entry.place for entry in listed}))
        for at, column in self.columns.categories:
            text = self.sheet.rows[row][at]
            if not isinstance(text, str):
                continue
            cell = f"{self.columns.letters[at]}{row + 1}"
            for word, number in _CLASS_COUNT.findall(unicodedata.normalize("NFKC", text)):
                classes = read_classes(word.rstrip("_"), column.scheme).values
                if not classes:
                    continue
                category = classes[0][0]
                expected = len({(e.place, e.enterprise_id) for e in listed if (column.scheme, category) in e.classes})
                if int(number) != expected:
                    self._disagree(cell, f"{_label(column.scheme, category)}家数", int(number), expected)

    def _check_count(self, row: int, at: int, words: str, expected: int) -> None:
        value = self.sheet.rows[row][at]
        if value is None or (
            isinstance(value, str) and total_kind(value, self.words) and not any(map(str.isdigit, value))
        ):
            return
        cell = f"{self.columns.letters[at]}{row + 1}"
        number = read_count(value)
        if number == UNREADABLE and isinstance(value, str):
            pattern = _PLACE_COUNT if at == self.columns.place else _COUNT
            match = pattern.search(unicodedata.normalize("NFKC", value))
            if match is None:
                return  # words such as a place name: nothing is stated
            number = int(match[1].replace(",", ""))
        if number is not None and number not in (UNREADABLE, expected):
            self._disagree(cell, words, number, expected)

    def _disagree(self, cell: str, column: str, found: int, expected: int) -> None:
        finding = broken_rules.TotalDisagrees.at(
            self.sheet.name, cell, self.level, column=column, found=found, expected=expected
        )
        self.collected.add([finding])

    def _unreadable(self, cell: str, column: str, text: str) -> None:
        self.collected.add([broken_rules.TotalUnreadable.at(self.sheet.name, cell, column=column, text=shorten(text))])


def check_suspected_total(sheet: Sheet, columns: Columns, body: Body, collected: Collected) -> None:
    """A last line without 合计 that states the sums of all lines above would count every person twice."""
    if len(body.enterprises) < _FEWEST_ABOVE or body.totals:
        return
    block = body.enterprises[-1]
    lines = collected.sheets[-1].values
    first = block.rows[0]
    if has_company_word(block.name):
        first = block.rows[-1]
        described = [columns.skill, *(group.job_at for group in columns.groups)]
        if len(block.rows) == 1 or any(at >= 0 and _has_text(sheet.rows[first][at]) for at in described):
            return
    own = _sums(line for line in lines if line[0] >= first)
    above = _sums(line for line in lines if line[0] < first)
    stated = {key: number for key, number in own.items() if number > 0}
    if stated and all(above[key] == number for key, number in stated.items()):
        cell = f"{columns.letters[columns.enterprise]}{first + 1}"
        collected.add([cells.TotalSuspected.at(sheet.name, cell, row=first + 1)])


def _has_text(value: CellValue) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _sums(lines: Iterable[Value]) -> Counter[tuple[str, str]]:
    """Sums by measure and skill level; skill level "" is the sum over all."""
    sums: Counter[tuple[str, str]] = Counter()
    for _, fields, skill, numbers in lines:
        for field, number in zip(fields, numbers, strict=True):
            if number is not None:
                sums[field, ""] += number
                if skill:
                    sums[field, skill] += number
    return sums


def _label(scheme: str, value: str) -> str:
    return next(entry.label for entry in categories() if entry.scheme == scheme and entry.value == value)
