"""Place and period of a whole file: what its sheets and names say, and what the operator stated."""

from dataclasses import dataclass
from datetime import date

from data.warehouse.period import Period
from data.warehouse.places import places
from etl.errors import HintError
from etl.forms import form_catalogue
from etl.validate.findings import recognition
from etl.validate.place import Clue, describe, may_report, named_places, odd_one
from etl.validate.reading import FindingRecord, Hints
from etl.validate.recognise import (
    FormSheet,
    date_cells,
    name_clues,
    signature_clues,
    stem,
    time_clues,
    title_clues,
)
from etl.validate.timing import Timing, resolve_period


@dataclass(frozen=True, slots=True)
class Identity:
    """Form variant, place and period of a file; None where a blocking finding says why."""

    place_code: str | None
    period: str | None
    findings: tuple[FindingRecord, ...]


@dataclass(frozen=True, slots=True)
class _SheetClues:
    sheet: FormSheet
    above: list[Clue]
    below: list[Clue]
    timing: Timing


def check_hints(hints: Hints) -> None:
    """Refuse a form, place or period that does not exist.

    Raises:
        HintError: the operator's slip, with what may be stated.
    """
    if hints.form is not None:
        forms = [entry.form for entry in form_catalogue()]
        if hints.form not in forms:
            raise HintError(f"没有表式“{hints.form}”，可用的有：{'、'.join(forms)}")
    if hints.place_code is not None and hints.place_code not in places():
        raise HintError(f"没有地区代码“{hints.place_code}”，请查 data/reference/places.csv")
    if hints.period is not None:
        try:
            Period.parse(hints.period)
        except ValueError as error:
            raise HintError(str(error)) from error


def identify(sheets: list[FormSheet], hints: Hints) -> Identity:
    """Place and period on which the sheets, the names and the operator agree."""
    lookup = sheets[0].lookup
    findings: list[FindingRecord] = []
    clues = [_read_clues(sheet, hints) for sheet in sheets]
    disagreement = _sheets_disagree(clues)
    if disagreement:
        return Identity(None, None, (disagreement,))
    period = _period(clues, hints, findings)
    place = _place(clues, hints, period.start if period else None, findings)
    if place is not None and not may_report(lookup.declaration, place):
        area = places()[lookup.declaration.area]
        expected = f"{area.name}本级" if lookup.declaration.reporting == ("area",) else f"{area.name}所属各地区"
        name, form = places()[place].name, lookup.declaration.label
        findings.append(recognition.PlaceNotReporting.at(place=name, form=form, expected=expected))
        place = None
    return Identity(place, str(period) if period else None, tuple(findings))


def _read_clues(sheet: FormSheet, hints: Hints) -> _SheetClues:
    first = sheet.first_row
    above = title_clues(sheet.sheet, first)
    times = time_clues(sheet, above) + date_cells(sheet.sheet, first)
    below = signature_clues(sheet.sheet, first, sheet.lookup.declaration.words.notes)
    has_time = any(clue.clues.days or clue.clues.weeks or clue.clues.spans or clue.clues.months for clue in times)
    if not has_time:
        times += time_clues(sheet, below)
    declaration = sheet.lookup.declaration
    timing = resolve_period(
        declaration.cadence, times + name_clues(sheet.sheet, hints), declaration.thresholds.late_days
    )
    return _SheetClues(sheet, above, below, timing)


def _sheets_disagree(clues: list[_SheetClues]) -> FindingRecord | None:
    """Whether two sheets name different places or periods; sheets that name none go with the others."""
    area = clues[0].sheet.lookup.declaration.area
    named: dict[tuple[str, ...], str] = {}
    periods: dict[Period, str] = {}
    for entry in clues:
        codes = tuple(sorted(named_places(entry.above, area, None) or named_places(entry.below, area, None)))
        if codes:
            named.setdefault(codes, entry.sheet.sheet.name)
        if entry.timing.period is not None:
            periods.setdefault(entry.timing.period, entry.sheet.sheet.name)
    if len(named) > 1:
        found = "；".join(
            f"工作表“{sheet}”为{'、'.join(places()[code].name for code in codes)}" for codes, sheet in named.items()
        )
    elif len(periods) > 1:
        found = "；".join(f"工作表“{sheet}”为{period.label}" for period, sheet in periods.items())
    else:
        return None
    return recognition.SheetsDisagree.at(found=found)


def _period(clues: list[_SheetClues], hints: Hints, findings: list[FindingRecord]) -> Period | None:
    timing = next((entry.timing for entry in clues if entry.timing.conflict), None)
    if timing is None:
        timing = next((entry.timing for entry in clues if entry.timing.period), clues[0].timing)
    cadence = clues[0].sheet.lookup.declaration.cadence
    if hints.period is not None:
        stated = Period.parse(hints.period)
        if stated.cadence is not cadence:
            label = clues[0].sheet.lookup.declaration.label
            found = f"指明的报告期 {hints.period} 不是“{label}”的报告期（{_KIND[cadence.value]}）"
            findings.append(recognition.PeriodConflict.at(found=found))
            return None
        found = timing.conflict or (timing.period.label if timing.period and timing.period != stated else "")
        if found:
            findings.append(recognition.HintContradicts.at(what="报告期", stated=stated.label, found=found))
        return stated
    if timing.conflict:
        findings.append(recognition.PeriodConflict.at(found=timing.conflict))
    elif timing.period is None:
        findings.append(recognition.PeriodUnreadable.at(found=timing.unreadable))
    elif timing.uncertain is not None:
        day = timing.uncertain.isoformat()
        findings.append(recognition.PeriodUncertain.at(date=day, period=timing.period.label))
    return timing.period


_KIND = {"daily": "一天，如 2020-02-19", "weekly": "一周，如 2021-W20", "monthly": "一月，如 2021-05", "yearly": "一年"}


def _place(clues: list[_SheetClues], hints: Hints, on: date | None, findings: list[FindingRecord]) -> str | None:
    form_sheet = clues[0].sheet
    area = form_sheet.lookup.declaration.area
    inside = [clue for entry in clues for clue in entry.above]
    if not named_places(inside, area, on):
        inside += [clue for entry in clues for clue in entry.below]
    names = [Clue("工作表名", entry.sheet.sheet.name) for entry in clues] + [Clue("文件名", stem(hints.file_name))]
    found = named_places(inside + names, area, on)
    if hints.place_code is not None:
        if found and set(found) != {hints.place_code}:
            stated = places()[hints.place_code].name
            findings.append(recognition.HintContradicts.at(what="地区", stated=stated, found=describe(found)))
        return hints.place_code
    for rival in form_sheet.rivals:
        if rival.declaration.area != area:  # 高新区, and the header would do for two cities
            found |= named_places(inside + names, rival.declaration.area, on)
    if len(found) == 1:
        return next(iter(found))
    if found:
        odd = odd_one(found)
        findings.append(recognition.PlaceConflict.at(odd.sheet, odd.cell, found=describe(found)))
        return None
    areas = dict.fromkeys(places()[lookup.declaration.area].name for lookup in (form_sheet.lookup, *form_sheet.rivals))
    findings.append(
        recognition.PlaceUnreadable.at(
            area="、".join(areas), sheet_name=form_sheet.sheet.name, file_name=stem(hints.file_name)
        )
    )
    return None
