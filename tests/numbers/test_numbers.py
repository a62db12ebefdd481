"""The published figures against the same figures added up straight from the sample workbooks."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from tests.numbers.answers import CATEGORY, CHANNEL, LEVEL, PLACE, REPORTING, Key, Question, answer
from tests.numbers.figures import Answer, Figures
from tests.numbers.files import (
    CITY_OF_FORM,
    DAILY,
    MONTHLY,
    RESUMPTION,
    WEEKLY,
    calendar,
    districts,
    first_day,
    month_of,
    reference,
    week_of,
)
from tests.numbers.published import Outcome, Published, listed, outcome_of
from tests.numbers.reading import METRICS
from tests.numbers.sentences import read_sentence

FORMS = tuple(CITY_OF_FORM)
NOTHING = Answer(None, None, None, "n")  # a place that owes nothing

SCHEMES = {WEEKLY: "enterprise_type", DAILY: "goods", RESUMPTION: "three_necessities"}
LEVELS = {WEEKLY: Dimension.SKILL, DAILY: Dimension.JOB_TYPE}
BY_LEVEL = ("shortage", "resolved_total", "resolved")
BY_CHANNEL = ("channel_resolved", "channel_share")

MOMENTS: dict[str, tuple[str, ...]] = {
    WEEKLY: ("2021-05-21 11:00", "2021-06-11 12:00", "2021-06-30 09:00", "2021-08-27 18:00", "2022-02-07 08:00"),
    MONTHLY: ("2021-06-30 11:30", "2021-07-02 12:00", "2022-01-31 23:00"),
    DAILY: ("2020-02-20 13:30", "2020-02-25 16:00", "2020-03-15 15:00", "2020-03-16 11:00", "2020-04-05 20:00"),
    RESUMPTION: ("2020-02-26 23:00", "2020-02-28 12:00", "2020-03-20 23:59"),
}
"""Moments at which the figures are asked for as they were known then: before and after deadlines and corrections."""


class TestFiles:
    """Which files count, and for what."""

    def test_exactly_the_spoilt_files_are_rejected(self, published: Published, samples: Path, figures: Figures) -> None:
        wrong = []
        for file in figures.files:
            outcome = outcome_of(published, samples, file)
            if (outcome["outcome"] != "rejected") != (file in figures.contents):
                planted = "、".join(sorted(file.planted)) or "无误"
                wrong.append(f"{file.path}：设定 {planted}，管道 {outcome['outcome']}：{_blocking(outcome)}")
        assert not wrong, listed(wrong)

    def test_every_accepted_file_is_recognised(self, published: Published, samples: Path, figures: Figures) -> None:
        wrong = []
        for file in figures.contents:
            outcome = outcome_of(published, samples, file)
            if (outcome["form"], outcome["place"], outcome["period"]) != (file.form, file.place, file.period):
                wrong.append(f"{file.path}：读作 {outcome['form']} {outcome['place']} {outcome['period']}")
        assert not wrong, listed(wrong)

    def test_only_spoilt_totals_disagree(self, published: Published, samples: Path, figures: Figures) -> None:
        """Guards both sides: the sums of lines read here against the totals written in the files."""
        wrong = []
        for file, content in figures.contents.items():
            lines, is_spoilt = content.enterprises.values(), "total_mismatch" in file.planted
            found = {
                name: sum((line.resumed if name == "resumed" else line.total(name)) or 0 for line in lines)
                for name in content.stated_totals
            }
            if (found != content.stated_totals) != is_spoilt:
                wrong.append(f"{file.path}：合计行 {content.stated_totals}，各行之和 {found}")
            codes = {finding["code"] for finding in outcome_of(published, samples, file)["findings"]}
            if ("total-disagrees" in codes) != is_spoilt:
                wrong.append(f"{file.path}：设定合计{'有误' if is_spoilt else '无误'}，管道所报 {sorted(codes)}")
        assert not wrong, listed(wrong)

    def test_remarks_are_read_here_as_they_were_meant(self, samples: Path) -> None:
        """Guards the check itself: its reader of remarks against what their writer meant."""
        wrong = []
        for remark in json.loads((samples / "remarks.json").read_text("utf-8")):
            found = read_sentence(remark["text"])
            same = found.channels == remark["channels"] and found.newly in (None, remark["newly"])
            if not remark["exact"]:  # 30余人: only the channel is sure
                same = found.channels.keys() == remark["channels"].keys()
            if not same:
                wrong.append(f"{remark['file']} {remark['cell']} {remark['text']!r}：读作 {found}")
        assert not wrong, listed(wrong)


def _blocking(outcome: Outcome) -> str:
    found = [f for f in outcome["findings"] if f["level"] == "阻断"]
    return "；".join(f"{f['cell']} {f['code']} {f['message']}" for f in found[:2])


@pytest.mark.parametrize("form", FORMS)
class TestNow:
    """Every period as it stands now."""

    def test_city_and_districts(self, published: Published, figures: Figures, form: str) -> None:
        asked = Question(form, METRICS[form] + REPORTING, CITY_OF_FORM[form], calendar(form))
        asked_all = [asked, replace(asked, by=PLACE)]
        asked_all += [replace(asked, place=place) for place in districts(asked.place)]
        assert_same(published.now, figures, asked_all)

    def test_weeks_months_years(self, published: Published, figures: Figures, form: str) -> None:
        """Flows add up; stocks are the last. A week belongs to the month of its Thursday."""
        asked = Question(form, METRICS[form] + REPORTING, CITY_OF_FORM[form], ())
        asked_all = []
        for periods in _coarser(form, calendar(form)):
            asked_all += [replace(asked, place=p, periods=periods) for p in (asked.place, *districts(asked.place))]
            asked_all.append(replace(asked, periods=periods, by=PLACE))
            if form in LEVELS:
                asked_all.append(replace(asked, metrics=BY_LEVEL, periods=periods, by=LEVEL))
                asked_all.append(replace(asked, metrics=BY_CHANNEL, periods=periods, by=CHANNEL))
        assert_same(published.now, figures, asked_all)


def _coarser(form: str, periods: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if form in (DAILY, RESUMPTION):
        yield tuple(dict.fromkeys(map(week_of, periods)))
    if form != MONTHLY:
        yield tuple(dict.fromkeys(map(month_of, periods)))
    yield tuple(dict.fromkeys(period[:4] for period in periods))


@pytest.mark.parametrize("form", [WEEKLY, DAILY, RESUMPTION])
def test_by_category(published: Published, figures: Figures, form: str) -> None:
    metrics = tuple(metric for metric in METRICS[form])
    asked = Question(form, metrics, CITY_OF_FORM[form], calendar(form), CATEGORY)
    asked_all = [replace(asked, place=place) for place in (asked.place, *districts(asked.place))]
    for row in reference("categories"):
        if row["scheme"] == SCHEMES[form]:
            asked_all.append(replace(asked, by=PLACE, category=row["value"]))
            asked_all.append(replace(asked, by=None, category=row["value"]))
    assert_same(published.now, figures, asked_all)


@pytest.mark.parametrize("form", [WEEKLY, DAILY])
def test_by_skill_level_or_job_type(published: Published, figures: Figures, form: str) -> None:
    asked = Question(form, BY_LEVEL, CITY_OF_FORM[form], calendar(form), LEVEL)
    asked_all = [replace(asked, place=place) for place in (asked.place, *districts(asked.place))]
    table, column = ("skill_levels", "skill_level") if form == WEEKLY else ("job_types", "job_type")
    cuts = reference(table)[:: 1 if form == WEEKLY else 4]
    asked_all += [replace(asked, by=None, level=row[column]) for row in cuts]
    category = next(row["value"] for row in reference("categories") if row["scheme"] == SCHEMES[form])
    asked_all.append(replace(asked, category=category))
    assert_same(published.now, figures, asked_all)


@pytest.mark.parametrize("form", [WEEKLY, DAILY])
def test_by_channel(published: Published, figures: Figures, form: str) -> None:
    asked = Question(form, BY_CHANNEL, CITY_OF_FORM[form], calendar(form), CHANNEL)
    assert_same(
        published.now, figures, [replace(asked, place=place) for place in (asked.place, *districts(asked.place))]
    )


def test_shortage_rate_over_staff_alone(published: Published, figures: Figures) -> None:
    asked = Question(WEEKLY, ("shortage_rate",), CITY_OF_FORM[WEEKLY], calendar(WEEKLY))
    asked_all = [replace(asked, by=by) for by in (None, PLACE, CATEGORY)]
    assert_same(published.of_staff, figures, asked_all, {"shortage_rate": "shortage_rate of staff"})


@pytest.mark.parametrize(("form", "moment"), [(form, moment) for form in FORMS for moment in MOMENTS[form]])
def test_as_known_then(published: Published, figures: Figures, form: str, moment: str) -> None:
    """What had come by a moment, for the periods that had begun by then; later ones are none of its business."""
    as_of = datetime.fromisoformat(moment)
    begun = tuple(period for period in calendar(form) if first_day(period) <= as_of.date())
    then = replace(figures, as_of=as_of)
    warehouse = published.now.known_at(as_of)
    asked = Question(form, METRICS[form] + REPORTING, CITY_OF_FORM[form], begun)
    asked_all = [asked, replace(asked, by=PLACE)]
    if form in LEVELS:
        asked_all.append(replace(asked, metrics=BY_LEVEL, by=LEVEL))
        asked_all.append(replace(asked, metrics=BY_CHANNEL, by=CHANNEL))
    if form != MONTHLY:
        asked_all.append(replace(asked, by=PLACE, periods=next(iter(_coarser(form, begun)))))
    assert_same(warehouse, then, asked_all)
    warehouse.close()


def assert_same(
    warehouse: Warehouse, figures: Figures, asked: Iterable[Question], called: dict[str, str] | None = None
) -> None:
    """Every figure of every question, exactly. `called` gives the name here of a metric of the dashboard."""
    differences: list[str] = []
    compared = 0
    for question in asked:
        names = called or {}
        here = replace(question, metrics=tuple(names.get(metric, metric) for metric in question.metrics))
        back = {name: metric for metric, name in names.items()}
        expected = {
            (back.get(metric, metric), period, key): value
            for (metric, period, key), value in answer(figures, here).items()
        }
        found = measured(warehouse, question)
        compared += len(expected)
        differences += _differences(figures, question, expected, found)
    assert compared
    assert not differences, listed(differences)


def measured(warehouse: Warehouse, question: Question) -> dict[Key, Answer]:
    """What the dashboard answers, in the shape of `answer`."""
    dimensions = {PLACE: Dimension.PLACE, CATEGORY: Dimension.CATEGORY, CHANNEL: Dimension.CHANNEL}
    if question.form in LEVELS:
        dimensions[LEVEL] = LEVELS[question.form]
    cut = Cut(
        question.place,
        category=(SCHEMES[question.form], (question.category,)) if question.category is not None else None,
        job_types=(question.level,) if question.form == DAILY and question.level is not None else (),
        skills=(question.level,) if question.form == WEEKLY and question.level is not None else (),
    )
    frame = warehouse.measure(
        question.metrics,
        cut,
        [Period.parse(period) for period in question.periods],
        dimensions[question.by] if question.by is not None else None,
        form=question.form,
    )
    columns = ("metric", "period", "key", "value", "numerator", "denominator", "status")
    found: dict[Key, Answer] = {}
    for metric, period, key, *values, status in zip(*(frame[column] for column in columns), strict=True):
        assert (metric, period, key) not in found, f"重复的行：{metric} {period} {key}"
        value, top, bottom = (None if pd.isna(number) else number for number in values)
        found[metric, period, key] = Answer(value, top, bottom, status)
    return found


def _differences(
    figures: Figures, question: Question, expected: dict[Key, Answer], found: dict[Key, Answer]
) -> Iterator[str]:
    for at in sorted(expected.keys() | found.keys()):
        here, there = expected.get(at), found.get(at)
        if here is not None and there is not None:
            status = there.status if here.status is not None else None
            if here == there._replace(status=status):
                continue
        if here is None and there == NOTHING and question.by == PLACE and at[2] not in question.whole:
            continue  # a place that joined later in the year
        metric, period, key = at
        yield (
            f"{question.form} {question.place} {metric} {period} {key!r}"
            f"{f'（{question.category or question.level}）' if question.category or question.level else ''}："
            f"由报表算得 {_words(here)}，看板为 {_words(there)}；{_sources(figures, question, period, key)}"
        )


def _words(answer: Answer | None) -> str:
    if answer is None:
        return "无此行"
    return f"{answer.value}（{answer.numerator}/{answer.denominator}，{answer.status}）"


def _sources(figures: Figures, question: Question, period: str, key: str) -> str:
    """The files that a figure comes from, the first three."""
    places = (key,) if question.by == PLACE else question.whole
    slots = [(question.form, place, base) for base in figures.base_periods(question.form, period) for place in places]
    names = [Path(figures.standing[slot].file.path).name for slot in slots if slot in figures.standing]
    return "、".join(names[:3]) + (f" 等 {len(names)} 份" if len(names) > 3 else "")
