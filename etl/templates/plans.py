"""Draw the template of a form of plan blocks (枣庄市 2021 附件2)."""

from data.warehouse.reference import PlanIndicator, plan_indicators
from etl.forms import FormDeclaration
from etl.templates.canvas import Canvas

COLUMNS = 3
WIDTHS = (34.0, 34.0, 34.0)


def draw_plans(
    canvas: Canvas, row: int, declaration: FormDeclaration, before: dict[tuple[str, str], int], notes: tuple[str, ...]
) -> None:
    """For every plan its title, the row of indicators and the row of inputs.

    Args:
        canvas: the sheet.
        row: the first free row.
        declaration: the plans in order and their titles.
        before: values of the last report, shown while a cell is selected and never filled in.
        notes: the lines below.
    """
    labels = {(entry.plan, entry.indicator): entry for entry in plan_indicators()}
    for plan in declaration.plans:
        canvas.header(row, 0, plan.titles[0], last_column=COLUMNS - 1)
        canvas.sheet.set_row(row, 22)
        for column in range(COLUMNS):
            if column >= len(plan.indicators):
                canvas.fixed(row + 1, column, None)
                canvas.fixed(row + 2, column, None)
                continue
            entry = labels[plan.plan, plan.indicators[column].indicator]
            canvas.header(row + 1, column, f"{_words(entry)}({entry.unit})")
            value = before.get((entry.plan, entry.indicator))
            hint = "" if value is None else f"上期 {value} {entry.unit}。"
            canvas.number(row + 2, column, None, hint=hint)
        canvas.sheet.set_row(row + 2, 20)
        row += 3
    canvas.notes(row + 1, notes)  # a blank row keeps the words apart from the last values


def _words(entry: PlanIndicator) -> str:
    """The notice's own words, which name the month where the number is of one."""
    return next((alias for alias in entry.aliases if alias.startswith("本月")), entry.indicator_label)
