"""From the rows of a table to typed facts in canonical places, with the cell of every value."""

from functools import lru_cache

from data.warehouse import places as place_table
from data.warehouse.places import places
from etl.forms import ColumnDeclaration
from etl.sources.grid import CellValue, Sheet
from etl.validate.body import Block, Body, split_body
from etl.validate.classes import ClassesRead, category_label, read_classes, skill_label
from etl.validate.collected import Collected, Listed, SheetValues
from etl.validate.columns import Columns, CountColumn, cell_names, place_columns
from etl.validate.findings import cell_list, shorten
from etl.validate.findings import cells as found
from etl.validate.findings import rules as broken_rules
from etl.validate.lines import LineReader
from etl.validate.names import is_full_name
from etl.validate.numbers import LARGEST, read_number_cell
from etl.validate.place import row_places, subtree_of
from etl.validate.recognise import FormSheet
from etl.validate.records import RecordReader
from etl.validate.remark_facts import RemarkReader

_FACT_OF = {"headcount": "fact_headcount", "resumed": "fact_resumption"}


def conform_lines(form_sheet: FormSheet, collected: Collected) -> tuple[Body, Columns]:
    """Read one sheet of the layout `lines` into `collected`; the body and columns are what the total rule needs."""
    header, match = form_sheet.header, form_sheet.match
    assert header is not None
    assert match is not None
    sheet = form_sheet.sheet
    width = len(sheet.rows[0])
    columns = place_columns(form_sheet.lookup, match.columns, width)
    body = split_body(sheet, header.body, columns, form_sheet.lookup.words, header.texts)
    collected.add(body.findings)
    collected.notes += body.notes
    collected.checks.has_remarks |= columns.remark >= 0
    for name in ("in_file", "loaded", "set_aside", "totals", "blank"):
        setattr(collected.rows, name, getattr(collected.rows, name) + getattr(body.counts, name))
    _SheetReader(sheet, columns, collected).read(body)
    return body, columns


@lru_cache(maxsize=65_536)
def enterprise_id(place_code: str, name: str) -> str:
    """`data.warehouse.places.enterprise_id`, remembered: the same names come back every period."""
    return place_table.enterprise_id(place_code, name)


class _SheetReader:
    """Reads the enterprise blocks of one sheet."""

    def __init__(self, sheet: Sheet, columns: Columns, collected: Collected) -> None:
        self.sheet = sheet
        self.columns = columns
        self.collected = collected
        self.values = SheetValues()
        collected.sheets.append(self.values)
        self.lines = LineReader(sheet, columns, collected, self.values)
        self.remarks = RemarkReader(sheet, columns, collected) if columns.remark >= 0 else None
        self.records = None
        if columns.records is not None:
            self.records = RecordReader(sheet, columns, columns.records, collected, self.values)
        self.enterprise_facts = collected.rows_of("fact_enterprise")
        self.category_facts = collected.rows_of("fact_category") if columns.categories else []
        self.name_level = collected.level_of("name-not-full")
        self.skill_level = collected.level_of("skill-level-missing")
        self.expected_skills = list(collected.lookup.declaration.skill_levels) if columns.skill >= 0 else []
        height = len(sheet.rows)
        self.name_cells = cell_names(columns.letters[columns.enterprise], height)
        self.category_cells = [
            (at, column, cell_names(columns.letters[at], height)) for at, column in columns.categories
        ]
        self.counts = [
            (count, _FACT_OF.get(count.field, ""), cell_names(columns.letters[count.at], height))
            for count in columns.enterprise_counts
        ]

    def read(self, body: Body) -> None:
        """Facts of every enterprise of the sheet."""
        for block in body.enterprises:
            self._read_block(block)
        if self.sheet.hidden_rows:
            hidden = sorted(self.sheet.hidden_rows & {row for block in body.enterprises for row in block.rows})
            if hidden:
                cells = [f"{self.columns.letters[self.columns.enterprise]}{row + 1}" for row in hidden]
                finding = found.HiddenRows.at(self.sheet.name, cells[0], None, cells[1:], cells=cell_list(cells))
                self.collected.add([finding])

    def _read_block(self, block: Block) -> None:
        collected, columns, sheet = self.collected, self.columns, self.sheet
        first = block.rows[0]
        name = block.name
        name_cell = self.name_cells[first]
        place = collected.place_code if columns.place < 0 else self._place(block)
        enterprise = enterprise_id(place, name)
        key = (place, enterprise)
        is_new = key not in collected.enterprises
        if is_new:
            collected.enterprises[key] = name_cell
            self.enterprise_facts.append((place, enterprise, name, sheet.name, name_cell))
            if self.name_level is not None and not is_full_name(name):
                collected.add([found.NameNotFull.at(sheet.name, name_cell, self.name_level, name=shorten(name))])
        elif not columns.groups:
            self._report_duplicate(name, name_cell, collected.enterprises[key])
        classes = self._classes(block, place, enterprise)
        self.values.listed.append(Listed(first, enterprise, place, classes))
        for count, table, cells in self.counts:
            self._enterprise_number(block, count, table, cells, place, enterprise)
        skills = self.lines.read(block, place, enterprise)
        if self.expected_skills and skills != self.expected_skills:
            self._check_skills(block, skills, name_cell)
        if self.remarks is not None:
            self.remarks.read(block, place, enterprise)
        if self.records is not None:
            self.records.read(block, place, enterprise)

    def _place(self, block: Block) -> str:
        """The place of a row; the reporting place when the cell is blank and nothing lies below that place."""
        collected, at = self.collected, self.columns.place
        value = next((self.sheet.rows[row][at] for row in block.rows if self.sheet.rows[row][at] is not None), None)
        reporting = collected.place_code
        cell = f"{self.columns.letters[at]}{block.rows[0] + 1}"
        text = "" if value is None else str(value)
        if not text.strip():
            if len(subtree_of(reporting)) > 1:
                self._report_place(cell, "空白")
            return reporting
        area = collected.lookup.declaration.area
        inside = subtree_of(reporting)
        codes = row_places(text, area)
        own = [code for code in codes if code in inside]
        if len(own) == 1:
            return own[0]
        if not codes or len(own) > 1:
            if len(codes) == 0 and text.strip() in _names_of(reporting):
                return reporting
            self._report_place(cell, shorten(text))
        elif reporting not in subtree_of(codes[0]):
            place = places()[reporting].name
            finding = found.RowPlaceOutside.at(
                self.sheet.name, cell, column=self.columns.place_words, text=shorten(text), place=place
            )
            collected.add([finding])
        return reporting

    def _report_place(self, cell: str, text: str) -> None:
        area = places()[self.collected.lookup.declaration.area].name
        finding = found.RowPlaceUnreadable.at(
            self.sheet.name, cell, column=self.columns.place_words, text=text, area=area
        )
        self.collected.add([finding])

    def _report_duplicate(self, name: str, cell: str, other: str) -> None:
        level = self.collected.level_of("duplicate-line")
        if level is not None:
            finding = broken_rules.DuplicateLine.at(
                self.sheet.name, cell, level, self.collected.same_sheet(other), name=name, line="", other=other
            )
            self.collected.add([finding])

    def _classes(self, block: Block, place: str, enterprise: str) -> tuple[tuple[str, str], ...]:
        """Categories of the enterprise; the first line that states them counts."""
        collected = self.collected
        classes: list[tuple[str, str]] = []
        for at, column, cells in self.category_cells:
            row, value = self._first(block, at)
            if value is None:
                continue
            scheme, cell = column.scheme, cells[row]
            read: ClassesRead = read_classes(value, scheme)
            kept = read.values
            for word in read.unknown:
                collected.note_word(found.CategoryUnknown, self.sheet.name, cell, shorten(word), column.words)
                if column.unknown:
                    kept = (*kept, (column.unknown, word))
            for category, word in kept:
                classes.append((scheme, category))
                self.category_facts.append((place, enterprise, scheme, category, word, self.sheet.name, cell))
            if column.attribute:
                self._keep_words(place, enterprise, column, [c for c, _ in kept] or list(read.unknown), cell)
        return tuple(classes)

    def _keep_words(self, place: str, enterprise: str, column: ColumnDeclaration, words: list[str], cell: str) -> None:
        """The categories of an enterprise as one of its attributes: their labels, or the words that are none."""
        text = "、".join(category_label(column.scheme, word) for word in words)
        fact = (place, enterprise, column.attribute, text, self.sheet.name, cell)
        self.collected.rows_of("fact_attribute").append(fact)

    def _first(self, block: Block, at: int) -> tuple[int, CellValue]:
        rows = self.sheet.rows
        for row in block.rows:
            value = rows[row][at]
            if value is not None and (not isinstance(value, str) or value.strip()):
                return row, value
        return block.rows[0], None

    def _enterprise_number(
        self,
        block: Block,
        count: CountColumn,
        table: str,
        cells: tuple[str, ...],
        place: str,
        enterprise: str,
    ) -> None:
        """用工规模 or 复工规模: one number per enterprise, on whichever of its lines it stands."""
        collected, sheet = self.collected, self.sheet
        at, rows, has_broken = count.at, sheet.rows, bool(sheet.broken)
        key = (count.field, place, enterprise)
        is_stated = False
        for row in block.rows:
            value = rows[row][at]
            number: int | None
            if value.__class__ is int and 0 <= value <= LARGEST:
                number = value
            elif value is None and not has_broken:
                continue
            else:
                number, finding = read_number_cell(sheet, row, count, self.columns.letters[at])
                if finding is not None:
                    collected.add([finding])
                    is_stated = True
                if number is None:
                    continue
            is_stated = True
            cell = cells[row]
            known = collected.enterprise_numbers.get(key)
            if known is None:
                collected.enterprise_numbers[key] = (number, cell)
                self.values.values.append((row, (count.field,), "", (number,)))
                if table:
                    collected.rows_of(table).append((place, enterprise, number, sheet.name, cell))
            elif known[0] != number:
                level = collected.level_of("headcount-contradicts")
                finding = broken_rules.HeadcountContradicts.at(
                    sheet.name, cell, level, collected.same_sheet(known[1]), name=block.name, column=count.words,
                    first=known[0], other=known[1], second=number,
                )  # fmt: skip
                collected.add([finding])
        if not is_stated and count.needed and key not in collected.enterprise_numbers:
            level = collected.level_of("blank-number")
            if level is not None:
                cell = cells[block.rows[0]]
                finding = broken_rules.BlankNumber.at(sheet.name, cell, level, name=block.name, column=count.words)
                collected.add([finding])

    def _check_skills(self, block: Block, skills: list[str], cell: str) -> None:
        missing = [skill_label(level) for level in self.expected_skills if level not in skills]
        rule = self.skill_level
        if missing and rule is not None:
            finding = broken_rules.SkillLevelMissing.at(
                self.sheet.name, cell, rule, name=block.name, levels="、".join(missing)
            )
            self.collected.add([finding])


@lru_cache(maxsize=1024)
def _names_of(code: str) -> frozenset[str]:
    place = places()[code]
    return frozenset({place.name, place.short_name, *place.aliases})
