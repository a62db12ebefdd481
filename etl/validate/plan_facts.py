"""The layout `plan-blocks` → fact_plan (枣庄市 2021 附件2)."""

from data.warehouse.reference import plan_indicators
from etl.validate.collected import Collected
from etl.validate.columns import CountColumn, column_letters
from etl.validate.findings import cells as found
from etl.validate.findings import rules as broken_rules
from etl.validate.numbers import read_number_cell
from etl.validate.recognise import FormSheet

_ZERO_WORDS = frozenset({"无", "—", "-", "/"})


def conform_plans(form_sheet: FormSheet, collected: Collected) -> None:
    """Read the plan blocks of one sheet into `collected`; a blank value is not reported, which is not zero."""
    blocks, sheet = form_sheet.blocks, form_sheet.sheet
    assert blocks is not None
    letters = column_letters(len(sheet.rows[0]))
    plans = collected.lookup.declaration.plans
    labels = {(entry.plan, entry.indicator): entry for entry in plan_indicators()}
    facts = collected.rows_of("fact_plan")
    for cell_at in blocks.cells:
        plan = plans[cell_at.plan]
        indicator = plan.indicators[cell_at.indicator].indicator
        entry = labels[plan.plan, indicator]
        words = f"{entry.plan_label}·{entry.indicator_label}"
        column = CountColumn(cell_at.column, indicator, words, True, _ZERO_WORDS)
        letter = letters[cell_at.column]
        cell = f"{letter}{cell_at.row + 1}"
        number, finding = read_number_cell(sheet, cell_at.row, column, letter)
        level = collected.level_of("blank-number")
        if finding is not None:
            collected.add([finding])
        elif number is not None:
            facts.append((collected.place_code, plan.plan, indicator, number, sheet.name, cell))
            _check_information(collected, f"{plan.plan}.{indicator}", number, words, (sheet.name, cell))
        elif level is not None:
            name, label = entry.plan_label, entry.indicator_label
            collected.add([broken_rules.BlankNumber.at(sheet.name, cell, level, name=name, column=label)])
    _report_missing(form_sheet, collected)
    _count_rows(form_sheet, collected)


def _check_information(collected: Collected, measure: str, number: int, words: str, where: tuple[str, str]) -> None:
    """吉林省 2021 通知: at least so many items of information in a period."""
    thresholds, level = collected.lookup.declaration.thresholds, collected.level_of("information-too-few")
    if level is not None and measure == thresholds.information_indicator and number < thresholds.information_items:
        finding = broken_rules.InformationTooFew.at(
            *where, level, column=words, number=number, least=thresholds.information_items
        )
        collected.add([finding])


def _report_missing(form_sheet: FormSheet, collected: Collected) -> None:
    blocks = form_sheet.blocks
    assert blocks is not None
    labels = {(entry.plan, entry.indicator): entry for entry in plan_indicators()}
    present = {(cell.plan, cell.indicator) for cell in blocks.cells}
    for plan_index, plan in enumerate(collected.lookup.declaration.plans):
        entries = [labels[plan.plan, indicator.indicator] for indicator in plan.indicators]
        if plan_index not in {plan_of for plan_of, _ in present}:
            what = f"“{entries[0].plan_label.strip('“”')}”"
            collected.add([found.IndicatorMissing.at(form_sheet.sheet.name, what=what)])
            continue
        for index, entry in enumerate(entries):
            if (plan_index, index) not in present:
                what = f"{entry.plan_label}的指标“{entry.indicator_label}”"
                collected.add([found.IndicatorMissing.at(form_sheet.sheet.name, what=what)])


def _count_rows(form_sheet: FormSheet, collected: Collected) -> None:
    """Rows of values are data, titles and headers are not counted, others up to the last value blank or set aside."""
    blocks, sheet = form_sheet.blocks, form_sheet.sheet
    assert blocks is not None
    values = set(blocks.value_rows)
    counts = collected.rows
    for row in range(blocks.first, max(values, default=blocks.first - 1) + 1):
        if row in blocks.header_rows:
            continue
        counts.in_file += 1
        content = [(column, value) for column, value in enumerate(sheet.rows[row]) if value is not None]
        if row in values:
            counts.loaded += 1
        elif not content:
            counts.blank += 1
        else:
            counts.set_aside += 1
            cell = f"{column_letters(len(sheet.rows[row]))[content[0][0]]}{row + 1}"
            text = str(content[0][1])
            collected.add([found.RowSetAside.at(sheet.name, cell, row=row + 1, text=text)])
