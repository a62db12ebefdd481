"""The moments at which the figures of a period changed: its deadline, its freeze, and each report that came later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.queries.model import Area
from data.warehouse.period import Period

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Moment:
    """From `at` on (Beijing time, whole seconds) something is known: `words` says what, in Chinese."""

    at: datetime
    words: str


def moments(warehouse: "Warehouse", form: str, area: Area, period: Period) -> list[Moment]:
    """Moments of a period of one form, oldest first; reports that came in time make none but the deadline."""
    deadline = deadline_of(warehouse, form, area, period)
    frozen = warehouse.frozen_at(form, area, period)
    found = [Moment(at, words) for at, words in ((deadline, "报送截止时"), (frozen, "定稿时")) if at is not None]
    rows = warehouse.connection.execute(
        "select s.received_at, p.place_code, s.version from meta_submission s "
        "join submission_place p on p.submission_id = s.submission_id "
        "where s.form = $form and s.period = $period and s.outcome = 'accepted' "
        "and list_contains($places, p.place_code) and ($deadline is null or s.received_at > $deadline) "
        "order by s.received_at, p.place_code",
        {
            "form": form,
            "period": str(period),
            "places": [member for member, _ in warehouse.members(area)],
            "deadline": deadline,
        },
    ).fetchall()
    late: dict[datetime, list[str]] = {}
    for received_at, place, version in rows:
        word = f"收到{warehouse.place_name(place)}{'更正' if version > 1 else '报表'}后"
        late.setdefault(_whole_second(received_at), []).append(word)
    found += [Moment(at, words[0] if len(words) == 1 else f"{words[0]}等") for at, words in late.items()]
    return sorted(found, key=lambda moment: moment.at)


def deadline_of(warehouse: "Warehouse", form: str, area: Area, period: Period) -> datetime | None:
    """The last deadline of the area's places; None where nobody owes the report."""
    return warehouse.standings.deadline(form, str(period), [member for member, _ in warehouse.members(area)])


def _whole_second(moment: datetime) -> datetime:
    """The first whole second at which a report received at the moment is known."""
    return moment if moment.microsecond == 0 else moment.replace(microsecond=0) + timedelta(seconds=1)
