"""企业台账: the periods of its history."""

from dataclasses import replace

from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.queries.dossier import dossier, enterprises_of
from dashboard.views.enterprise import known_periods
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period


def test_the_history_begins_where_the_reader_wants_and_ends_with_the_shown_period(warehouse: Warehouse) -> None:
    week = Period.parse("2021-W24")
    chosen = Filters("370481", "weekly_dispatch", week, None, (), (), Denominator.STAFF)
    first = str(enterprises_of(warehouse, "370481")["enterprise_id"].iloc[0])
    found = dossier(warehouse, first, chosen.form, week)
    assert found is not None
    assert list(known_periods(found, chosen)["period"]) == [f"2021-W{number}" for number in range(20, 25)]
    later = replace(chosen, since=Period.parse("2021-W22"))
    assert list(known_periods(found, later)["period"]) == ["2021-W22", "2021-W23", "2021-W24"]
    nothing = replace(found, history=found.history.iloc[:0])
    assert known_periods(nothing, chosen).empty
