"""From courses to files: what every form has in common.

A desk knows one form of one city: its periods, its layouts, how to draw one version of one report. `reports` walks
over its places and periods and sends, returns and corrects.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data.samples.chance import stream
from data.samples.periods import Period
from data.samples.receipt import correction_receipt, first_receipt
from data.samples.reference import District, districts
from data.samples.remarks import Remark
from data.samples.report import Report, corrected_path
from data.samples.schedule import KINDS, Plan, schedule
from data.samples.sheet import Mark, Page


@dataclass(frozen=True)
class Extent:
    """How many periods of each form are made; None makes all."""

    weeks: int | None = None
    months: int | None = None
    days: int | None = None
    resumption_days: int | None = None


FULL = Extent()
QUICK = Extent(weeks=8, months=2, days=10, resumption_days=5)


@dataclass(frozen=True)
class Draft:
    """A page that is ready, with the errors in it and the remarks on it."""

    page: Page
    defects: tuple[tuple[Mark, str], ...] = ()
    remarks: Mapping[Mark, Remark] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """Which version to draw: with an error of kind `defect`, with other numbers (`revised`), or the right one."""

    defect: str | None = None
    revised: bool = False
    tidy: bool = False


class Desk(ABC):
    """One form of one city. `places` and `periods` span its reports; a report is (district, number of its period)."""

    form: str
    city: str

    def __init__(self, seed: int, span: Sequence[Period], count: int | None) -> None:
        """`span` is the whole time of the form, of which the first `count` periods are made (None: all)."""
        self.seed = seed
        self.span = list(span)
        self.periods = self.span[:count]
        self.places = districts(self.city)
        possible = {place.code: self._possible_defects(place) for place in self.places}
        self.plans: dict[tuple[str, str], Plan] = schedule(seed, self.form, possible, self.span, self._spared())

    @abstractmethod
    def path(self, district: District, number: int) -> str:
        """Path of the file, relative, with forward slashes."""

    @abstractmethod
    def draw(self, rng: random.Random, district: District, number: int, version: Version) -> Draft:
        """Draw one version of one report."""

    @abstractmethod
    def formats(self) -> Mapping[str, str]:
        """The usual file format of each place, one of `writers.WRITERS`."""

    def word_tables(self) -> Collection[tuple[str, int]]:
        """The reports, as (place, number of the period), that are sent as a Word table; they have no errors."""
        return ()

    def impossible_defects(self) -> Mapping[str, Collection[str]]:
        """Kinds that a place's layout has no room for."""
        return {}

    def file_format(self, district: District, number: int) -> str:
        """The format of one report, one of `writers.WRITERS`."""
        if (district.code, number) in self.word_tables():
            return "docx"
        return self.formats()[district.code]

    def _spared(self) -> set[tuple[str, str]]:
        return {(place, self.span[number].code) for place, number in self.word_tables()}

    def signed_by(self, rng: random.Random, district: District, version: Version) -> District:
        """The district that title and signature name: another one when that is the error."""
        if version.defect != "wrong_place":
            return district
        return rng.choice([other for other in self.places if other.code != district.code])

    def _possible_defects(self, district: District) -> list[str]:
        barred = set(self.impossible_defects().get(district.code, ()))
        if self.formats()[district.code] != "xlsx":
            barred.add("formula_without_value")
        return [kind for kind in KINDS[self.form] if kind not in barred]

    def missing(self, district: District, number: int) -> bool:
        """Whether the report of that period never came (未报)."""
        return self.plans[district.code, self.periods[number].code].missing


def reports(desk: Desk) -> Iterator[Report]:
    """All files of a desk: one or two for each report that came."""
    for district in desk.places:
        for number in range(len(desk.periods)):
            if not desk.missing(district, number):
                yield from _versions(desk, district, number)


def _versions(desk: Desk, district: District, number: int) -> Iterator[Report]:
    period = desk.periods[number]
    plan = desk.plans[district.code, period.code]
    rng = stream(desk.seed, "versions", desk.form, district.code, period.code)
    received = first_receipt(rng, desk.form, district.code, period)
    first = desk.draw(rng, district, number, Version(plan.defect, plan.revised))
    again = plan.revised or (plan.corrected and bool(first.defects))
    path, file_format = desk.path(district, number), desk.file_format(district, number)
    yield Report(
        desk.form,
        district.code,
        period.code,
        path,
        first.page,
        file_format,
        received,
        district.unit,
        first.defects,
        corrected_path(path) if again else None,
        first.remarks,
    )
    if again:
        later = desk.draw(rng, district, number, Version())
        yield Report(
            desk.form,
            district.code,
            period.code,
            corrected_path(path),
            later.page,
            file_format,
            correction_receipt(rng, desk.form, received),
            district.unit,
            remarks=later.remarks,
        )
