"""Facts of lists and ledgers: attributes, membership, officers, returns and items of each enterprise."""

from datetime import date

from etl.sources.grid import CellValue, Sheet
from etl.validate.body import Block
from etl.validate.collected import Collected, SheetValues
from etl.validate.columns import Columns
from etl.validate.findings import cells as found
from etl.validate.findings import rules as broken_rules
from etl.validate.findings import shorten
from etl.validate.jobs import NO_JOB_WORDS, UNCLASSIFIED, job_type_of, normalise_job
from etl.validate.numbers import read_number_cell
from etl.validate.record_cells import plain_text, read_credit_code, read_date, read_officers, role_text
from etl.validate.record_columns import RecordColumn, RecordColumns

_RETURN_FIELDS = ("staff_before", "staff_listed", "went_home", "returned")
_DATE_ORDER = (("listed_on", "removed_on"), ("opened_on", "due_on"), ("opened_on", "solved_on"))


class RecordReader:
    """Reads what the rows of one sheet say besides the numbers of the dispatch forms."""

    def __init__(
        self, sheet: Sheet, columns: Columns, records: RecordColumns, collected: Collected, values: SheetValues
    ) -> None:
        self.sheet = sheet
        self.columns = columns
        self.records = records
        self.collected = collected
        self.values = values.values
        self.covered = _covered(sheet, (*records.line_cells, *(column.at for column in records.listing_dates)))

    def read(self, block: Block, place: str, enterprise: str) -> None:
        """The facts of one enterprise."""
        records = self.records
        for column in records.attributes:
            self._attribute(block, column, place, enterprise)
        if records.credit_code is not None:
            self._credit_code(block, records.credit_code, place, enterprise)
        if records.has_listing:
            self._listing(block, place, enterprise)
        if records.officer is not None:
            self._officers(block, records.officer, place, enterprise)
        if records.has_returns:
            self._returns(place, enterprise)
        if records.item_kind:
            for row in block.rows:
                self._item(block, row, place, enterprise)

    def _cell(self, row: int, at: int) -> str:
        return f"{self.columns.letters[at]}{row + 1}"

    def _value(self, row: int, at: int) -> CellValue:
        """The value of a cell, or of the merged cell that covers it."""
        value = self.sheet.rows[row][at]
        if value is None and (row, at) in self.covered:
            first, left = self.covered[row, at]
            value = self.sheet.rows[first][left]
        return None if isinstance(value, str) and not value.strip() else value

    def _texts(self, block: Block, at: int) -> tuple[str, str]:
        """The different texts in one column of an enterprise and the cell of the first; two empty strings for none."""
        texts: dict[str, int] = {}
        for row in block.rows:
            value = self.sheet.rows[row][at]
            if value is not None and (text := plain_text(value)):
                texts.setdefault(text, row)
        return ("；".join(texts), self._cell(next(iter(texts.values())), at)) if texts else ("", "")

    def _attribute(self, block: Block, column: RecordColumn, place: str, enterprise: str) -> None:
        text, cell = self._texts(block, column.at)
        if text:
            fact = (place, enterprise, column.field, text, self.sheet.name, cell)
            self.collected.rows_of("fact_attribute").append(fact)

    def _credit_code(self, block: Block, column: RecordColumn, place: str, enterprise: str) -> None:
        """Only a sound code is stored: a wrong one could be another enterprise's."""
        for row in block.rows:
            value = self.sheet.rows[row][column.at]
            text = "" if value is None else plain_code(value)
            if not text:
                continue
            cell = self._cell(row, column.at)
            read = read_credit_code(text)
            if not read.fault:
                fact = (place, enterprise, column.field, read.code, self.sheet.name, cell)
                self.collected.rows_of("fact_attribute").append(fact)
                return
            level = self.collected.level_of("credit-code-invalid")
            if level is not None:
                finding = broken_rules.CreditCodeInvalid.at(
                    self.sheet.name, cell, level, name=shorten(block.name), column=column.words, fault=read.fault
                )
                self.collected.add([finding])

    def _date(self, rows: list[int], column: RecordColumn) -> tuple[date | None, str]:
        """The first date in these rows of a column and its cell; a finding for a cell that is no certain date."""
        for row in rows:
            value = self._value(row, column.at)
            day, is_readable = read_date(value)
            cell = self._cell(row, column.at)
            if not is_readable:
                level = self.collected.level_of("date-unreadable")
                if level is not None:
                    text = shorten(plain_text(value))
                    finding = found.DateUnreadable.at(self.sheet.name, cell, level, column=column.words, text=text)
                    self.collected.add([finding])
                return None, cell
            if day is not None:
                return day, cell
        return None, ""

    def _dates(
        self, block: Block, rows: list[int], columns: tuple[RecordColumn, ...]
    ) -> dict[str, tuple[date | None, str]]:
        """Dates with their cells by field; a finding for a date before the one that it must follow."""
        read = {column.field: self._date(rows, column) for column in columns}
        words = {column.field: column.words for column in columns}
        level = self.collected.level_of("dates-out-of-order")
        for first, second in _DATE_ORDER:
            before, first_cell = read.get(first, (None, ""))
            after, cell = read.get(second, (None, ""))
            if level is not None and before is not None and after is not None and after < before:
                finding = broken_rules.DatesOutOfOrder.at(
                    self.sheet.name, cell, level, [first_cell], name=shorten(block.name), column=words[second],
                    after=after.isoformat(), other=words[first], before=before.isoformat(),
                )  # fmt: skip
                self.collected.add([finding])
        return read

    def _listing(self, block: Block, place: str, enterprise: str) -> None:
        """Every enterprise of the list; its cell is that of the first date, else that of its name."""
        dates = self._dates(block, block.rows, self.records.listing_dates)
        listed, listed_cell = dates.get("listed_on", (None, ""))
        removed, _ = dates.get("removed_on", (None, ""))
        cell = listed_cell or self._cell(block.rows[0], self.columns.enterprise)
        fact = (place, enterprise, listed, removed, self.sheet.name, cell)
        self.collected.rows_of("fact_listing").append(fact)

    def _officers(self, block: Block, column: RecordColumn, place: str, enterprise: str) -> None:
        """The officers of an enterprise without their names, and rule R8: at most so many enterprises each."""
        collected, known = self.collected, set[str]()
        most = collected.lookup.declaration.thresholds.enterprises_per_officer
        for row in block.rows:
            value, cell = self._value(row, column.at), self._cell(row, column.at)
            duties = [self._value(row, duty.at) for duty in self.records.duties]
            duty = " ".join(plain_text(entry) for entry in duties if entry is not None)
            for officer in read_officers(value, place):
                if officer.officer_id in known:
                    continue
                known.add(officer.officer_id)
                fact = (place, enterprise, officer.officer_id, officer.label, duty, self.sheet.name, cell)
                collected.rows_of("fact_officer").append(fact)
                served = collected.officers.setdefault(officer.officer_id, set())
                served.add(enterprise)
                level = collected.level_of("officer-overloaded")
                if level is not None and len(served) > most:
                    finding = broken_rules.OfficerOverloaded.at(
                        self.sheet.name, cell, level, label=officer.label, count=len(served), most=most
                    )
                    collected.add([finding])
        level = collected.level_of("officer-missing")
        if not known and level is not None:
            cell = self._cell(block.rows[0], column.at)
            finding = broken_rules.OfficerMissing.at(
                self.sheet.name, cell, level, name=shorten(block.name), column=column.words
            )
            collected.add([finding])

    def _returns(self, place: str, enterprise: str) -> None:
        """One fact an enterprise of the numbers read, whichever lines they stand on."""
        numbers = [self.collected.enterprise_numbers.get((name, place, enterprise)) for name in _RETURN_FIELDS]
        stated = [entry for entry in numbers if entry is not None]
        if not stated:
            return
        values = (entry[0] if entry is not None else None for entry in numbers)
        fact = (place, enterprise, *values, self.sheet.name, stated[0][1])
        facts = self.collected.rows_of("fact_return")
        position = self.collected.returns.setdefault((place, enterprise), len(facts))
        facts[position : position + 1] = [fact]

    def _item(self, block: Block, row: int, place: str, enterprise: str) -> None:
        """One line as one demand or problem."""
        records, sheet = self.records, self.sheet.name
        texts = {}
        for column in records.item_texts:
            value = self._value(row, column.at)
            read = role_text if column.field == "responsible" else plain_text
            texts[column.field] = (read(value), self._cell(row, column.at)) if value is not None else ("", "")
        persons, persons_cell = self._persons(block, row)
        job_type, job_text, job_cell = self._job(row)
        text, text_cell = texts.get("text", ("", ""))
        cell = text_cell or job_cell or persons_cell
        if not cell:
            level = self.collected.level_of("item-missing")
            if level is not None:
                name_cell = self._cell(row, self.columns.enterprise)
                self.collected.add([broken_rules.ItemMissing.at(sheet, name_cell, level, name=shorten(block.name))])
            return
        dates = self._dates(block, [row], records.item_dates)
        days = (dates.get(field, (None, ""))[0] for field in ("opened_on", "due_on", "solved_on"))
        number = self.sheet.rows[row][self.columns.serial] if self.columns.serial >= 0 else None
        fact = (
            place, enterprise, records.item_kind, "" if number is None else plain_text(number), job_type, job_text,
            persons, text, *days, texts.get("responsible", ("", ""))[0], texts.get("status_text", ("", ""))[0],
            sheet, cell,
        )  # fmt: skip
        self.collected.rows_of("fact_item").append(fact)

    def _persons(self, block: Block, row: int) -> tuple[int | None, str]:
        column = self.records.persons
        if column is None:
            return None, ""
        letter = self.columns.letters[column.at]
        cell = f"{letter}{row + 1}"
        number, finding = read_number_cell(self.sheet, row, column, letter)
        level = self.collected.level_of("blank-number")
        if finding is not None:
            self.collected.add([finding])
        elif number is not None:
            self.values.append((row, (column.field,), "", (number,)))
        elif column.needed and level is not None:
            blank = broken_rules.BlankNumber.at(self.sheet.name, cell, level, name=block.name, column=column.words)
            self.collected.add([blank])
        return number, cell if number is not None else ""

    def _job(self, row: int) -> tuple[str, str, str]:
        """Job type, words and cell of a line; three empty strings without a job."""
        column = self.records.item_job
        value = self._value(row, column.at) if column is not None else None
        text = plain_text(value) if value is not None else ""
        if column is None or not text or text in NO_JOB_WORDS:
            return "", "", ""
        cell = self._cell(row, column.at)
        job_type = job_type_of(text)
        if job_type == UNCLASSIFIED:
            self.collected.note_word(found.JobUnclassified, self.sheet.name, cell, shorten(normalise_job(text)))
        return job_type, text, cell


def _covered(sheet: Sheet, columns: tuple[int, ...]) -> dict[tuple[int, int], tuple[int, int]]:
    """The covered cells of merges in these columns, each with the cell that holds the value."""
    return {
        (row, at): (first, left)
        for first, left, last, right in sheet.merged
        for at in columns
        if left <= at <= right
        for row in range(first, min(last, len(sheet.rows) - 1) + 1)
    }


def plain_code(value: CellValue) -> str:
    """A code as written; one that a spreadsheet took for a number has lost its last digits and shows as one."""
    return f"{value:.0f}" if isinstance(value, float) else str(value).strip()
