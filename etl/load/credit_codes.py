"""The unified social credit codes known while loading: those of the report that counts now, by form and reporter."""

from collections.abc import Iterator
from datetime import datetime

from data.warehouse.period import Period
from data.warehouse.places import places
from etl.forms import form_catalogue
from etl.load.ledger import Entry, Ledger
from etl.validate.identity import CREDIT_CODE, CodeUse, credit_codes
from etl.validate.reading import Reading

_STORED = """
with newest as (
    select form, place_code, period, submission_id, received_at
    from meta_submission
    where outcome = 'accepted'
    qualify row_number() over (partition by form, place_code order by period desc, received_at desc, submission_id desc)
        = 1
),
named as (
    select submission_id, enterprise_id, min(enterprise_name) as enterprise_name
    from fact_enterprise
    where submission_id in (select submission_id from fact_attribute where attribute = $attribute)
    group by submission_id, enterprise_id
)
select newest.form, newest.place_code, newest.period, newest.received_at, newest.submission_id, a.text,
    a.enterprise_id, named.enterprise_name
from newest
join fact_attribute a on a.submission_id = newest.submission_id and a.attribute = $attribute
join named on named.submission_id = a.submission_id and named.enterprise_id = a.enterprise_id
order by newest.submission_id, a.enterprise_id, a.text
"""
_Version = tuple[Period, datetime, int]


class CreditCodes:
    """Codes by city, form and reporter, of the ledger and of the batch under way."""

    def __init__(self, ledger: Ledger | None) -> None:
        """`ledger`: None to know only the codes of reports that are added."""
        self._uses: dict[str, dict[tuple[str, str], tuple[_Version, list[CodeUse]]]] = {}
        if ledger is None:
            return
        rows = ledger.connection.execute(_STORED, {"attribute": CREDIT_CODE}).fetchall()
        for form, reporter, period, received_at, number, code, enterprise, name in rows:
            version = (Period.parse(period), received_at, number)
            own = self._uses.setdefault(places().city_of(reporter), {}).setdefault((form, reporter), (version, []))
            own[1].append(CodeUse(code, enterprise, name, _source(form, reporter, version[0])))

    def add(self, entry: Entry) -> None:
        """Take the codes of a report of the batch under way into account."""
        reading = entry.reading
        if entry.outcome != "accepted" or "fact_attribute" not in reading.facts:
            return
        assert reading.form is not None
        assert reading.place_code is not None
        assert reading.period is not None
        version = (Period.parse(reading.period), entry.receipt.received_at, entry.receipt.sequence)
        stated = credit_codes(reading, _source(reading.form, reading.place_code, version[0]))
        key = (reading.form, reading.place_code)
        known = self._uses.setdefault(places().city_of(reading.place_code), {})
        if stated and (key not in known or known[key][0] < version):
            known[key] = (version, stated)

    def known_to(self, reading: Reading) -> Iterator[CodeUse]:
        """The codes of the other reports in the city, and of the same reporter's other period."""
        assert reading.place_code is not None
        in_city = self._uses.get(places().city_of(reading.place_code), {})
        for (form, reporter), ((period, _, _), uses) in in_city.items():
            is_other_version = (form, reporter, str(period)) == (reading.form, reading.place_code, reading.period)
            if not is_other_version:
                yield from uses


def _source(form: str, reporter: str, period: Period) -> str:
    label = next(entry.label for entry in form_catalogue() if entry.form == form)
    return f"{places()[reporter].name}{period.short_label}“{label}”"
