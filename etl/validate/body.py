"""The rows below a header: blocks of enterprises, totals, blanks, rows set aside, and the notes under the table."""

from dataclasses import dataclass, field

from etl.forms.words import normalise_header
from etl.sources.grid import CellValue, Sheet
from etl.validate.columns import ABSENT, Columns
from etl.validate.findings import cells as found
from etl.validate.findings import shorten
from etl.validate.names import has_company_word
from etl.validate.reading import FindingRecord, RowCounts
from etl.validate.table_words import TableWords, is_below_table, is_note, is_signature, total_kind


@dataclass(slots=True)
class Block:
    """The rows of one enterprise (`name` as written, its row first) or, with an empty name, of one total."""

    name: str
    rows: list[int]
    is_partial: bool = False  # a total of the lines since the one before (小计)


@dataclass(slots=True)
class Body:
    """The rows of one table, each of them in exactly one place, and the texts below it."""

    enterprises: list[Block] = field(default_factory=list)
    totals: list[Block] = field(default_factory=list)
    inner_totals: list[tuple[Block, int]] = field(default_factory=list)
    """A 合计 row among the lines of an enterprise: the block and the row."""
    says_nothing: str = ""
    """The cell that says 零报告 or 无, "" when there is none."""
    notes: list[str] = field(default_factory=list)
    counts: RowCounts = field(default_factory=RowCounts)
    findings: list[FindingRecord] = field(default_factory=list)


def split_body(sheet: Sheet, start: int, columns: Columns, words: TableWords, header: tuple[str, ...]) -> Body:
    """Sort the rows from `start` on. `header`: the header's texts by sheet column, to know a repeated header."""
    return _Splitter(sheet, start, columns, words, header).run()


class _Splitter:
    """One pass over the rows of one sheet."""

    def __init__(self, sheet: Sheet, start: int, columns: Columns, words: TableWords, header: tuple[str, ...]) -> None:
        self.sheet = sheet
        self.columns = columns
        self.words = words
        self.header_name = normalise_header(header[columns.enterprise])
        self.start = start
        self.body = Body()
        self.current: Block | None = None
        self.is_orphaned = False
        self.covered = {
            row
            for r0, c0, r1, c1 in sheet.merged
            if c0 <= columns.enterprise <= c1 and r0 >= start
            for row in range(r0 + 1, r1 + 1)
        }
        self.line_cells = columns.line_cells
        self.number_cells = tuple(count.at for count in columns.counts)
        self._numbers_lines = columns.records is not None and bool(columns.records.item_kind)
        self.skill = columns.skill if columns.skill in columns.line_cells else -1
        self.plain_words: set[CellValue] = set()  # of skill levels on further lines, none of which is a total

    def run(self) -> Body:
        """The rows up to the notes, sorted; then the notes."""
        end = self._end_of_body()
        rows, name_at, serial_at = self.sheet.rows, self.columns.enterprise, self.columns.serial
        skill_at, plain_words, covered = self.skill, self.plain_words, self.covered
        for number in range(self.start, end):
            row = rows[number]
            name = row[name_at]
            if name is None and (serial_at == ABSENT or row[serial_at] is None):
                # What `_continuation` finds of a merged enterprise's further line: most rows are such lines.
                if (
                    number in covered
                    and self.current is not None
                    and self.current.name
                    and skill_at >= 0
                    and row[skill_at] in plain_words
                    and row[:skill_at].count(None) == skill_at
                ):
                    self.current.rows.append(number)
                else:
                    self._continuation(number, row)
            elif self.current is not None and name is not None and name == self.current.name:
                self.current.rows.append(number)
            else:
                self._opening(number, row, name, row[serial_at] if serial_at != ABSENT else None)
        self._count(end)
        self._read_notes(end)
        return self.body

    def _count(self, end: int) -> None:
        counts = self.body.counts
        counts.in_file = end - self.start
        counts.loaded = sum(len(block.rows) for block in self.body.enterprises)
        counts.totals = sum(len(block.rows) for block in self.body.totals) + len(self.body.inner_totals)
        counts.blank = counts.in_file - counts.loaded - counts.totals - counts.set_aside

    def _continuation(self, number: int, row: list[CellValue]) -> None:
        """A row without enterprise and serial number: a further line, a blank row, or text."""
        if not self._has_line(number, row):
            if not self._is_blank(number, row):
                self._unclear(number, row)
            return
        kind = ""
        for value in row:
            if value.__class__ is str:
                kind = total_kind(value, self.words)
                if not kind and self.skill >= 0 and value is row[self.skill] and not value.isspace():
                    self.plain_words.add(value)
                break
        if self.current is None:
            if kind:
                self._open_total(number, kind)
            else:
                self._orphan(number, is_first=not self.is_orphaned)
        elif kind and self.current.name:
            self.body.inner_totals.append((self.current, number))
        else:
            self.current.rows.append(number)
            if self.covered and number not in self.covered and self.current.name:
                name = shorten(self.current.name)
                cell = self._cell(number, self.columns.enterprise)
                finding = found.EnterpriseFilledDown.at(self.sheet.name, cell, row=number + 1, name=name)
                self.body.findings.append(finding)

    def _opening(self, number: int, row: list[CellValue], name: CellValue, serial: CellValue) -> None:
        """A row with an enterprise or a serial number: a new enterprise, a total, or text."""
        self.is_orphaned = False
        name_text = name if name.__class__ is str else ""
        serial_text = serial if serial.__class__ is str else ""
        kind = total_kind(serial_text, self.words) if serial_text else ""
        if not kind and name_text:
            kind = total_kind(name_text, self.words)
        word = normalise_header(name_text or serial_text)
        name_text = name_text.strip()
        if kind:
            self._open_total(number, kind)
        elif name_text and word == self.header_name:
            self._set_aside(found.HeaderRepeated.at(self.sheet.name, self._cell(number, 0), row=number + 1))
        elif word in self.words.zero:
            at = self.columns.enterprise if name_text else self.columns.serial
            self.body.says_nothing = self._cell(number, at)
            self.body.counts.set_aside += 1
            self.current = None
        elif self.current is not None and name_text and name_text == self.current.name:
            self.current.rows.append(number)
        elif name_text and self._is_enterprise(number, row, name_text, word):
            self.current = Block(name_text, [number])
            self.body.enterprises.append(self.current)
        else:
            self._nameless(number, row, name, serial)

    def _nameless(self, number: int, row: list[CellValue], name: CellValue, serial: CellValue) -> None:
        has_line = self._has_line(number, row)
        is_numbered = isinstance(serial, int | float) or (isinstance(serial, str) and serial.strip().isdigit())
        if has_line and name is None and self._numbers_lines and self.current is not None and self.current.name:
            self.current.rows.append(number)  # the serial number counts the items of an enterprise
        elif has_line or (name is not None and not isinstance(name, str)):
            self._orphan(number)
        elif is_numbered and all(value is None for at, value in enumerate(row) if at != self.columns.serial):
            self.current = None  # a numbered line of the template that was not used: blank
        else:
            self._unclear(number, row)

    def _is_enterprise(self, number: int, row: list[CellValue], name: str, word: str) -> bool:
        """Whether a name with nothing else on its row is an enterprise and not a line of text. `word`: as a header."""
        if word in self.words.end:
            return False
        has_others = row.count(None) < len(row) - 1
        return has_others or has_company_word(name) or (number + 1) in self.covered

    def _open_total(self, number: int, kind: str) -> None:
        self.current = Block("", [number], kind == "subtotal")
        self.body.totals.append(self.current)

    def _orphan(self, number: int, *, is_first: bool = True) -> None:
        """A row with numbers and no enterprise; the lines that follow it are set aside with the same finding."""
        self.current = None
        self.is_orphaned = True
        if is_first:
            cell = self._cell(number, self.columns.enterprise)
            self._set_aside(found.EnterpriseMissing.at(self.sheet.name, cell, row=number + 1))
        else:
            self.body.counts.set_aside += 1

    def _unclear(self, number: int, row: list[CellValue]) -> None:
        at = next((at for at, value in enumerate(row) if value is not None), self.columns.enterprise)
        text = "略" if at in self.columns.personal else shorten(str(row[at] or ""))
        finding = found.RowSetAside.at(self.sheet.name, self._cell(number, at), row=number + 1, text=text)
        self.current = None
        self._set_aside(finding)

    def _set_aside(self, finding: FindingRecord) -> None:
        self.body.counts.set_aside += 1
        self.body.findings.append(finding)

    def _has_line(self, number: int, row: list[CellValue]) -> bool:
        """Whether one of the cells that may stand on a second line of an enterprise holds something."""
        for at in self.line_cells:
            value = row[at]
            if value is not None and not (isinstance(value, str) and value.isspace()):
                return True
        return bool(self.sheet.broken) and any((number, at) in self.sheet.broken for at in self.line_cells)

    def _is_blank(self, number: int, row: list[CellValue]) -> bool:
        for value in row:
            if value is not None and not (isinstance(value, str) and not value.strip()):
                return False
        return not self.sheet.broken or not any(r == number for r, _ in self.sheet.broken)

    def _is_broken(self, number: int, at: int) -> bool:
        return bool(self.sheet.broken) and (number, at) in self.sheet.broken

    def _cell(self, row: int, column: int) -> str:
        return f"{self.columns.letters[column]}{row + 1}"

    def _end_of_body(self) -> int:
        """The row after the last one of the table: notes, signatures and blank rows below it are left out."""
        rows = self.sheet.rows
        last = len(rows) - 1
        while last >= self.start and not self._is_of_table(last, rows[last]):
            last -= 1
        for number in range(last + 1, len(rows)):
            if any(value.__class__ is str and is_below_table(value, self.words) for value in rows[number]):
                break
            if not self._is_blank(number, rows[number]):
                last = number
        return last + 1

    def _is_of_table(self, number: int, row: list[CellValue]) -> bool:
        """Whether a row surely belongs to the table: a number in a column of numbers, a total, or an enterprise."""
        for at in self.number_cells:
            value = row[at]
            if value.__class__ is int or value.__class__ is float or self._is_broken(number, at):
                return True
        if self.columns.records is not None and self._is_record(number, row):
            return True
        name = row[self.columns.enterprise]
        serial = row[self.columns.serial] if self.columns.serial != ABSENT else None
        if any(text.__class__ is str and total_kind(text, self.words) for text in (name, serial)):
            return True
        first = next((value for value in row if value is not None), None)
        if first.__class__ is str and is_below_table(first, self.words):
            return False
        filled = sum(value is not None for value in row)
        if isinstance(name, str) and name.strip():
            word = normalise_header(name)
            return filled > 1 or word in self.words.zero or has_company_word(name)
        return filled > 1 and any(row[at] is not None for at in self.number_cells)

    def _is_record(self, number: int, row: list[CellValue]) -> bool:
        """Whether a row without numbers goes on with an enterprise of a list: texts and dates in its columns."""
        texts = [row[at] for at in self.line_cells if row[at] is not None]
        first = texts[0] if texts else None
        is_signed = isinstance(first, str) and is_signature(first, self.words)
        return len(texts) > 2 or (len(texts) == 2 and not is_signed) or (bool(texts) and number in self.covered)

    def _read_notes(self, end: int) -> None:
        """The notes under the table; signature lines name persons and are not kept."""
        in_notes = False
        for row in self.sheet.rows[end:]:
            for value in row:
                if not isinstance(value, str):
                    continue
                in_notes = is_note(value, self.words) or (in_notes and not is_signature(value, self.words))
                if in_notes:
                    self.body.notes.append(value.strip())
