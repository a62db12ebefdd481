"""The lines of an enterprise: shortage and solved numbers by job type and skill level."""

from etl.sources.grid import CellValue, Sheet
from etl.validate.body import Block
from etl.validate.classes import skill_label, skill_of
from etl.validate.collected import Collected, SheetValues
from etl.validate.columns import Columns, CountColumn, LineGroup, cell_names
from etl.validate.findings import cells as found
from etl.validate.findings import rules as broken_rules
from etl.validate.findings import shorten
from etl.validate.jobs import NO_JOB_WORDS, UNCLASSIFIED, job_type_of, normalise_job, split_jobs
from etl.validate.numbers import LARGEST, UNREADABLE, read_count, read_number_cell, unreadable_number

_SHORTAGE = "fact_shortage"

Numbers = tuple[int | None, ...]
"""One number per measure of a group, None for a blank cell."""


class LineReader:
    """Reads the lines of the enterprises of one sheet into fact_shortage and fact_resolved.

    It runs for every line of every report: hence the plain tuples and the few calls per number.
    """

    def __init__(self, sheet: Sheet, columns: Columns, collected: Collected, values: SheetValues) -> None:
        self.sheet = sheet
        self.columns = columns
        self.collected = collected
        self.values = values.values
        self.sheet_name = sheet.name
        self.known_lines = collected.lines
        self.blank_level = collected.level_of("blank-number")
        self.facts = {group.table: collected.rows_of(group.table) for group in columns.groups}
        self.names = {group.last_at: cell_names(group.last_letter, len(sheet.rows)) for group in columns.groups}
        self.groups = tuple(
            (
                group,
                group.by_skill,
                group.job_at < 0 and (group.is_pair or group.table == _SHORTAGE),
                group.is_pair,
                group.first_at,
                group.last_at,
                cell_names(group.letter, len(sheet.rows)),
                self.names[group.last_at],
                self.facts[group.table].append,
            )
            for group in columns.groups
        )
        self.name = ""
        self.place = ""
        self.enterprise = ""

    def read(self, block: Block, place: str, enterprise: str) -> list[str]:
        """Facts of all lines of a block; the skill level of each line that names one."""
        self.name, self.place, self.enterprise = block.name, place, enterprise
        rows, skill_at, groups, sheet_name = self.sheet.rows, self.columns.skill, self.groups, self.sheet_name
        keep, known = self.values.append, self.known_lines
        skills: list[str] = []
        for number in block.rows:
            row = rows[number]
            skill = ""
            if skill_at >= 0:
                value = row[skill_at]
                level = skill_of(value) if value.__class__ is str else None
                if level is None:
                    self._report_skill(number, row)
                    continue
                skill = level
                skills.append(level)
            for group, by_skill, is_plain, is_pair, first_at, last_at, names, last_names, store in groups:
                own_skill = skill if by_skill else ""
                first, last = row[first_at], row[last_at]
                # What `_read_line` does for one or two whole numbers without a job, written out: most lines are so.
                if not (
                    is_plain
                    and first.__class__ is int
                    and last.__class__ is int
                    and 0 <= first <= LARGEST
                    and 0 <= last <= LARGEST
                ):
                    self._read_line(group, number, row, own_skill)
                    continue
                cell = names[number]
                if is_pair:
                    if last > first:
                        self._report_excess(cell, own_skill, last, first)
                    flow_cell = last_names[number]
                    store((place, enterprise, "", "", own_skill, first, last, sheet_name, cell, flow_cell))
                    keep((number, group.fields, own_skill, (first, last)))
                else:
                    store((place, enterprise, "", "", own_skill, first, sheet_name, cell))
                    keep((number, group.fields, own_skill, (first,)))
                if group.is_leading:
                    key = (group.table, place, enterprise, "", own_skill)
                    if key in known:
                        self._report_duplicate("", own_skill, cell, known[key])
                    else:
                        known[key] = cell
        return skills

    def _report_skill(self, number: int, row: list[CellValue]) -> None:
        """A finding for a cell that names no skill level; none for a blank one on a line without numbers."""
        value = row[self.columns.skill]
        if value is None and not any(
            row[count.at] is not None or (number, count.at) in self.sheet.broken
            for group in self.columns.groups
            for count in group.counts
        ):
            return
        cell = f"{self.columns.letters[self.columns.skill]}{number + 1}"
        text = "空白" if value is None else shorten(str(value))
        finding = found.SkillUnknown.at(self.sheet.name, cell, column=self.columns.skill_words, text=text)
        self.collected.add([finding])

    def _read_line(self, group: LineGroup, number: int, row: list[CellValue], skill: str) -> None:
        job_text = ""
        if group.job_at >= 0:
            value = row[group.job_at]
            if value is not None:
                job_text = str(value).strip()
                if len(group.counts) == 1 and self._split_job_cell(group, number, row, job_text, skill):
                    return
        numbers: list[int | None] = []
        has_number = False
        for count in group.counts:
            value = row[count.at]
            if value.__class__ is int and 0 <= value <= LARGEST:
                numbers.append(value)
                has_number = True
                continue
            if value.__class__ is str and len(group.counts) == 1 and self._split_count_cell(group, number, row, skill):
                return
            read = self._read_odd(count, number, job_text)
            has_number = has_number or read is not None
            numbers.append(read)
        if has_number:
            self._add(group, number, job_text, skill, tuple(numbers))

    def _read_odd(self, count: CountColumn, number: int, job_text: str) -> int | None:
        """The number of a cell that is not simply one, with a finding where there should be one."""
        letter = self.columns.letters[count.at]
        read, finding = read_number_cell(self.sheet, number, count, letter)
        if finding is not None:
            self.collected.add([finding])
        elif (
            read is None
            and self.blank_level is not None
            and (count.needed or (job_text and job_text not in NO_JOB_WORDS))
        ):
            blank = broken_rules.BlankNumber.at(
                self.sheet.name, f"{letter}{number + 1}", self.blank_level, name=self.name, column=count.words
            )
            self.collected.add([blank])
        return read

    def _add(
        self, group: LineGroup, number: int, job_text: str, skill: str, numbers: Numbers, written_at: str = ""
    ) -> None:
        """One fact with its cell (`written_at` where the number does not stand in its own column), job and words."""
        at = group.first_at if numbers[0] is not None else group.last_at
        cell = written_at or f"{self.columns.letters[at]}{number + 1}"
        job_type = ""
        if group.job_at >= 0:
            job_type, job_text = self._job(group, number, job_text, cell, numbers)
        self._store(group, number, cell, job_type, job_text, skill, numbers)

    def _store(
        self,
        group: LineGroup,
        number: int,
        cell: str,
        job_type: str,
        job_text: str,
        skill: str,
        numbers: Numbers,
    ) -> None:
        """The fact, its values for the total rule, and the check that the line is there once."""
        place, enterprise, table = self.place, self.enterprise, group.table
        first = numbers[0]
        fact: tuple[object, ...]
        if table == _SHORTAGE:
            fact = (place, enterprise, job_type, job_text, skill, first, self.sheet_name, cell)
        elif group.is_pair:
            flow = numbers[1]
            if flow is not None and first is not None and flow > first:
                self._report_excess(cell, skill, flow, first)
            flow_cell = "" if flow is None else self.names[group.last_at][number]
            fact = (place, enterprise, job_type, job_text, skill, first, flow, self.sheet_name, cell, flow_cell)
        else:
            total, flow = (first, None) if group.has_total else (None, first)
            flow_cell = "" if flow is None else cell
            fact = (place, enterprise, job_type, job_text, skill, total, flow, self.sheet_name, cell, flow_cell)
        self.facts[table].append(fact)
        self.values.append((number, group.fields, skill, numbers))
        if group.is_leading:
            key = (table, place, enterprise, normalise_job(job_text) if job_text else "", skill)
            if key in self.known_lines:
                self._report_duplicate(job_text, skill, cell, self.known_lines[key])
            else:
                self.known_lines[key] = cell

    def _job(self, group: LineGroup, number: int, text: str, cell: str, numbers: Numbers) -> tuple[str, str]:
        """Job type and words of a line; a number above zero without a job is `unclassified`."""
        sheet = self.sheet.name
        if not text or text in NO_JOB_WORDS:
            if any(numbers):
                self.collected.note_word(found.JobMissing, sheet, cell, "", group.counts[0].words)
                return UNCLASSIFIED, ""
            return "", ""
        job_type = job_type_of(text)
        if job_type == UNCLASSIFIED:
            job_cell = f"{self.columns.letters[group.job_at]}{number + 1}"
            self.collected.note_word(found.JobUnclassified, sheet, job_cell, shorten(normalise_job(text)))
        return job_type, text

    def _report_duplicate(self, job_text: str, skill: str, cell: str, other: str) -> None:
        level = self.collected.level_of("duplicate-line")
        if level is not None:
            line = self._line_words(job_text, skill)
            finding = broken_rules.DuplicateLine.at(
                self.sheet.name, cell, level, self.collected.same_sheet(other), name=self.name, line=line, other=other
            )
            self.collected.add([finding])

    def _line_words(self, job_text: str, skill: str) -> str:
        words = " ".join(word for word in (job_text, skill_label(skill)) if word)
        return f"（{words}）" if words else ""

    def _report_excess(self, cell: str, skill: str, resolved: int, total: int) -> None:
        level = self.collected.level_of("resolved-exceeds-total")
        if level is not None:
            finding = broken_rules.ResolvedExceedsTotal.at(
                self.sheet.name, cell, level, name=self.name, line=self._line_words("", skill),
                resolved=resolved, total=total,
            )  # fmt: skip
            self.collected.add([finding])

    def _split_job_cell(self, group: LineGroup, number: int, row: list[CellValue], text: str, skill: str) -> bool:
        """「缝纫工20人、搬运工5人」 in the job cell: one fact per job. False when the cell holds no numbers."""
        jobs = split_jobs(text)
        if not jobs:
            return False
        count = group.counts[0]
        outside = read_count(row[count.at], count.zero_words)
        if len(jobs) == 1 and outside is not None and "人" not in text and "名" not in text:
            return False  # 焊工2 with a number beside it: the 2 belongs to the name
        inside = sum(persons for _, persons in jobs)
        cell = f"{self.columns.letters[group.job_at]}{number + 1}"
        if outside is not None and outside != inside:
            shown = "不确切" if outside == UNREADABLE else outside
            finding = found.JobNumberDisagrees.at(
                self.sheet.name, cell, text=shorten(text), inside=inside, outside=shown
            )
            self.collected.add([finding])
            return True
        self._add_split(group, number, text, jobs, skill, cell)
        return True

    def _split_count_cell(self, group: LineGroup, number: int, row: list[CellValue], skill: str) -> bool:
        """The same in the number cell; only for groups with a job column, and when the cell is no plain number."""
        count = group.counts[0]
        text = str(row[count.at])
        if group.job_at < 0 or read_count(text, count.zero_words) != UNREADABLE:
            return False
        jobs = split_jobs(text)
        if not jobs:
            return False
        job = row[group.job_at]
        stated = str(job).strip() if job is not None else ""
        if (
            stated
            and stated not in NO_JOB_WORDS
            and {normalise_job(word) for word, _ in jobs} != {normalise_job(stated)}
        ):
            cell = f"{self.columns.letters[count.at]}{number + 1}"
            self.collected.add([unreadable_number(self.sheet.name, cell, count.words, text)])
            return True
        self._add_split(group, number, text, jobs, skill, f"{self.columns.letters[count.at]}{number + 1}")
        return True

    def _add_split(
        self, group: LineGroup, number: int, text: str, jobs: tuple[tuple[str, int], ...], skill: str, cell: str
    ) -> None:
        parts = "、".join(f"{job} {persons} 人" for job, persons in jobs)
        finding = found.JobAndNumberInOneCell.at(self.sheet.name, cell, text=shorten(text), parts=shorten(parts))
        self.collected.add([finding])
        for job, persons in jobs:
            self._add(group, number, job, skill, (persons,), cell)
