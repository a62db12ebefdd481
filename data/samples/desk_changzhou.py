"""Changzhou: daily lists of resumed enterprises and projects."""

import random
from collections.abc import Collection, Mapping
from dataclasses import replace

from data.samples import defects, resumption
from data.samples.desk import Desk, Draft, Extent, Version
from data.samples.periods import resumption_days
from data.samples.reference import CHANGZHOU, District
from data.samples.schedule import RESUMPTION
from data.samples.sheet import Mark
from data.samples.table import heading_fields


class ResumptionDesk(Desk):
    """复工日报."""

    form, city = RESUMPTION, CHANGZHOU

    def __init__(self, seed: int, extent: Extent) -> None:
        super().__init__(seed, resumption_days(), extent.resumption_days)
        sites = resumption.roster(seed)
        self.courses = {
            place.code: resumption.district_days(seed, place, sites[place.code], self.periods) for place in self.places
        }

    def formats(self) -> Mapping[str, str]:
        return dict.fromkeys(resumption.LAYOUTS, "xlsx")

    def impossible_defects(self) -> Mapping[str, Collection[str]]:
        """Without a total line, totals cannot disagree."""
        return {place: ("total_mismatch",) for place, layout in resumption.LAYOUTS.items() if not layout.total}

    def path(self, district: District, number: int) -> str:
        period = self.periods[number]
        fields = heading_fields(district, period.dated, period.words)
        return f"常州市/复工日报/{period.code}/{resumption.LAYOUTS[district.code].file.format_map(fields)}"

    def draw(self, rng: random.Random, district: District, number: int, version: Version) -> Draft:
        entries = self.courses[district.code][number]
        if version.revised and entries:
            first = replace(entries[0], persons=entries[0].persons + rng.randint(1, 15))
            entries = [first, *entries[1:]]
        signed = self.signed_by(rng, district, version)
        layout = resumption.LAYOUTS[district.code]
        page = resumption.draw(rng, layout, signed, self.periods[number], entries, tidy=version.tidy)
        marks: list[Mark] = []
        if version.defect:
            numbers = [mark for mark in page.marks if mark[0] == "enterprise" and mark[-1] == "persons"]
            marks = defects.spoil_page(rng, version.defect, page, [("total", "persons")], numbers)
        return Draft(page, tuple((mark, version.defect) for mark in marks if version.defect))
