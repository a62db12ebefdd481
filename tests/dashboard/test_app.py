"""The whole script: every page runs, keeps the filters, and says so when something is missing."""

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES, PageEntry
from dashboard.server import show_error
from data.warehouse.home import Home
from tests.dashboard.small_release import build

APP = str(Path(__file__).resolve().parents[2] / "dashboard" / "app.py")


@pytest.fixture
def app(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    return AppTest.from_file(APP, default_timeout=60)


def _texts(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*app.header, *app.markdown, *app.caption, *app.info])


def test_there_is_one_script_per_page_and_no_other() -> None:
    scripts = {path.name for path in (Path(APP).parents[1] / "pages").glob("*.py")}
    assert scripts == {entry.script for entry in PAGES}
    assert len({entry.key for entry in PAGES}) == len(PAGES)


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.key)
@pytest.mark.parametrize("place", ["370400", "370403", "220100", "370000"])
def test_every_page_runs_for_every_kind_of_place(app: AppTest, entry: PageEntry, place: str) -> None:
    app.query_params["place"] = place
    app.run()
    app.switch_page(f"../pages/{entry.script}").run()
    assert not app.exception
    assert not app.error
    assert app.header or app.info


def test_the_overview_says_finding_freshness_and_that_the_data_are_made_up(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert app.header[0].value == "缺工人数 1\\,995 人，较上周基本持平"
    said = _texts(app)
    assert "数据截至 **2021年第25周" in said
    assert "报送覆盖 **7/7**" in said
    assert "演示数据" in said
    assert any("不足 90%" in element.value and "2021年第26周" in element.value for element in app.info)


def test_a_choice_goes_into_the_address_and_the_default_leaves_it(app: AppTest) -> None:
    app.run()
    app.selectbox(key="filter_place").select("370403").run()
    assert app.query_params["place"] == "370403"
    app.selectbox(key="filter_period").select("2021-W22").run()
    assert app.query_params["period"] == "2021-W22"
    newest = app.selectbox(key="filter_place").options[1].strip()
    assert newest == "枣庄市"
    app.selectbox(key="filter_place").select("370400").run()
    assert "place" not in app.query_params
    assert app.query_params["period"] == "2021-W22"
    app.button(key="chip_reset").click().run()
    assert "period" not in app.query_params


def test_another_city_takes_its_own_period_and_category(app: AppTest) -> None:
    app.query_params["period"] = "2021-W22"
    app.query_params["category"] = "major_project"
    app.run()
    app.selectbox(key="filter_place").select("220100").run()
    assert app.query_params["place"] == "220100"
    assert "period" not in app.query_params
    assert "category" not in app.query_params
    assert not app.warning


def test_an_unknown_value_is_said_and_changes_nothing(app: AppTest) -> None:
    app.query_params["place"] = "999999"
    app.run()
    assert not app.exception
    assert "999999" in app.warning[0].value
    assert app.selectbox(key="filter_place").value == "370400"


def test_a_chip_takes_one_condition_away(app: AppTest) -> None:
    app.query_params["place"] = "370403"
    app.query_params["category"] = "major_project"
    app.run()
    app.button(key="chip_category_major_project").click().run()
    assert "category" not in app.query_params
    assert app.query_params["place"] == "370403"


def test_changes_of_the_filters_are_taken_back_one_by_one(app: AppTest) -> None:
    app.run()
    app.selectbox(key="filter_place").select("370403").run()
    app.selectbox(key="filter_period").select("2021-W22").run()
    app.button(key="chip_reset").click().run()
    assert "place" not in app.query_params
    for place, period in (("370403", "2021-W22"), ("370403", None), (None, None)):
        app.button(key="chip_undo").click().run()
        found = [app.query_params.get(name, [None]) for name in ("place", "period")]
        assert [value[0] if isinstance(value, list) else value for value in found] == [place, period]
    assert not [button for button in app.button if button.key == "chip_undo"]


def test_before_the_first_publication_a_page_says_how_to_load(home: Home) -> None:
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert "还没有发布过数据" in _texts(app)
    build(home.folder)
    app.run()
    assert "缺工人数" in app.header[0].value


def test_an_error_shows_a_number_and_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        from dashboard.server import show_error

        show_error(ValueError("秘密的细节"))

    app = AppTest.from_function(broken).run()
    (box,) = app.error
    number = box.value.split("**")[1]
    assert len(number) == 8
    assert "秘密的细节" not in box.value
    with caplog.at_level(logging.ERROR, logger="dashboard"):
        assert show_error(ValueError("秘密的细节")) is True
    assert "秘密的细节" in caplog.text


def test_the_rows_behind_a_number_add_up_to_it(app: AppTest) -> None:
    app.query_params["drill"] = "shortage"
    app.run()
    assert not app.exception
    assert not app.error
    card = next(element.value for element in app.metric if element.label.startswith("缺工人数"))
    told = [element.value for kind in (app.caption, app.markdown) for element in kind if "合计" in element.value]
    assert any(f"合计 {card} 人" in text.replace("\\", "") for text in told), told


def test_an_enterprise_of_another_place_is_said_and_ignored(app: AppTest) -> None:
    app.query_params["enterprise"] = "E000000000000"
    app.switch_page("../pages/enterprise.py").run()
    assert not app.exception
    assert any("已忽略" in element.value for element in app.warning)
    assert "enterprise" not in app.query_params
