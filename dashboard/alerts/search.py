"""The search for alerts: asks the release what the rules need, in few statements."""

from collections.abc import Sequence
from functools import cached_property

from dashboard.alerts import rules
from dashboard.alerts.model import Alert, Alerts, Subject, Watch
from dashboard.queries import Warehouse
from dashboard.queries.alerts import counted_places, overdue, unsolved
from dashboard.views.answers import Answer, history
from dashboard.views.remembered import remembered
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.thresholds import AlertKind, Bound

MOST_ENTERPRISES = 5
"""Enterprises that are named; of the others number and persons are said."""

_RATE = "shortage_rate"
_RATE_PERIODS = 26  # looked back for the beginning of a high rate
_CHANGES = {
    AlertKind.SHORTAGE_RISE: "shortage",
    AlertKind.HEADCOUNT_FALL: "headcount",
    AlertKind.RESUMED_FALL: "resumed",
}
_LINE_VIEWS = {Dimension.JOB_TYPE: ("jobs", "job"), Dimension.SKILL: ("jobs", "skill")}
_OTHER_LINE_VIEW = ("overview", "category")


@remembered
def find(warehouse: Warehouse, watch: Watch) -> Alerts:
    """All alerts of the chosen places, category and period; of each part and of the whole."""
    search = _Search(warehouse, watch)
    changes, is_comparable = search.changes()
    enterprises, more = search.unsolved()
    return Alerts.of([*changes, *search.rates(), *search.overdue(), *enterprises], more, is_comparable=is_comparable)


def line_rises(watch: Watch, lines: Answer, dimension: Dimension) -> list[Alert]:
    """Large rises of the shortage of one job type, skill level or category, by the bounds of the chosen place.

    Args:
        watch: the choice and the bounds.
        lines: `shortage` by the dimension for the period and the one before; both reported by the same places.
        dimension: of the lines.
    """
    place, shown = watch.cut.place, metric("shortage")
    bounds = watch.thresholds.bounds(AlertKind.SHORTAGE_RISE, place, watch.period.cadence)
    page, field = _LINE_VIEWS.get(dimension, _OTHER_LINE_VIEW)
    found = []
    for item in lines.of(shown.key, watch.period):
        keys = (("period", str(watch.period)), (field, item.key))
        subject = Subject(f"{place}/{dimension}={item.key}", f"{dimension.label}“{item.label}”", page, keys)
        pair = (lines.value(shown.key, watch.period.shift(-1), item.key), item.value)
        if item.key:  # lines without the dimension cannot be filtered by it
            found.append(rules.change_alert(AlertKind.SHORTAGE_RISE, shown, subject, bounds, pair, watch.period))
    return [alert for alert in found if alert is not None]


class _Search:
    """The questions of one search."""

    def __init__(self, warehouse: Warehouse, watch: Watch) -> None:
        self._warehouse = warehouse
        self._watch = watch
        self._cut = watch.cut
        self._form = next(item for item in warehouse.forms(self._cut.area) if item.form == self._watch.form)
        # A place without parts is its own part and stands for itself.
        parts = warehouse.parts_of(self._cut.area, self._watch.period, self._watch.form)
        self._parts = [code for code, _ in parts if code != self._cut.place]

    def changes(self) -> tuple[list[Alert], bool]:
        """Rises of shortage and falls of staff against the period before, where the same places reported.

        Also whether they did so for the whole.
        """
        served = self._served()
        pair = self._known([self._watch.period.shift(-1), self._watch.period])
        if not served or len(pair) < 2:
            return [], False
        before, now = pair
        counted = counted_places(self._warehouse, self._form.form, self._cut, pair)
        found = []
        for place, answer in self._answers:
            within = {code for code, _ in self._warehouse.members(self._area(place))}
            if counted[before] & within != counted[now] & within:
                continue
            subject = self._subject(place, "overview")
            for kind, key in served.items():
                values = (answer.value(key, before, place), answer.value(key, now, place))
                found.append(rules.change_alert(kind, metric(key), subject, self._bounds(kind, place), values, now))
        return [alert for alert in found if alert is not None], counted[before] == counted[now]

    def rates(self) -> list[Alert]:
        """Rates at or above their bound."""
        periods = self._known(history(self._watch.period, _RATE_PERIODS))
        if not self._has_rate() or self._watch.period not in periods:
            return []
        shown = metric(_RATE, self._watch.denominator)
        found = []
        for place, answer in self._answers:
            course = [answer.one(shown.key, period, place) for period in periods]
            bounds = self._bounds(AlertKind.SHORTAGE_RATE, place)
            found.append(rules.rate_alert(shown, self._subject(place, "trends"), bounds, course, periods))
        return [alert for alert in found if alert is not None]

    def overdue(self) -> list[Alert]:
        """Reports that have not come, of the shown period and of a newer one that the page holds back for them."""
        periods = [period for period in (self._watch.period, self._watch.held_back) if period is not None]
        late = overdue(self._warehouse, self._form.form, self._cut, periods)
        moment = self._warehouse.as_of or self._warehouse.release.published_at
        kind, form = AlertKind.OVERDUE_HOURS, self._form.form
        made = [rules.overdue_alert(item, form, self._bounds(kind, item.place_code), moment) for item in late]
        return [alert for alert in made if alert is not None]

    def unsolved(self) -> tuple[list[Alert], str]:
        """Enterprises short for many reports with nothing solved, and in words how many there are beyond those."""
        if "shortage" not in self._form.measures or not self._form.measures & {"resolved", "resolved_total"}:
            return [], ""
        kind, period = AlertKind.UNSOLVED_PERIODS, self._watch.period
        bounds = {place: self._bounds(kind, place) for place, _ in self._warehouse.members(self._cut.area)}
        answer = unsolved(self._warehouse, self._form, self._cut, period, bounds, MOST_ENTERPRISES)
        found = [rules.unsolved_alert(item, bounds[item.place_code], period) for item in answer.listed]
        if answer.count == len(found):
            return found, ""
        words = f"长期缺工未解决的企业共 {answer.count:,} 家、缺 {answer.persons:,} 人，此处列出 {len(found)} 家。"
        return found, words

    def _bounds(self, kind: AlertKind, place: str) -> tuple[Bound, ...]:
        return self._watch.thresholds.bounds(kind, place, self._watch.period.cadence)

    def _area(self, place: str) -> str | tuple[str, ...]:
        """What is asked for as a whole, or one part of it."""
        return self._cut.area if place == self._cut.place else place

    def _subject(self, place: str, page: str) -> Subject:
        """The whole keeps the place or places of the address; a part is set as the place."""
        keys = (("period", str(self._watch.period)),)
        where = () if place == self._cut.place else (("place", place),)
        return Subject(place, self._warehouse.place_name(self._area(place)), page, (*where, *keys))

    def _served(self) -> dict[AlertKind, str]:
        """The metrics whose change is looked at, as far as the form has them."""
        return {kind: key for kind, key in _CHANGES.items() if key in self._form.measures}

    def _has_rate(self) -> bool:
        return {"shortage", "headcount"} <= self._form.measures

    @cached_property
    def _answers(self) -> list[tuple[str, Answer]]:
        """For the whole and for its parts, with the codes that they answer for: all numbers that the rules look at."""
        looked_back = _RATE_PERIODS if self._has_rate() else 2
        periods = self._known(history(self._watch.period, looked_back))
        keys = [*self._served().values(), *([_RATE] if self._has_rate() else [])]
        form = self._form.form
        asked = [(self._cut.place, Answer(self._warehouse.measure(keys, self._cut, periods, form=form)))]
        if self._parts:
            parts = Answer(self._warehouse.measure(keys, self._cut, periods, Dimension.PLACE, form=form))
            asked += [(code, parts) for code in self._parts]
        return asked

    def _known(self, periods: Sequence[Period]) -> list[Period]:
        known = set(self._warehouse.periods(self._form.form, self._cut.area))
        return [period for period in periods if period in known]
