"""Changchun: daily reports."""

import random
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from data.samples import daily_course, daily_form, defects
from data.samples.chance import stream
from data.samples.daily_course import EnterpriseDay
from data.samples.daily_layouts import LAYOUTS, WORD_PLACE
from data.samples.desk import Desk, Draft, Extent, Version
from data.samples.periods import daily
from data.samples.reference import CHANGCHUN, District
from data.samples.remarks import Remark
from data.samples.schedule import DAILY
from data.samples.sheet import Mark
from data.samples.table import heading_fields


class DailyDesk(Desk):
    """信息汇总表."""

    form, city = DAILY, CHANGCHUN

    def __init__(self, seed: int, extent: Extent) -> None:
        super().__init__(seed, daily(), extent.days)
        members = daily_course.roster(seed)
        self.courses = {place.code: self._course(place, members[place.code]) for place in self.places}

    def _course(self, district: District, members: list[daily_course.DailyEnterprise]) -> list[list[EnterpriseDay]]:
        """The issues of a district with remarks; what is new is counted from the last issue that was sent."""
        bare = daily_course.district_days(self.seed, district, members, self.periods)
        issues: list[list[EnterpriseDay]] = []
        sent: list[EnterpriseDay] | None = None
        for number, entries in enumerate(bare):
            rng = stream(self.seed, "remarks", district.code, self.periods[number].code)
            issues.append(daily_course.with_remarks(rng, entries, sent, self.periods[number].dated))
            if not self.missing(district, number):
                sent = entries
        return issues

    def formats(self) -> Mapping[str, str]:
        return {place: layout.file_format for place, layout in LAYOUTS.items()}

    def word_tables(self) -> Collection[tuple[str, int]]:
        return {(WORD_PLACE, number) for number in range(1, len(self.span), 3)}

    def path(self, district: District, number: int) -> str:
        period = self.periods[number]
        name = LAYOUTS[district.code].file.format_map(heading_fields(district, period.dated, period.words))
        if self.file_format(district, number) == "docx":
            name = str(PurePosixPath(name).with_suffix(".docx"))
        return f"长春市/信息汇总/{period.code}/{name}"

    def draw(self, rng: random.Random, district: District, number: int, version: Version) -> Draft:
        entries = self.courses[district.code][number]
        marks: list[Mark] = []
        if version.revised:
            entries = _other_shortage(rng, entries)
        if version.defect and number:
            previous = self.courses[district.code][number - 1]
            entries, marks = defects.spoil_day(rng, version.defect, entries, previous)
        signed = self.signed_by(rng, district, version)
        layout, period = LAYOUTS[district.code], self.periods[number]
        page = daily_form.draw(rng, layout, district, period, entries, signed=signed, tidy=version.tidy)
        if version.defect and not marks:
            numbers = [mark for mark in page.marks if mark[0] == "line"]
            totals: list[Mark] = [("total", "shortage"), ("total", "resolved_total")]
            marks = defects.spoil_page(rng, version.defect, page, totals, numbers)
        remarks: dict[Mark, Remark] = {("enterprise", entry.name, "remark"): entry.remark for entry in entries}
        return Draft(page, tuple((mark, version.defect) for mark in marks if version.defect), remarks)


def _other_shortage(rng: random.Random, entries: list[EnterpriseDay]) -> list[EnterpriseDay]:
    """The day with more missing in one job of one enterprise, as first sent and later corrected."""
    candidates = [number for number, entry in enumerate(entries) if entry.shortage]
    if not candidates:
        return entries
    number = rng.choice(candidates)
    (job, count), *rest = entries[number].shortage
    changed = replace(entries[number], shortage=((job, count + rng.randint(1, 6)), *rest))
    return [*entries[:number], changed, *entries[number + 1 :]]
