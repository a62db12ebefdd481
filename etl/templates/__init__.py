"""Templates of the next period's reports, one workbook a place, pre-filled from the current release.

A template is the official layout with the place's own list of enterprises. Filled in and sent back it loads without a
finding; sent back as it is, its blank numbers are findings, since nothing stands in them that could be read as zero.
"""

import io
from dataclasses import dataclass

import duckdb
from xlsxwriter import Workbook

from data.warehouse.period import Cadence, Period
from data.warehouse.places import places
from etl.errors import PipelineError
from etl.forms import FormDeclaration, variants
from etl.templates.canvas import Canvas
from etl.templates.layouts import LAYOUTS, PlanLayout, TableLayout
from etl.templates.plans import WIDTHS, draw_plans
from etl.templates.prefill import last_report
from etl.templates.roll import roster
from etl.templates.table import TableDrawing
from etl.validate.place import may_report

_BLANK_DATE = "    年    月    日"
_DEMO = "（演示数据）"


class NoTemplateError(PipelineError):
    """A form, period or place for which no template can be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Template:
    """One workbook: its file name, its bytes, and the period whose report it was filled from (None: from none)."""

    place_code: str
    file_name: str
    content: bytes
    filled_from: Period | None
    enterprises: int
    joined: tuple[str, ...]
    """Enterprises on the official list that the last report did not name."""
    left_out: tuple[str, ...]
    """Enterprises of the last report that are not on the official list."""


def declaration_for(form: str, place_code: str) -> FormDeclaration:
    """The declaration under which a place reports a form.

    Raises:
        NoTemplateError: the place does not report the form, or the form has no template.
    """
    if form not in LAYOUTS:
        raise NoTemplateError(f"表式“{form}”没有模板，可用：{'、'.join(LAYOUTS)}")
    for variant in variants():
        if variant.declaration.form == form and may_report(variant.declaration, place_code):
            return variant.declaration
    raise NoTemplateError(f"{places()[place_code].name}不报送“{form}”")


def reporting_places(form: str, area: str, period: Period) -> list[str]:
    """The places of the area that exist in that period and report the form, in table order; the area itself if it does.

    Raises:
        NoTemplateError: nobody in the area reports the form.
    """
    try:
        declaration_for(form, area)
    except NoTemplateError:
        found = [place.code for place in places().children(area, on=period.end) if _reports(form, place.code)]
        if not found:
            raise
        return found
    return [area]


def make_template(connection: duckdb.DuckDBPyConnection, form: str, period: Period, place_code: str) -> Template:
    """The template of one place.

    Args:
        connection: the current release.
        form: the form.
        period: for which the report will be.
        place_code: who will report.

    Raises:
        NoTemplateError: the place does not report the form, or the period is not of its cadence.
    """
    declaration = declaration_for(form, place_code)
    if period.cadence is not declaration.cadence:
        raise NoTemplateError(f"“{declaration.label}”的报告期不能是 {period}")
    layout = LAYOUTS[form]
    scheme = layout.scheme if isinstance(layout, TableLayout) else ""
    last = last_report(connection, form, place_code, period, scheme)
    reported = last.enterprises if last else ()
    asked = roster(connection, declaration, place_code, period, reported, scheme)
    is_demo = asked.is_demo or (last is not None and last.is_demo)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        if isinstance(layout, TableLayout):
            canvas = Canvas(book, layout.sheet, [column.width for column in layout.columns])
            row = _heading(canvas, layout, period, place_code, is_demo)
            TableDrawing(canvas, layout, row).draw(asked.enterprises)
        else:
            canvas = Canvas(book, layout.sheet, WIDTHS)
            row = _heading(canvas, layout, period, place_code, is_demo)
            draw_plans(canvas, row, declaration, last.plans if last else {}, layout.notes)
    return Template(
        place_code,
        layout.file.format(place=places()[place_code].name, period=period.short_label),
        buffer.getvalue(),
        last.period if last else None,
        len(asked.enterprises),
        asked.joined,
        asked.left_out,
    )


def _reports(form: str, place_code: str) -> bool:
    try:
        declaration_for(form, place_code)
    except NoTemplateError:
        return False
    return True


def _heading(canvas: Canvas, layout: TableLayout | PlanLayout, period: Period, place_code: str, is_demo: bool) -> int:
    """Title, period, unit and date; the next free row. A daily report states its period as its date."""
    canvas.heading(0, layout.title + (_DEMO if is_demo else ""))
    row = 1
    is_daily = period.cadence is Cadence.DAILY
    if not is_daily:
        canvas.heading(row, _period_words(period), size=11, height=18)
        row += 1
    canvas.side_by_side(row, layout.unit.format(office=_office(place_code)), period.label if is_daily else _BLANK_DATE)
    return row + 1


def _period_words(period: Period) -> str:
    if period.cadence is not Cadence.WEEKLY:
        return f"（{period.label}）"
    first, last = period.start, period.end
    year = f"{last.year}年" if last.year != first.year else ""
    start = f"{first.year}年" if year else ""
    return f"（{period.short_label}，{start}{first.month}月{first.day}日—{year}{last.month}月{last.day}日）"


def _office(place_code: str) -> str:
    """The bureau of the place; zones name it differently, so only the zone itself stands there."""
    place = places()[place_code]
    return place.name if place.level == "zone" else f"{place.name}人力资源社会保障局"
