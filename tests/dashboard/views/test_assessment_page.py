"""年度考核: falls as reported and on the same list, duties and ranks, all worked out a second time in plain Python."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters import Filters
from dashboard.queries import Cut, Warehouse
from dashboard.queries.assessment import duties, span, years
from dashboard.views.assessment import finding, ranking_table
from dashboard.views.assessment_data import SINCE, Assessed, Question, ask
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from tests.dashboard.planted_release import MEASURES, copied, plant
from tests.dashboard.small_release import RELEASE, SILENT_LAST_WEEK, WEEKS, add_up

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")
CITY, FORM = "370400", "weekly_dispatch"
START, END = Period.parse("2021-W20"), Period.parse("2021-W26")
LEFT = "370405"  # the district that one enterprise has left


@pytest.fixture(scope="module")
def changed_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """As planted, but one enterprise of a district is on its last list no more."""
    home = copied(plant(tmp_path_factory.mktemp("planted")), tmp_path_factory.mktemp("changed") / "home")
    with duckdb.connect(str(home.release_file(RELEASE))) as connection:
        (number,) = connection.execute(
            "select submission_id from mart_effective where form = ? and place_code = ? and period = ?",
            [FORM, LEFT, str(END)],
        ).fetchall()[0]
        (gone,) = connection.execute(
            "select max(enterprise_id) from mart_enterprise where submission_id = ?", [number]
        ).fetchall()[0]
        for table in ("mart_enterprise", "fact_enterprise", "fact_shortage", "fact_headcount"):
            connection.execute(f"delete from {table} where submission_id = ? and enterprise_id = ?", [number, gone])
        add_up(connection)
    return home


@pytest.fixture(scope="module")
def changed(changed_home: Home) -> Iterator[Warehouse]:
    opened = Warehouse(changed_home.release_file(RELEASE))
    yield opened
    opened.close()


def _question(
    year: str = "2021", place: str = CITY, form: str = FORM, period: Period = END, **more: object
) -> Question:
    chosen = Filters(place, form, period, None, (), (), Denominator.STAFF_AND_SHORTAGE, **more)  # type: ignore[arg-type]
    return Question(chosen, year)


@pytest.fixture(scope="module")
def asked(changed: Warehouse) -> Assessed:
    return ask(changed, _question())


def _listed(warehouse: Warehouse, period: Period) -> dict[str, dict[str, tuple[int, int]]]:
    """District → enterprise → (shortage, headcount) of the reports that count, line by line from the facts."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    counted = warehouse.connection.execute(
        "select place_code, submission_id from mart_effective where form = ? and period = ?", [FORM, str(period)]
    ).fetchall()
    for place, number in counted:
        short: Counter[str] = Counter()
        for enterprise, persons in warehouse.connection.execute(
            "select enterprise_id, shortage from fact_shortage where submission_id = ?", [number]
        ).fetchall():
            short[enterprise] += persons
        staff = dict(
            warehouse.connection.execute(
                "select enterprise_id, headcount from fact_headcount where submission_id = ?", [number]
            ).fetchall()
        )
        found[place] = {enterprise: (short[enterprise], staff[enterprise]) for enterprise in staff}
    return found


def _rate(pairs: list[tuple[int, int]]) -> float:
    short, staff = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return int(short / (short + staff) * 1000 + 0.5) / 10


def test_falls_as_reported_and_on_the_same_list(changed: Warehouse, asked: Assessed) -> None:
    then, now = _listed(changed, START), _listed(changed, END)
    assert asked.span is not None
    assert (asked.span.start, asked.span.end) == (START, END)
    for place in then:
        common = then[place].keys() & now[place].keys()
        assert len(common) == (1 if place == LEFT else 2)
        for same_list in (False, True):
            pairs = [[listed[place][key] for key in (common if same_list else listed[place])] for listed in (then, now)]
            before, after = (asked.number(period, place, same_list=same_list).value for period in (START, END))
            assert (before, after) == (_rate(pairs[0]), _rate(pairs[1])), (place, same_list)
            assert asked.moved(place, same_list=same_list).difference == round(_rate(pairs[1]) - _rate(pairs[0]), 1)
    whole = [[pair for listed in side.values() for pair in listed.values()] for side in (then, now)]
    assert (asked.number(START).value, asked.number(END).value) == (_rate(whole[0]), _rate(whole[1]))
    assert asked.moved(LEFT).difference != asked.moved(LEFT, same_list=True).difference


def test_the_same_list_of_each_district_is_that_of_the_comparison(changed: Warehouse, asked: Assessed) -> None:
    for item in asked.districts():
        common = changed.compare(FORM, Cut(item.key), END, START).common
        ends = (asked.number(period, item.key, same_list=True).value for period in (START, END))
        assert tuple(ends) == (common.rate_before, common.rate)
        assert asked.shared is not None
        assert asked.shared.value("enterprises", END, item.key) == common.enterprises


def test_duties_are_those_of_the_calendar(changed: Warehouse, asked: Assessed) -> None:
    rows = changed.connection.execute(
        "select place_code, status, first_accepted_at, is_first_pass from obligation where form = ? "
        "and period between ? and ?",
        [FORM, str(START), str(END)],
    ).fetchall()
    for place in {row[0] for row in rows}:
        owed = [row for row in rows if row[0] == place and row[1] not in ("exempt", "pending")]
        reported = [row for row in owed if row[2] is not None]
        duty = asked.duty(place)
        assert (duty["owed"], duty["reported"]) == (len(owed), len(reported))
        assert duty["on_time"] == sum(row[1] == "on_time" for row in owed)
        assert duty["first_pass"] == sum(bool(row[3]) for row in reported)
        assert duty["on_time_rate"] == int(sum(row[1] == "on_time" for row in owed) / len(owed) * 1000 + 0.5) / 10
    whole = asked.duty("")
    assert whole["reported"] == WEEKS * 7 - SILENT_LAST_WEEK
    assert whole["owed"] == WEEKS * 7
    assert changed.punctuality(FORM, CITY, asked.span.periods)["reported"].sum() == whole["reported"]  # type: ignore[union-attr]


def test_what_was_solved_adds_up(asked: Assessed) -> None:
    """2 persons a line, 6 lines a district and week; the silent have no report in the last week."""
    assert asked.solved["370481"] == 2 * 6 * WEEKS
    assert asked.solved[""] == 2 * 6 * (WEEKS * 7 - SILENT_LAST_WEEK)


def test_ranks_follow_the_fall_and_the_duties(asked: Assessed) -> None:
    made = ranking_table(asked)
    assert made["地区"].iloc[0] == "枣庄市合计"
    districts = made.iloc[1:]
    assert list(districts["同口径位次"]) == sorted(districts["同口径位次"])
    falls = [asked.fall(item.key, same_list=True) for item in asked.districts()]
    best = max(asked.districts(), key=lambda item: asked.fall(item.key, same_list=True) or -1)
    assert districts["地区"].iloc[0] == best.label
    assert len(falls) == 7
    # Shortages rise by 6 persons a week in every district, so nobody has fallen, and the title says so.
    assert finding(asked).startswith("缺工率由 ")
    process = asked.process_ranks()
    assert process["370402"] > 1, "the one whose report was returned is not first on process"
    assert set(process) == {item.key for item in asked.districts()}


def test_the_span_begins_and_ends_where_nearly_all_have_a_number(changed: Warehouse) -> None:
    form = next(info for info in changed.forms(CITY) if info.form == FORM)
    periods = changed.periods(FORM, CITY)
    found = span(changed, form, CITY, periods[2:5])
    assert found is not None
    assert (found.start, found.end) == (periods[2], periods[4])
    assert span(changed, form, CITY, []) is None
    one = span(changed, form, CITY, periods[:1])
    assert one is not None
    assert one.is_one_period
    assert duties(changed, form, Cut(CITY), periods[:1]).iloc[-1]["owed"] == 7


def test_a_chosen_beginning_is_a_span_of_its_own(changed: Warehouse) -> None:
    since = Period.parse("2021-W23")
    found = ask(changed, _question(SINCE, since=since))
    assert found.span is not None
    assert (found.span.start, found.span.end, len(found.span.periods)) == (since, END, 4)


def test_a_year_with_nothing_but_measures_says_so(changed: Warehouse) -> None:
    daily = next(info for info in changed.forms("220100") if info.form == "daily_dispatch")
    assert [str(year) for year in years(changed, changed.forms("220100"), "220100")] == ["2021", "2020"]
    found = ask(changed, _question("2021", "220100", daily.form, Period.parse("2020-02-25")))
    assert found.span is None
    assert finding(found) == "2021年没有缺工数，无从比较升降"
    assert [str(week) for week in found.weeks] == sorted({week for _, week in MEASURES})


def test_a_form_without_headcount_is_judged_by_persons(changed: Warehouse) -> None:
    found = ask(changed, _question("2020", "220100", "daily_dispatch", Period.parse("2020-02-25")))
    assert found.metric.key == "shortage"
    made = ranking_table(found)
    row = made[made["地区"] == "南关区"].iloc[0]
    assert row["降幅"] == -round((row["期末"] - row["期初"]) / row["期初"] * 100, 1)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({}, "2021年第20周—2021年第25周"),
        ({"place": "370405", "since": "2021-W22"}, "2021年第22周—2021年第26周"),
        ({"place": "220100"}, "缺工人数"),
        ({"place": "220100", "span": "2021"}, "2021年没有缺工数"),
        ({"category": "major_project"}, "重大项目涉及企业"),
        ({"place": "370403,370404"}, "薛城区、峄城区"),
    ],
)
def test_the_page(changed_home: Home, monkeypatch: pytest.MonkeyPatch, query: dict[str, str], says: str) -> None:
    monkeypatch.setenv("REPORTS_HOME", str(changed_home.folder))
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("../pages/assessment.py").run()
    assert not app.exception
    said = "".join(str(element.value) for element in [*app.header, *app.caption]).replace("\\", "")
    assert says in said
    assert not app.warning


def test_a_span_without_reports_is_said_and_ignored(changed_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTS_HOME", str(changed_home.folder))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["span"] = "1999"
    app.switch_page("../pages/assessment.py").run()
    assert not app.exception
    assert "1999" in app.warning[0].value
    assert "span" not in app.query_params
