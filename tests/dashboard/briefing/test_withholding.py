"""对外版 over published reports: what is kept back, counted again from the facts, and what never goes out."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import pytest

from dashboard.briefing.compose import Request
from dashboard.briefing.editions import composed
from dashboard.briefing.model import KEPT_BACK, Bound, Briefing, Edition
from dashboard.briefing.withholding import (
    EnterprisesWithheldError,
    UnforeseenCutError,
    Withholding,
)
from dashboard.formats import WITHHELD
from dashboard.labels import VALUE_STATUS
from dashboard.queries import Cut, Warehouse
from dashboard.queries.concentration import contributions, is_about_enterprises
from dashboard.queries.measure import COLUMNS
from data.warehouse.metrics import Kind, metric, metrics
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from tests.dashboard.briefing.disclosure_audit import Published, exactly_recoverable, pinned

CITY, DAY = "220100", Period.parse("2020-02-24")
SMALL_DISTRICT = "220102"
DAYS = (DAY.shift(-1), DAY)
PLACE, JOB, SKILL, CHANNEL = Dimension.PLACE, Dimension.JOB_TYPE, Dimension.SKILL, Dimension.CHANNEL
CROSSED = [frozenset({PLACE, JOB})]
COUNTS = ("shortage", "resolved", "resolved_total", "enterprises", "short_enterprises")
RATES = ("fill_rate", "short_enterprise_share", "reporting_rate")


@pytest.fixture(scope="module")
def lines(published: Warehouse) -> pd.DataFrame:
    """Every line of a shortage that counts in 长春市 on the day, from the facts alone."""
    return published.connection.execute(
        "select e.place_code, f.enterprise_id, f.job_type, f.shortage from mart_effective e, fact_shortage f "
        "where e.form = 'daily_dispatch' and e.period = ? and e.place_code like '2201%' "
        "and f.submission_id = e.submission_id and f.place_code = e.place_code and f.shortage is not null",
        [str(DAY)],
    ).fetch_df()


def _breaks_the_rule(lines: pd.DataFrame) -> bool:
    """Fewer than 3 enterprises have any, or the largest has more than four fifths."""
    sizes = sorted(lines.groupby("enterprise_id")["shortage"].sum())
    return len([size for size in sizes if size]) < 3 or sizes[-1] * 5 > sum(sizes) * 4


def _asked(warehouse: Warehouse, withholding: Withholding, cut: Cut, by: Dimension | None) -> pd.DataFrame:
    return withholding.apply(warehouse.measure([*COUNTS, *RATES], cut, DAYS, by), cut, by)


def _statuses(frame: pd.DataFrame, key: str, period: Period = DAY) -> dict[str, str]:
    rows = frame[(frame["metric"] == key) & (frame["period"] == str(period))]
    return dict(zip(rows["key"], rows["status"], strict=True))


@pytest.mark.parametrize("by", [JOB, PLACE], ids=str)
def test_what_breaks_the_rule_is_kept_back_by_the_facts_alone(
    published: Warehouse, lines: pd.DataFrame, by: Dimension
) -> None:
    frame = _asked(published, Withholding(published, Cut(CITY), DAYS), Cut(CITY), by)
    column = {JOB: "job_type", PLACE: "place_code"}[by]
    unsafe = {key for key, rows in lines.groupby(column) if _breaks_the_rule(rows)}
    kept = {key for key, status in _statuses(frame, "shortage").items() if status == KEPT_BACK}
    assert unsafe <= kept
    assert len(kept) != 1
    if unsafe:
        together = lines[lines[column].isin(kept)]
        assert not _breaks_the_rule(together)  # whole minus what is shown
    else:
        assert kept == set()


def test_the_case_is_not_empty(lines: pd.DataFrame) -> None:
    """The tests above and below have something to find."""
    crossed = [_breaks_the_rule(rows) for _, rows in lines.groupby(["place_code", "job_type"])]
    assert any(crossed)
    assert not all(_breaks_the_rule(rows) for _, rows in lines.groupby("job_type"))


def test_contributions_add_up_to_the_answers(published: Warehouse, lines: pd.DataFrame) -> None:
    form = published.serving_form(metric("shortage"), CITY, DAY.cadence)
    assert form is not None
    found = contributions(published, [metric("shortage").numerator], form, Cut(CITY), [DAY], (PLACE, JOB))
    expected = lines.groupby(["place_code", "job_type", "enterprise_id"])["shortage"].sum()
    pd.testing.assert_series_equal(
        found.set_index(["k0", "k1", "enterprise_id"])["v0"].sort_index(),
        expected.sort_index().astype(float),
        check_names=False,
    )
    for by in (None, PLACE, JOB, CHANNEL, Dimension.CATEGORY):
        for key in ("resolved", "channel_resolved", "fill_rate", "enterprises"):
            asked = metric(key)
            answer = published.measure([key], Cut(CITY), DAYS, by)
            if by is not None and by not in {PLACE} and answer.empty:
                continue
            frame = contributions(published, [asked.numerator], form, Cut(CITY), DAYS, () if by is None else (by,))
            sums = frame.groupby(["period", *(["k0"] if by else [])])["v0"].sum()
            for row in answer.dropna(subset=["numerator"]).itertuples():
                group = (row.period, row.key) if by else row.period
                assert sums.get(group, 0) == row.numerator, (key, by, group)


def test_crossed_with_districts_nothing_kept_back_can_be_worked_out(published: Warehouse) -> None:
    whole, withholding = Cut(CITY), Withholding(published, Cut(CITY), DAYS, tables=CROSSED)
    shown: list[Published] = []
    hidden: list[Published] = []
    true = published.measure(["shortage"], whole, [DAY], PLACE)
    places = list(true["key"])
    cells: dict[tuple[str, str], int] = {}
    for place in places:
        found = published.measure(["shortage"], whole.at(place), [DAY], JOB)
        cells |= {(place, key): int(value) for key, value in zip(found["key"], found["value"], strict=True)}
    marks = {
        (place, key): status
        for place in places
        for key, status in _statuses(_asked(published, withholding, whole.at(place), JOB), "shortage").items()
    }
    for name, value in cells.items():
        (hidden if marks[name] == KEPT_BACK else shown).append(Published(name, frozenset([name]), value))
    for axis, by in ((0, PLACE), (1, JOB)):
        for key, status in _statuses(_asked(published, withholding, whole, by), "shortage").items():
            names = frozenset(name for name in cells if name[axis] == key)
            made = Published((by, key), names, sum(cells[name] for name in names))
            (hidden if status == KEPT_BACK else shown).append(made)
    shown.append(Published("whole", frozenset(cells), sum(cells.values())))
    assert len(hidden) > 10
    assert len(shown) > 10
    assert exactly_recoverable(shown, hidden) == set()
    assert pinned(shown, [item for item in hidden if item.value]) == set()
    first = next(item for item in hidden if len(item.atoms) == 1)  # and the audit would have seen one
    others = [item for item in hidden if item is not first and len(item.atoms) == 1]
    assert first.name in exactly_recoverable([*shown, *others], [first])


def test_rates_go_with_the_counts_they_are_made_of(published: Warehouse) -> None:
    for by in (PLACE, Dimension.CATEGORY):
        frame = _asked(published, Withholding(published, Cut(CITY), DAYS), Cut(CITY), by)
        for rate, counts in (("fill_rate", ("resolved_total", "shortage")), ("short_enterprise_share", COUNTS[3:])):
            for key, status in _statuses(frame, rate).items():
                parts = {_statuses(frame, count)[key] for count in counts}
                assert status == KEPT_BACK or KEPT_BACK not in parts, (rate, key)
        assert KEPT_BACK not in set(_statuses(frame, "reporting_rate").values())


def test_a_running_total_goes_where_the_flow_of_either_period_does(published: Warehouse) -> None:
    frame = _asked(published, Withholding(published, Cut(CITY), DAYS), Cut(CITY), JOB)
    flows = {key for day in DAYS for key, status in _statuses(frame, "resolved", day).items() if status == KEPT_BACK}
    assert flows
    for day in DAYS:
        totals = _statuses(frame, "resolved_total", day)
        assert {totals[key] for key in flows if key in totals} == {KEPT_BACK}


def test_kept_back_rows_hold_no_number_and_others_are_as_they_were(published: Warehouse) -> None:
    asked = published.measure([*COUNTS, *RATES], Cut(CITY), DAYS, JOB)
    before = asked.copy()
    made = Withholding(published, Cut(CITY), DAYS).apply(asked, Cut(CITY), JOB)
    pd.testing.assert_frame_equal(asked, before)
    assert list(made.columns) == COLUMNS
    is_hidden = made["status"] == KEPT_BACK
    assert 0 < is_hidden.sum() < len(made)
    assert made.loc[is_hidden, ["value", "numerator", "denominator"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(made[~is_hidden], asked[~is_hidden], check_dtype=False)
    assert VALUE_STATUS[KEPT_BACK] == WITHHELD


def test_the_order_of_questions_does_not_matter(published: Warehouse) -> None:
    one, other = (Withholding(published, Cut(CITY), DAYS, tables=CROSSED) for _ in range(2))
    questions = [(Cut(CITY), PLACE), (Cut(CITY).at(SMALL_DISTRICT), JOB), (Cut(CITY), JOB), (Cut(CITY), None)]
    first = [_asked(published, one, *question) for question in questions]
    second = [_asked(published, other, *question) for question in reversed(questions)]
    for before, after in zip(first, reversed(second), strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_a_district_alone_is_the_district_among_the_others(published: Warehouse) -> None:
    withholding = Withholding(published, Cut(CITY), DAYS)
    by_place = _statuses(_asked(published, withholding, Cut(CITY), PLACE), "resolved")
    alone = _statuses(_asked(published, withholding, Cut(CITY).at(SMALL_DISTRICT), None), "resolved")
    assert alone == {SMALL_DISTRICT: by_place[SMALL_DISTRICT]}


def test_several_places_are_an_edition_of_their_own(published: Warehouse) -> None:
    places = ("220102", "220103")
    cut = Cut(CITY, within=places)
    withholding = Withholding(published, cut, DAYS, tables=CROSSED)
    assert set(_statuses(_asked(published, withholding, cut, PLACE), "shortage")) == set(places)
    frame = _asked(published, withholding, cut.at("220103"), JOB)
    assert KEPT_BACK in set(frame["status"])
    with pytest.raises(UnforeseenCutError):
        _asked(published, withholding, cut.at("220104"), None)


def test_one_answer_alone(published: Warehouse) -> None:
    frame = published.measure(["shortage"], Cut(SMALL_DISTRICT), [DAY], JOB)
    made = Withholding(published, Cut(SMALL_DISTRICT), (DAY,)).apply(frame, Cut(SMALL_DISTRICT), JOB)
    assert KEPT_BACK in set(made["status"])


def test_what_was_not_foreseen_is_refused(published: Warehouse) -> None:
    withholding = Withholding(published, Cut(CITY), DAYS)
    nothing = pd.DataFrame(columns=COLUMNS)
    with pytest.raises(EnterprisesWithheldError):
        withholding.apply(nothing, Cut(CITY), Dimension.ENTERPRISE)
    for cut, by in (
        (Cut("370400"), None),
        (Cut(CITY).at(SMALL_DISTRICT), JOB),  # not among the tables
        (Cut(CITY, job_types=("packer", "sewing_worker")), None),
        (Cut(CITY, category=("industry", ("food",))), None),
    ):
        with pytest.raises(UnforeseenCutError):
            withholding.apply(nothing, cut, by)


def test_every_rate_of_enterprises_names_the_counts_it_is_made_of(published: Warehouse) -> None:
    rates = {key for key, one in metrics().items() if one.kind is Kind.RATIO and is_about_enterprises(one.numerator)}
    frame = published.measure(sorted(rates), Cut(CITY), DAYS, PLACE)
    Withholding(published, Cut(CITY), DAYS).apply(frame, Cut(CITY), PLACE)  # a rate that names none raises
    assert rates == {"shortage_rate", "fill_rate", "short_enterprise_share", "channel_share"}


ISSUES = [(CITY, "2020-02-24"), (SMALL_DISTRICT, "2020-02-24"), ("370400", "2021-W24"), ("370403", "2021-W27")]


@pytest.fixture(scope="module", params=ISSUES, ids=" ".join)
def public(request: pytest.FixtureRequest, published: Warehouse) -> Briefing:
    place, period = request.param
    return composed(published, Request(Period.parse(period), place, Edition.PUBLIC))


def _bounds(briefing: Briefing) -> Iterator[Bound]:
    for sentence in (*briefing.sentences, *(figure.title for figure in briefing.figures)):
        yield from sentence.numbers
    for table in (*briefing.tables, *(figure.table for figure in briefing.figures)):
        yield from table.numbers


def test_no_enterprise_is_named_anywhere(published: Warehouse, public: Briefing) -> None:
    names = published.connection.execute(
        "select enterprise_name from dim_enterprise union select enterprise_name from fact_enterprise"
    ).fetchall()
    everything = repr(public) + json.dumps([figure.drawn for figure in public.figures], ensure_ascii=False)
    assert names
    assert [name for (name,) in names if name in everything] == []


def test_every_number_of_the_public_edition_rests_on_shown_answers_only(published: Warehouse, public: Briefing) -> None:
    """Each source of a number that is told is asked again alone, and may not be one that is kept back."""
    cut = Cut(public.area if isinstance(public.area, str) else "")
    withholding = Withholding(published, cut, (public.period.shift(-1), public.period))
    told, seen = 0, {}
    for bound in _bounds(public):
        if bound.text == WITHHELD:
            assert bound.value is None
            continue
        for source in bound.sources if bound.value is not None else ():
            if source.question not in metrics():
                continue
            question = (source.question, source.cut, source.period, source.by)
            if question not in seen:
                frame = published.measure([source.question], source.cut, [source.period], source.by)
                seen[question] = withholding.apply(frame, source.cut, source.by)
            rows = seen[question]
            status = dict(zip(rows["key"], rows["status"], strict=True))
            assert KEPT_BACK not in ({status[source.key]} if source.by else set(status.values())), bound
            told += 1
    assert told > 20


def test_parts_that_are_told_beside_their_sum_leave_none_or_two(public: Briefing) -> None:
    """Read off the finished tables, whatever made them: no column with a total lacks a single part."""
    for table in (*public.tables, *(figure.table for figure in public.figures)):
        for total in table.total_rows:
            starts = [row for row in sorted(table.total_rows) if row < total]
            parts = table.rows[(starts[-1] + 1 if starts else 0) : total]
            for column, cell in enumerate(table.rows[total]):
                if isinstance(cell, Bound) and cell.value is not None and "%" not in table.columns[column].head:
                    kept = [row for row in parts if getattr(row[column], "text", "") == WITHHELD]
                    assert len(kept) != 1, (table.key, table.columns[column].head)


def test_bars_of_the_public_edition_say_what_is_kept_back(public: Briefing) -> None:
    """The bars show the first number of the table behind them; every place of the sample has reported."""
    for figure in public.figures:
        if figure.key.startswith(("lines_", "categories", "districts")):
            texts = [note["text"] for note in figure.drawn["layout"]["annotations"]]
            kept = [row[1] for row in figure.table.rows if isinstance(row[1], Bound) and row[1].text == WITHHELD]
            assert bool(kept) == (WITHHELD in texts), figure.key
            assert "未报" not in texts
            assert not (kept and any("%" in text for text in texts))  # a share of what is shown would be wrong


def test_changes_are_not_told_where_an_end_is_kept_back(public: Briefing) -> None:
    for table in public.tables:
        for row in table.rows:
            for (head, cell), (_, change) in pairwise(zip((c.head for c in table.columns), row, strict=True)):
                if head.startswith("缺工人数") and isinstance(cell, Bound) and isinstance(change, Bound):
                    assert cell.text != WITHHELD or change.value is None
