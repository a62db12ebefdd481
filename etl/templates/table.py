"""Draw the template of a form that is a table of enterprises."""

from dataclasses import dataclass

from data.warehouse.places import places
from data.warehouse.reference import SkillLevel, categories, skill_levels
from etl.templates.canvas import Canvas, address, area
from etl.templates.layouts import Column, TableLayout
from etl.templates.prefill import Listed

_SUM = "合计"


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of an enterprise: its skill level or the jobs that stand on it."""

    skill: str = ""
    resolved_job: str | None = None
    resolved_total: int | None = None
    shortage_job: str | None = None
    shortage_before: int | None = None


class TableDrawing:
    """Rows of enterprises, spare rows, totals; `row` is the next free row."""

    def __init__(self, canvas: Canvas, layout: TableLayout, row: int) -> None:
        self.canvas = canvas
        self.layout = layout
        self.row = row
        self.at = {column.content: number for number, column in enumerate(layout.columns)}
        self.by_skill = "skill" in self.at
        self.first = 0

    def draw(self, enterprises: tuple[Listed, ...]) -> None:
        """The header, a block for every enterprise, spare blocks, the totals and the notes."""
        for number, column in enumerate(self.layout.columns):
            self.canvas.header(self.row, number, column.header)
        self.canvas.sheet.set_row(self.row, 32)
        self.row += 1
        self.first = self.row
        self.canvas.sheet.freeze_panes(self.first, self.at["name"] + 1)
        self.canvas.sheet.repeat_rows(self.first - 1)
        for serial, entry in enumerate(enterprises, start=1):
            self._block(serial, entry)
        for _ in range(self.layout.spare_blocks):
            self._spare()
        self._choices()
        self._totals(enterprises)
        self.canvas.notes(self.row, self.layout.notes)

    @property
    def last(self) -> int:
        """The last row of the list, spare rows included."""
        return self.row - 1

    def _block(self, serial: int, entry: Listed) -> None:
        lines = self._lines(entry)
        rows = len(lines)
        for number, column in enumerate(self.layout.columns):
            match column.content:
                case "serial":
                    self.canvas.fixed(self.row, number, serial, rows=rows)
                case "name":
                    self.canvas.fixed(self.row, number, entry.name, rows=rows, align="left")
                case "place":
                    self.canvas.fixed(self.row, number, places()[entry.place_code].name, rows=rows)
                case "category":
                    code = int(entry.category) if entry.category.isdecimal() else entry.category or None
                    self.canvas.open_text(self.row, number, code, rows=rows, align="center")
                case "headcount":
                    hint = (
                        _before("用工规模", entry.headcount) + "有变化的请改。" if entry.headcount is not None else ""
                    )
                    self.canvas.number(self.row, number, entry.headcount, rows=rows, hint=hint)
                case "resumed":
                    self.canvas.number(self.row, number, None, rows=rows, hint=_before("复工规模", entry.resumed))
                case "text":
                    self.canvas.open_text(self.row, number, None, rows=rows)
                case _:
                    for offset, line in enumerate(lines):
                        self._line(self.row + offset, number, column, line)
        self.row += rows

    def _line(self, row: int, at: int, column: Column, line: _Line) -> None:
        match column.content:
            case "skill":
                self.canvas.fixed(row, at, line.skill)
            case "resolved_job":
                self.canvas.open_text(row, at, line.resolved_job, align="center")
            case "shortage_job":
                self.canvas.open_text(row, at, line.shortage_job, align="center")
            case "shortage":
                self.canvas.number(row, at, None, hint=_before("缺工人数", line.shortage_before))
            case "resolved":
                self.canvas.number(row, at, None)
            case "resolved_total" if self.by_skill and line.resolved_total is not None:
                new = address(row, self.at["resolved"], fixed_column=True)
                self.canvas.formula(
                    row,
                    at,
                    f'=IF({new}="","",{line.resolved_total}+{new})',
                    "",
                    hint=f"上期累计 {line.resolved_total} 人，加本周解决自动得出；本周解决没填时为空。",
                )
            case "resolved_total":
                value = None if self.by_skill else line.resolved_total
                self.canvas.number(row, at, value, hint=_before("累计", line.resolved_total) + "累计数不能减少。")

    def _lines(self, entry: Listed) -> list[_Line]:
        if self.by_skill:
            return [
                _Line(
                    skill=level.label,
                    resolved_total=entry.resolved_by_skill.get(level.skill_level),
                    shortage_before=entry.shortage_by_skill.get(level.skill_level),
                )
                for level in skill_levels()
            ]
        resolved, shortage = list(entry.resolved_by_job.items()), list(entry.shortage_by_job.items())
        rows = max(len(resolved), len(shortage), 1) if "shortage_job" in self.at else 1
        lines = []
        for number in range(rows):
            solved = resolved[number] if number < len(resolved) else (None, None)
            short = shortage[number] if number < len(shortage) else (None, None)
            lines.append(_Line("", solved[0] or None, solved[1], short[0] or None, short[1]))
        return lines

    def _spare(self) -> None:
        """Empty rows for one more enterprise. They hold nothing, so that unused ones are blank rows and no data."""
        rows = len(skill_levels()) if self.by_skill else 1
        for number, column in enumerate(self.layout.columns):
            match column.content:
                case "serial" | "name" | "place" | "category" | "text":
                    self.canvas.open_text(self.row, number, None, rows=rows, align="center")
                case "headcount" | "resumed":
                    self.canvas.number(self.row, number, None, rows=rows)
                case "skill" | "resolved_job" | "shortage_job":
                    for offset in range(rows):
                        self.canvas.open_text(self.row + offset, number, None, align="center")
                case "shortage" | "resolved" | "resolved_total":
                    for offset in range(rows):
                        self.canvas.number(self.row + offset, number, None)
        self.row += rows

    def _choices(self) -> None:
        if "category" in self.at:
            words = [entry.code or entry.label for entry in categories() if entry.scheme == self.layout.scheme]
            words = [word for word in words if self.layout.scheme != "goods" or word.isdecimal()]
            header = self.layout.columns[self.at["category"]].header
            self.canvas.choices(self.first, self.last, self.at["category"], words, header)
        if self.by_skill:
            words = [level.label for level in skill_levels()]
            self.canvas.choices(self.first, self.last, self.at["skill"], words, "缺工类型")

    def _totals(self, enterprises: tuple[Listed, ...]) -> None:
        """附件1: one row per skill level and 合计; elsewhere one row."""
        levels: tuple[SkillLevel, ...] = skill_levels() if self.by_skill else ()
        top, last = self.row, self.last
        rows = len(levels) + 1 if levels else 1
        for number, column in enumerate(self.layout.columns):
            match column.total:
                case "enterprises":
                    cells = area(self.first, last, number)
                    value = f"{len(enterprises)}(家)"
                    self.canvas.formula(top, number, f'=COUNTA({cells})&"(家)"', value, rows=rows)
                case "places":
                    self.canvas.formula(
                        top, number, _count_places(area(self.first, last, number)), _places(enterprises)
                    )
                case "categories":
                    self._count_categories(top, last, number, rows, enterprises)
                case "sum":
                    self._sums(top, last, number, levels, enterprises)
                case "" if column.content == "serial":
                    self.canvas.fixed(top, number, self.layout.total_word, rows=rows)
                case "" if column.content == "skill":
                    for offset, words in enumerate([*(level.label for level in levels), _SUM]):
                        self.canvas.fixed(top + offset, number, words)
                case _:
                    self.canvas.fixed(top, number, None, rows=rows)
        self.row += rows

    def _sums(
        self, top: int, last: int, at: int, levels: tuple[SkillLevel, ...], enterprises: tuple[Listed, ...]
    ) -> None:
        cells = area(self.first, last, at)
        if not levels:
            known = self.layout.columns[at].content == "resolved_total"
            value = sum(sum(entry.resolved_by_job.values()) for entry in enterprises) if known else 0
            self.canvas.formula(top, at, f"=SUM({cells})", value)
            return
        skill_at = self.at["skill"]
        skills = f"${area(self.first, last, skill_at).replace(':', ':$')}"
        for offset in range(len(levels)):
            word = address(top + offset, skill_at, fixed_column=True)
            self.canvas.formula(top + offset, at, f"=SUMIF({skills},{word},{cells})", 0)
        span = f"{address(top, at)}:{address(top + len(levels) - 1, at)}"
        self.canvas.formula(top + len(levels), at, f"=SUM({span})", 0)

    def _count_categories(self, top: int, last: int, at: int, rows: int, enterprises: tuple[Listed, ...]) -> None:
        """「重大项目涉及企业23(家)」 for every type, counted from the column."""
        cells = area(self.first, last, at)
        labels = [entry.label for entry in categories() if entry.scheme == self.layout.scheme]
        parts = [f'"{label}"&COUNTIF({cells},"*{label}*")&"(家)"' for label in labels]
        counted = [f"{label}{sum(label in entry.category for entry in enterprises)}(家)" for label in labels]
        self.canvas.formula(top, at, "=" + "&CHAR(10)&".join(parts), "\n".join(counted), rows=rows)


def _before(words: str, number: int | None) -> str:
    return "" if number is None else f"上期{words} {number} 人。"


def _count_places(cells: str) -> str:
    """How many different places stand in the cells; blank ones do not count."""
    return f'=SUMPRODUCT(({cells}<>"")/COUNTIF({cells},{cells}&""))'


def _places(enterprises: tuple[Listed, ...]) -> int:
    return len({entry.place_code for entry in enterprises})
