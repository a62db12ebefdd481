"""What the last report of a place says, for the next period's template; read from the current release."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb

from data.warehouse.period import Period
from data.warehouse.reference import categories
from etl.validate.jobs import normalise_job

_ROW = re.compile(r"\d+$")
_OTHER_GOODS = "other_goods"
_BETWEEN_CATEGORIES = "、"


@dataclass(slots=True)
class Listed:
    """One enterprise of the last report. Numbers are None where the report left them blank."""

    enterprise_id: str
    name: str
    place_code: str
    category: str = ""
    headcount: int | None = None
    resumed: int | None = None
    resolved_by_skill: dict[str, int] = field(default_factory=dict)
    shortage_by_skill: dict[str, int] = field(default_factory=dict)
    resolved_by_job: dict[str, int] = field(default_factory=dict)
    shortage_by_job: dict[str, int] = field(default_factory=dict)
    """Job words as written → persons; of shortage only jobs of which somebody was missing."""


@dataclass(frozen=True, slots=True)
class LastReport:
    """The newest accepted report of a place before a period."""

    period: Period
    is_demo: bool
    enterprises: tuple[Listed, ...]
    plans: dict[tuple[str, str], int]


def last_report(
    connection: duckdb.DuckDBPyConnection, form: str, place_code: str, before: Period, scheme: str
) -> LastReport | None:
    """What the place reported last before that period, None when it never has.

    Args:
        connection: a release.
        form: the form.
        place_code: who reported.
        before: the period of the template.
        scheme: the classification that the form's column of categories uses, "" for none.
    """
    rows = connection.execute(
        "select submission_id, period, is_demo from meta_submission where outcome = 'accepted' and form = ? "
        "and place_code = ? order by received_at desc, submission_id desc",
        [form, place_code],
    ).fetchall()
    earlier = [(Period.parse(period), number, is_demo) for number, period, is_demo in rows]
    earlier = [entry for entry in earlier if entry[0] < before]
    if not earlier:
        return None
    latest = max(entry[0] for entry in earlier)
    period, number, is_demo = next(entry for entry in earlier if entry[0] == latest)
    plans = connection.execute(
        "select plan, indicator, value from fact_plan where submission_id = ? and place_code = ?", [number, place_code]
    ).fetchall()
    return LastReport(
        period,
        bool(is_demo),
        _enterprises(connection, number, scheme),
        {(plan, indicator): int(value) for plan, indicator, value in plans},
    )


def _enterprises(connection: duckdb.DuckDBPyConnection, submission: int, scheme: str) -> tuple[Listed, ...]:
    def facts(columns: str, table: str) -> list[tuple[object, ...]]:
        rows = connection.execute(
            f"select place_code, enterprise_id, {columns}, sheet, cell from {table} where submission_id = ?",  # noqa: S608 — names of our own tables
            [submission],
        ).fetchall()
        return sorted(rows, key=_position)

    listed: dict[tuple[object, object], Listed] = {}
    for place, enterprise, name, *_ in facts("enterprise_name", "fact_enterprise"):
        listed[place, enterprise] = Listed(str(enterprise), str(name), str(place))
    for place, enterprise, number, *_ in facts("headcount", "fact_headcount"):
        listed[place, enterprise].headcount = _number(number)
    for place, enterprise, number, *_ in facts("resumed", "fact_resumption"):
        listed[place, enterprise].resumed = _number(number)
    for place, enterprise, job, skill, number, *_ in facts("job_text, skill_level, shortage", "fact_shortage"):
        entry = listed[place, enterprise]
        _add(entry.shortage_by_skill, str(skill), number)
        if number:
            _add(entry.shortage_by_job, str(job), number)
    for place, enterprise, job, skill, number, *_ in facts("job_text, skill_level, resolved_total", "fact_resolved"):
        entry = listed[place, enterprise]
        _add(entry.resolved_by_skill, str(skill), number)
        _add(entry.resolved_by_job, str(job), number)
    found: dict[tuple[object, object], list[tuple[str, str]]] = {}
    for place, enterprise, stated, category, text, *_ in facts("scheme, category, category_text", "fact_category"):
        if stated == scheme:
            found.setdefault((place, enterprise), []).append((str(category), str(text)))
    for key, entries in found.items():
        listed[key].category = category_words(scheme, entries)
    for entry in listed.values():
        entry.shortage_by_job = _one_writing(entry.shortage_by_job)
        entry.resolved_by_job = _one_writing(entry.resolved_by_job)
    return tuple(listed.values())


def _position(fact: tuple[object, ...]) -> tuple[str, int]:
    """Sheet and row of a fact: the order in which the clerk wrote the list."""
    *_, sheet, cell = fact
    row = _ROW.search(str(cell))
    return str(sheet), int(row[0]) if row else 0


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _add(numbers: dict[str, int], key: str, value: object) -> None:
    if isinstance(value, int):
        numbers[key] = numbers.get(key, 0) + value


def _one_writing(numbers: dict[str, int]) -> dict[str, int]:
    """Jobs that are the same word written differently become one line, as the rule against double lines wants."""
    words: dict[str, str] = {}
    sums: dict[str, int] = {}
    for text, number in numbers.items():
        word = words.setdefault(normalise_job(text) if text else "", text)
        sums[word] = sums.get(word, 0) + number
    return sums


def category_words(scheme: str, stated: Iterable[tuple[str, str]]) -> str:
    """The words (or, for goods of the notice, the number) that the form asks for."""
    by_value = {entry.value: entry for entry in categories() if entry.scheme == scheme}
    words = []
    for value, text in stated:
        entry = by_value.get(value)
        words.append(text if entry is None or value == _OTHER_GOODS else entry.code or entry.label)
    return _BETWEEN_CATEGORIES.join(dict.fromkeys(word for word in words if word))
