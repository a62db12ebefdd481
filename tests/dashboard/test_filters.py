"""Words of the filter bar, and the periods that it asks for."""

from dataclasses import replace

from dashboard.filter_widgets import _without_common_start
from dashboard.filters import Filters
from dashboard.views.cards import sparkline
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period


def test_names_of_forms_leave_out_the_long_start_that_they_share() -> None:
    words = {"weekly": "企业用工24小时服务保障机制周调度", "monthly": "企业用工24小时服务保障机制月通报"}
    assert _without_common_start(words) == {"weekly": "周调度", "monthly": "月通报"}


def test_names_that_share_little_or_would_vanish_stay_whole() -> None:
    for words in (
        {"a": "企业台账", "b": "企业名单"},
        {"a": "重点企业用工调度汇总表", "b": "重点企业用工调度"},
        {"a": "日报"},
    ):
        assert _without_common_start(words) == words


def test_a_span_begins_where_the_reader_wants_and_has_two_periods_at_least() -> None:
    week = Period.parse("2021-W22")
    chosen = Filters("370400", "weekly_dispatch", week, None, (), (), Denominator.STAFF)
    assert chosen.span(3) == [week.shift(-2), week.shift(-1), week]
    assert replace(chosen, since=week.shift(-4)).span(3) == [week.shift(steps) for steps in range(-4, 1)]
    assert replace(chosen, since=week).span(3) == [week.shift(-1), week]
    assert sparkline(replace(chosen, since=week.shift(-20))) == [week.shift(steps) for steps in range(-20, 1)]
