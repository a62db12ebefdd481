"""As known on, and the choice of comparison: the address decides, the page says so, the numbers follow."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import as_known
from dashboard.queries import Cut, Warehouse
from data.warehouse.home import Home
from data.warehouse.period import Period
from tests.dashboard.small_release import NOW, RELEASE

APP = str(Path(__file__).resolve().parents[2] / "dashboard" / "app.py")
LAST = "2021-W25"
MORNING = datetime(2021, 6, 25, 11, 0)  # an hour after the punctual reports of the week, before the late ones


@pytest.fixture
def app(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    return AppTest.from_file(APP, default_timeout=60)


def said(app: AppTest) -> str:
    elements = [*app.header, *app.markdown, *app.caption, *app.info, *app.warning]
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def shortage(app: AppTest) -> str:
    return next(card.value for card in app.metric if card.label.startswith("缺工人数"))


def later_changes(app: AppTest) -> list[str]:
    return [drawer.label for drawer in app.expander if "之后的变动" in drawer.label]


def test_the_page_shows_what_was_known_and_says_so(app: AppTest, small_home: Home) -> None:
    app.query_params["period"] = LAST
    app.run()
    now = shortage(app)
    app.query_params["as_of"] = "2021-06-25T11:00"
    app.run()
    assert not app.exception
    assert "本页只含当时已收到的报送，不含此后的补报与更正。" in said(app)
    assert "截至 2021-06-25 11:00" in said(app)
    with_then = Warehouse(small_home.release_file(RELEASE), as_of=MORNING)
    expected = with_then.measure(["shortage"], Cut("370400"), [Period.parse(LAST)])["value"].iloc[0]
    with_then.close()
    assert shortage(app) == f"{expected:,.0f}"
    assert shortage(app) != now
    app.button(key="as_known_latest").click().run()
    assert "as_of" not in app.query_params
    assert shortage(app) == now


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("yesterday", "应写作 2021-06-01T12:00"),
        ("2031-01-01T00:00", "晚于本版数据的发布时间"),
        ("2001-01-01", "还没有收到任何报送"),
    ],
)
def test_a_moment_that_cannot_be_used_is_said_and_ignored(app: AppTest, text: str, notice: str) -> None:
    app.query_params["period"] = LAST
    app.run()
    now = shortage(app)
    app.query_params["as_of"] = text
    app.run()
    assert not app.exception
    assert notice in said(app)
    assert shortage(app) == now


def test_paper_as_of_a_moment_names_the_moment_and_no_release(app: AppTest) -> None:
    app.query_params["view"] = "print"
    app.query_params["period"] = LAST
    app.run()
    assert "发布版本" in said(app)
    app.query_params["as_of"] = "2021-06-25T11:00"
    app.run()
    assert not app.exception
    assert "数据时点 2021-06-25 11:00" in said(app)
    assert "发布版本" not in said(app), "every later release has to give the same sheet"
    assert later_changes(app) == []
    del app.query_params["view"]
    app.run()
    assert later_changes(app) == ["2021-06-25 11:00 之后的变动"]


@pytest.mark.parametrize(("later", "is_used"), [(0, True), (1, False)], ids=["at publication", "after it"])
def test_the_moment_of_publication_is_the_last_one(small_home: Home, later: int, is_used: bool) -> None:
    warehouse = Warehouse(small_home.release_file(RELEASE))
    moment = warehouse.release.published_at + timedelta(seconds=later)
    used, notice = as_known.read(as_known.written(moment), warehouse)
    warehouse.close()
    assert (used == moment) is is_used
    assert (notice is None) is is_used


def test_a_moment_is_chosen_in_the_side_bar(app: AppTest) -> None:
    app.query_params["period"] = LAST
    app.run()
    offered = app.selectbox(key="filter_as_of")
    assert offered.options[0] == "最新"
    deadline = next(value for value in offered.options if value.endswith("（报送截止时）"))
    assert deadline.startswith("2021-06-25 12:00")
    offered.select("2021-06-25T12:00").run()
    assert app.query_params["as_of"] in ("2021-06-25T12:00", ["2021-06-25T12:00"])
    assert "截至 2021-06-25 12:00" in said(app)


def test_moments_in_the_address() -> None:
    assert as_known.parse("2021-06-01T12:00") == datetime(2021, 6, 1, 12)
    assert as_known.parse("2021-06-01T04:00:00+00:00") == datetime(2021, 6, 1, 12)
    assert as_known.parse("June") is None
    assert as_known.written(datetime(2021, 6, 1, 12)) == "2021-06-01T12:00"
    assert as_known.parse(as_known.written(NOW)) == NOW


def test_the_moments_of_a_period_are_its_deadline_and_every_later_report(warehouse: Warehouse) -> None:
    found = warehouse.moments("weekly_dispatch", "370400", Period.parse("2021-W20"))
    assert found[0].words == "报送截止时"
    assert found[0].at == datetime(2021, 5, 21, 12)
    assert len(found) > 1
    assert all(item.at > found[0].at and item.words.startswith("收到") for item in found[1:])


@pytest.mark.parametrize("page", ["overview", "trends"])
@pytest.mark.parametrize("against", ["year", "same-list", "2021-W22", "same-list-2021-W21", "nonsense"])
def test_every_comparison_runs_on_both_pages(app: AppTest, page: str, against: str) -> None:
    app.query_params["period"] = LAST
    app.query_params["against"] = against
    app.run()
    app.switch_page(f"../pages/{page}.py").run()
    assert not app.exception
    assert not app.error
    if against == "nonsense":
        assert "无法识别，已按环比显示" in said(app)
    if against.endswith("2021-W22"):
        assert "较2021年第22周" in said(app)
    if against == "year":
        assert "无可比" in said(app)
    if against == "same-list":
        assert "同口径" in said(app)


def test_the_comparison_is_chosen_in_the_side_bar(app: AppTest) -> None:
    app.query_params["period"] = LAST
    app.run()
    app.selectbox(key="filter_against").select("2021-W21").run()
    assert "较2021年第21周" in app.header[0].value.replace("\\", "")
    app.toggle(key="filter_same_list").set_value(True).run()
    assert "同口径较2021年第21周" in app.header[0].value.replace("\\", "")
    assert not app.exception
