"""The briefing's numbers, asked again one by one; its order; and what it says when there is nothing to say."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from dashboard.briefing.compose import Request, compose
from dashboard.briefing.derivations import DERIVATIONS
from dashboard.briefing.model import Bound, Briefing, Edition, Sentence, UnboundNumberError
from dashboard.briefing.questions import answer, metric_of
from dashboard.queries import QuestionError, Warehouse
from dashboard.views.answers import Number
from data.warehouse.period import Period

CITY = "370400"
ISSUES = [
    (CITY, "2021-W24"),
    (CITY, "2021-06"),
    ("220100", "2020-02-24"),
    ("320400", "2020-02-27"),
    ("370403", "2021-W27"),
]
_FIGURE = re.compile(r"[+−-]?\d[\d,]*(?:\.\d+)?")
_ROWS = 12  # of a long table


@pytest.fixture(scope="module")
def issues(published: Warehouse) -> dict[tuple[str, str], Briefing]:
    return {(place, period): compose(published, Request(Period.parse(period), place)) for place, period in ISSUES}


def _numbers(briefing: Briefing) -> Iterator[tuple[str, Bound]]:
    for sentence in (*briefing.sentences, *(figure.title for figure in briefing.figures)):
        for number in sentence.numbers:
            yield sentence.key, number
    for table in (*briefing.tables, *(figure.table for figure in briefing.figures)):
        for row in table.rows[:_ROWS]:
            for cell in row:
                if isinstance(cell, Bound):
                    yield table.key, cell


@pytest.mark.parametrize("issue", ISSUES, ids=map(" ".join, ISSUES))
def test_every_number_is_what_its_sources_answer_alone(
    published: Warehouse, issues: dict[tuple[str, str], Briefing], issue: tuple[str, str]
) -> None:
    ask = cache(lambda source: answer(published, source))
    wrong, checked = [], 0
    for key, number in _numbers(issues[issue]):
        if number.derivation.startswith("revised"):
            continue
        answers: list[Number] = [ask(source) for source in number.sources]
        expected = DERIVATIONS[number.derivation].compute(metric_of(number.sources[0], published), answers)
        checked += 1
        if number.value is not None and number.value != pytest.approx(expected, abs=1e-9):
            wrong.append((key, number.text, number.value, expected))
        if number.value is None and "/" in number.text:
            assert number.text == f"{answers[0].numerator:,.0f}/{answers[0].denominator:,.0f}"
    assert wrong == [], len(wrong)
    assert checked > 60


@pytest.mark.parametrize("issue", ISSUES, ids=map(" ".join, ISSUES))
def test_a_text_says_its_value(issues: dict[tuple[str, str], Briefing], issue: tuple[str, str]) -> None:
    for key, number in _numbers(issues[issue]):
        said = _FIGURE.findall(number.text)
        if number.value is None:
            assert not said or "/" in number.text, (key, number)
        else:
            assert float(said[0].replace(",", "").replace("−", "-")) == pytest.approx(number.value, abs=1e-9), key


def test_sections_stand_in_the_order_of_an_official_briefing(issues: dict[tuple[str, str], Briefing]) -> None:
    weekly = [section.key for section in issues[CITY, "2021-W24"].sections]
    assert weekly == ["overall", "changes", "lines", "channels", "districts", "categories", "reporting", "attention"]
    monthly = [section.key for section in issues[CITY, "2021-06"].sections]
    assert monthly.index("plans") == monthly.index("categories") + 1
    assert len(issues[CITY, "2021-W24"].figures) >= 10


def test_keys_are_unique(issues: dict[tuple[str, str], Briefing]) -> None:
    for briefing in issues.values():
        for keys in (
            [sentence.key for sentence in briefing.sentences],
            [figure.key for figure in briefing.figures],
            [table.key for table in (*briefing.tables, *(figure.table for figure in briefing.figures))],
        ):
            assert len(keys) == len(set(keys))


def test_every_row_has_a_cell_for_every_column(issues: dict[tuple[str, str], Briefing]) -> None:
    for briefing in issues.values():
        for table in (*briefing.tables, *(figure.table for figure in briefing.figures)):
            assert {len(row) for row in table.rows} <= {len(table.columns)}, table.key


def test_alternative_texts_are_short(issues: dict[tuple[str, str], Briefing]) -> None:
    assert all(0 < len(figure.alt) <= 220 for briefing in issues.values() for figure in briefing.figures)


def test_a_figure_in_the_words_of_a_template_is_refused() -> None:
    with pytest.raises(UnboundNumberError, match="overall"):
        Sentence("overall", ("缺工 120 人",))


def test_a_place_without_reports_of_the_cadence_is_told_what_it_has(published: Warehouse) -> None:
    with pytest.raises(QuestionError, match="没有月报的报表，现有："):
        compose(published, Request(Period.parse("2020-03"), "220100"))


def test_nothing_reported_is_said(published: Warehouse) -> None:
    with pytest.raises(QuestionError, match="没有收到任何"):
        compose(published, Request(Period.parse("2019-W20"), CITY))


def test_the_public_edition_needs_a_shield(published: Warehouse) -> None:
    with pytest.raises(ValueError, match="keeps numbers back"):
        compose(published, Request(Period.parse("2021-W24"), CITY, Edition.PUBLIC))
