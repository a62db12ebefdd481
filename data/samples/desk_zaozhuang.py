"""Zaozhuang: weekly and monthly reports."""

import random
from collections.abc import Collection, Mapping
from dataclasses import replace

from data.samples import defects, monthly_form, weekly_course, weekly_form
from data.samples.desk import Desk, Draft, Extent, Version
from data.samples.monthly_form import LAYOUTS as MONTHLY_LAYOUTS
from data.samples.periods import months, weeks
from data.samples.reference import ZAOZHUANG, District
from data.samples.remarks import Remark
from data.samples.schedule import MONTHLY, WEEKLY
from data.samples.sheet import Mark
from data.samples.table import heading_fields
from data.samples.weekly_course import EnterpriseWeek
from data.samples.weekly_layouts import LAYOUTS as WEEKLY_LAYOUTS


class WeeklyDesk(Desk):
    """周调度."""

    form, city = WEEKLY, ZAOZHUANG

    def __init__(self, seed: int, extent: Extent) -> None:
        super().__init__(seed, weeks(), extent.weeks)
        members = weekly_course.roster(seed)
        self.courses = {
            place.code: weekly_course.district_weeks(seed, place, members[place.code], self.periods)
            for place in self.places
        }

    def formats(self) -> Mapping[str, str]:
        return {place: layout.file_format for place, layout in WEEKLY_LAYOUTS.items()}

    def impossible_defects(self) -> Mapping[str, Collection[str]]:
        """Without a remark column the channels cannot disagree."""
        return {
            place: ("channel_sum",)
            for place, layout in WEEKLY_LAYOUTS.items()
            if all(item.key != "remark" for item in layout.columns)
        }

    def path(self, district: District, number: int) -> str:
        period = self.periods[number]
        fields = heading_fields(district, period.dated, period.words)
        return f"枣庄市/周调度/{period.words}/{WEEKLY_LAYOUTS[district.code].file.format_map(fields)}"

    def draw(self, rng: random.Random, district: District, number: int, version: Version) -> Draft:
        entries = self.courses[district.code][number]
        marks: list[Mark] = []
        if version.revised:
            entries = _other_shortage(rng, entries)
        if version.defect and number:
            previous = self.courses[district.code][number - 1]
            entries, marks = defects.spoil_week(rng, version.defect, entries, previous)
        signed = self.signed_by(rng, district, version)
        layout = WEEKLY_LAYOUTS[district.code]
        page = weekly_form.draw(rng, layout, signed, self.periods[number], entries, tidy=version.tidy)
        if version.defect and not marks:
            numbers = [mark for mark in page.marks if mark[0] == "line" and mark[-1] == "shortage"]
            totals: list[Mark] = [("total", weekly_form.SUM, key) for key in weekly_form.COUNTS]
            marks = defects.spoil_page(rng, version.defect, page, totals, numbers)
        remarks: dict[Mark, Remark] = {("enterprise", entry.name, "remark"): entry.remark for entry in entries}
        return Draft(page, tuple((mark, version.defect) for mark in marks if version.defect), remarks)


def _other_shortage(rng: random.Random, entries: list[EnterpriseWeek]) -> list[EnterpriseWeek]:
    """The week with more missing general workers in three enterprises, as first sent and later corrected."""
    changed = set(rng.sample(range(len(entries)), min(3, len(entries))))
    other = []
    for number, entry in enumerate(entries):
        if number in changed:
            general = replace(entry.lines[0], shortage=entry.lines[0].shortage + rng.randint(2, 9))
            entry = replace(entry, lines=(general, *entry.lines[1:]))
        other.append(entry)
    return other


class MonthlyDesk(Desk):
    """月通报."""

    form, city = MONTHLY, ZAOZHUANG

    def __init__(self, seed: int, extent: Extent) -> None:
        super().__init__(seed, months(), extent.months)
        self.courses = {place.code: monthly_form.district_months(seed, place, self.periods) for place in self.places}

    def formats(self) -> Mapping[str, str]:
        return {place: layout.file_format for place, layout in MONTHLY_LAYOUTS.items()}

    def impossible_defects(self) -> Mapping[str, Collection[str]]:
        """Where numbers are text already, an error in a number cell would not stand out."""
        return {
            place: ("vague_number", "formula_without_value")
            for place, layout in MONTHLY_LAYOUTS.items()
            if layout.units_in_cells or layout.habits.text == 1.0
        }

    def path(self, district: District, number: int) -> str:
        period = self.periods[number]
        fields = heading_fields(district, period.dated, period.words)
        return f"枣庄市/月通报/{period.words}/{MONTHLY_LAYOUTS[district.code].file.format_map(fields)}"

    def draw(self, rng: random.Random, district: District, number: int, version: Version) -> Draft:
        values = dict(self.courses[district.code][number])
        if version.revised:
            key = rng.choice(sorted(values))
            values[key] += rng.randint(1, 6)
        layout = MONTHLY_LAYOUTS[district.code]
        page = monthly_form.draw(rng, layout, district, self.periods[number], values, tidy=version.tidy)
        marks: list[Mark] = []
        if version.defect:
            numbers = [mark for mark in page.marks if mark[0] == "plan"]
            marks = defects.spoil_page(rng, version.defect, page, [], numbers)
        return Draft(page, tuple((mark, version.defect) for mark in marks if version.defect))
