"""附件1 as one table, and who has reported, against the workbooks."""

import pandas as pd
import pytest

from dashboard.queries import Coverage, Cut
from data.warehouse.period import Period
from tests.numbers.answers import LEVEL, Question, answer
from tests.numbers.figures import Figures
from tests.numbers.files import CITY_OF_FORM, WEEKLY, calendar, districts, reference
from tests.numbers.published import Published, listed

CITY = CITY_OF_FORM[WEEKLY]
WEEKS = 8
LINES = ("shortage", "resolved", "resolved_total")
TYPES = [row["value"] for row in reference("categories") if row["scheme"] == "enterprise_type"]


def table_of(figures: Figures, place: str) -> dict[tuple[str, str, str, str], float | None]:
    """(enterprise type, skill level, metric, period) → figure; "" for all types and for all levels."""
    found = {}
    for category in (None, *TYPES):
        whole = Question(WEEKLY, (*LINES, "enterprises", "headcount"), place, calendar(WEEKLY), category=category)
        by_level = Question(WEEKLY, LINES, place, calendar(WEEKLY), LEVEL, category=category)
        for (metric, period, _), value in answer(figures, whole).items():
            found[category or "", "", metric, period] = value.value
        for (metric, period, level), value in answer(figures, by_level).items():
            found[category or "", level, metric, period] = value.value
    return found


@pytest.mark.parametrize("place", [CITY, districts(CITY)[0]])
def test_weekly_table(published: Published, figures: Figures, place: str) -> None:
    expected = table_of(figures, place)
    wrong = []
    for number, period in enumerate(calendar(WEEKLY)[:WEEKS]):
        before = calendar(WEEKLY)[number - 1] if number else ""
        for row in published.now.weekly_table(Cut(place), Period.parse(period)).to_dict("records"):
            line = (row["category"], row["skill_level"])
            columns = {
                **{metric: expected.get((*line, metric, period)) for metric in (*LINES, "enterprises", "headcount")},
                "shortage_previous": expected.get((*line, "shortage", before)),
                "resolved_previous": expected.get((*line, "resolved", before)),
            }
            for column, value in columns.items():
                there = None if pd.isna(row[column]) else row[column]
                if there != value:
                    wrong.append(f"{place} {period} {line} {column}：由报表算得 {value}，看板为 {there}")
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("form", CITY_OF_FORM)
def test_coverage(published: Published, figures: Figures, form: str) -> None:
    wrong = []
    places = districts(CITY_OF_FORM[form])
    for period in calendar(form):
        ages = [figures.standing[slot].age for slot in ((form, p, period) for p in places) if slot in figures.standing]
        fresh = ages.count(0)
        expected = Coverage(len(places), fresh, len(ages) - fresh, len(places) - len(ages))
        found = published.now.coverage(form, CITY_OF_FORM[form], Period.parse(period))
        if found != expected:
            wrong.append(f"{form} {period}：由报表算得 {expected}，看板为 {found}")
    assert not wrong, listed(wrong)
