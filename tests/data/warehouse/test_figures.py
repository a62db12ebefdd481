"""Figures of a period at any moment agree with what the dashboard answers for that moment."""

from datetime import datetime

import pytest

from dashboard.queries import Cut, Warehouse
from data.warehouse.figures import FIGURE_METRICS, Knowledge, figures
from data.warehouse.home import Home
from data.warehouse.release import current_release_id


@pytest.fixture(scope="module")
def published(sample_home: Home) -> Warehouse:
    release_id = current_release_id(sample_home)
    assert release_id is not None
    return Warehouse(sample_home.release_file(release_id))


@pytest.mark.parametrize("share", [0.2, 0.6, 1.0])
def test_figures_are_those_of_the_dashboard(published: Warehouse, share: float) -> None:
    times = [row[0] for row in published.connection.execute(
        "select received_at from meta_submission where form in ('weekly_dispatch', 'daily_dispatch') order by 1"
    ).fetchall()]  # fmt: skip
    moment: datetime = times[int(share * (len(times) - 1))]
    then = published.known_at(moment)
    compared = 0
    for city in ("370400", "220100"):
        for form in then.forms(city):
            if "shortage" not in form.measures:
                continue
            for period in sorted(then._catalogue.counted_periods(form.form, city)):
                places = [code for code, _ in then.parts_of(city, period)]
                found = figures(published.connection, form.form, places, str(period), Knowledge(moment, moment))
                for place in places:
                    answers = then.measure(list(FIGURE_METRICS), Cut(place), [period], form=form.form)
                    for row in answers.itertuples():
                        figure = found.get((place, str(row.metric)))
                        expected = None if row.value != row.value or row.value is None else int(row.value)
                        assert (None if figure is None else figure.value) == expected, (place, str(period), row.metric)
                        compared += expected is not None
    assert compared > 20
    then.close()
