"""One page of a list: heading, header, lines of enterprises, total; and the file that it becomes."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from data.samples import untidy
from data.samples.chance import stream
from data.samples.periods import BEIJING, chinese_date
from data.samples.reference import District
from data.samples.report import Report
from data.samples.sheet import Mark, Page, Value
from data.samples.table import Column, Line, draw_header, draw_heading, heading_fields
from data.samples.untidy import ORDINARY, TIDY, Habits

Entry = Mapping[str, Value]
"""What one line says, by column key. `name` is the enterprise."""

_EPOCH = date(1899, 12, 30)
_LEFT = frozenset({"name", "address", "problem", "text", "capacity", "remark"})


@dataclass(frozen=True)
class ListLayout:
    """How one place lays out a list. `file` and the lines take the fields of `table.heading_fields`."""

    file: str
    heading: tuple[Line, ...]
    columns: tuple[Column, ...]
    file_format: str = "xlsx"
    sheet: str = "Sheet1"
    dates: str = "cell"
    """How dates are written: cell, dotted, dashed, slashes, chinese, compact or serial."""
    merged: frozenset[str] = frozenset({"serial", "name"})
    """Columns whose cell is merged over the lines of an enterprise."""
    joined: frozenset[str] = frozenset()
    """Columns whose cell is merged over neighbouring enterprises that say the same."""
    totals: tuple[str, ...] = ()
    """Columns of numbers that the last line adds up; none without such a line."""
    signature: str = ""
    habits: Habits = ORDINARY


def written_date(value: date, dates: str) -> Value:
    """A date as a clerk writes it."""
    plain: dict[str, Value] = {
        "cell": value,
        "dotted": f"{value.year}.{value.month}.{value.day}",
        "dashed": f"{value.year}-{value.month}-{value.day}",
        "slashes": f"{value.year}/{value.month}/{value.day}",
        "chinese": chinese_date(value),
        "compact": f"{value:%Y%m%d}",
        "serial": (value - _EPOCH).days,
    }
    return plain[dates]


def draw_list(
    rng: random.Random,
    layout: ListLayout,
    district: District,
    day: date,
    enterprises: Sequence[Sequence[Entry]],
    *,
    tidy: bool = False,
) -> Page:
    """The page of one place and day; `enterprises` holds the lines of each enterprise.

    Marks: ("list", enterprise, number of the line, column key) for every filled cell, ("total", column key), ("unit",).
    """
    page = Page(layout.sheet, len(layout.columns))
    habits = TIDY if tidy else layout.habits
    row = draw_heading(page, layout.heading, heading_fields(district, day, chinese_date(day)))
    row = draw_header(page, row, layout.columns)
    for serial, lines in enumerate(enterprises, start=1):
        _draw_enterprise(rng, page, row, layout, habits, serial, lines)
        row += len(lines)
    _join(page, layout)
    if layout.totals:
        for position, item in enumerate(layout.columns):
            total: Value = "合计" if item.key == "serial" else None
            if item.key in layout.totals:
                numbers = [line.get(item.key) for lines in enterprises for line in lines]
                total = sum(number for number in numbers if isinstance(number, int))
            page.put(row, position, total, "total", ("total", item.key))
        row += 1
    page.table_end = row
    if layout.signature:
        page.block(row, 0, row, page.width - 1, layout.signature, "note")
    return page


def _draw_enterprise(
    rng: random.Random, page: Page, row: int, layout: ListLayout, habits: Habits, serial: int, lines: Sequence[Entry]
) -> None:
    name = str(lines[0]["name"])
    for position, item in enumerate(layout.columns):
        style = "text" if item.key in _LEFT else "cell"
        for number, line in enumerate(lines):
            mark: Mark = ("list", name, str(number), item.key)
            value = _written(rng, item.key, serial if item.key == "serial" else line.get(item.key), layout, habits)
            if item.key in layout.merged and len(lines) > 1:
                if number == 0:
                    page.block(row, position, row + len(lines) - 1, position, value, style, mark)
                continue
            page.put(row + number, position, value, style, mark if value is not None else None)


def _written(rng: random.Random, key: str, value: Value, layout: ListLayout, habits: Habits) -> Value:
    if key == "name":
        return untidy.name(rng, str(value), habits)
    if isinstance(value, date):
        return written_date(value, layout.dates)
    return untidy.number(rng, value, habits) if isinstance(value, int) and key != "serial" else value


def _join(page: Page, layout: ListLayout) -> None:
    """Merge neighbouring equal cells of the joined columns, as for an officer who serves several enterprises."""
    for position, item in enumerate(layout.columns):
        if item.key not in layout.joined:
            continue
        start = page.first_row
        while start < page.height:
            value = page.cells.get((start, position), (None, ""))[0]
            end = start + 1
            while value is not None and page.cells.get((end, position), (None, ""))[0] == value:
                del page.cells[end, position]
                end += 1
            if end - start > 1:
                page.merges.append((start, position, end - 1, position))
            start = end
    page.marks = {mark: at for mark, at in page.marks.items() if at in page.cells}


@dataclass(frozen=True)
class ListReport:
    """One file to be: who reports which list on which day, with which lines, and the errors to plant in its cells."""

    form: str
    folder: str
    district: District
    day: date
    layout: ListLayout
    enterprises: Sequence[Sequence[Entry]]
    period: str = ""
    """Key of the period; without it the day."""
    planted: Mapping[Mark, tuple[str, Value]] = field(default_factory=dict)
    """Cell → kind of error and what is written there instead."""

    def report(self, seed: int, *, tidy: bool = False) -> Report:
        """The file with its page drawn."""
        rng = stream(seed, "lists", self.form, self.district.code, self.day)
        page = draw_list(rng, self.layout, self.district, self.day, self.enterprises, tidy=tidy)
        defects = [] if tidy else list(self.planted.items())
        for mark, (_, wrong) in defects:
            page.replace(page.marks[mark], wrong)
        fields = heading_fields(self.district, self.day, chinese_date(self.day))
        return Report(
            self.form,
            self.district.code,
            self.period or self.day.isoformat(),
            f"{self.folder}/{self.day.isoformat()}/{self.layout.file.format_map(fields)}",
            page,
            self.layout.file_format,
            received_on(rng, self.day),
            self.district.unit,
            tuple((mark, kind) for mark, (kind, _) in defects),
        )


def received_on(rng: random.Random, day: date) -> datetime:
    """Some time in the office hours of that day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING) + timedelta(minutes=rng.randint(0, 440))


def with_headers(columns: Sequence[Column], **words: str) -> tuple[Column, ...]:
    """The columns with other header words for some keys."""
    return tuple(replace(item, words=(words[item.key],)) if item.key in words else item for item in columns)


def without(columns: Sequence[Column], keys: Collection[str]) -> tuple[Column, ...]:
    """The columns but for these keys."""
    return tuple(item for item in columns if item.key not in keys)
