"""Places that have only lists and ledgers: in the region tree, and shown where they belong."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES, PageEntry
from dashboard.queries import Warehouse
from dashboard.queries.in_force import lists_in_force, returns_in_force
from dashboard.resolution import default_place, resolve
from dashboard.views.lists_in_force import list_table, return_table
from data.warehouse.home import Home
from tests.dashboard.planted_release import ANSWERS, LIST_PLACE, LIST_PROVINCE, RETURNED_LIST_PLACE

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")


@pytest.fixture
def app(planted_home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("REPORTS_HOME", str(planted_home.folder))
    return AppTest.from_file(APP, default_timeout=60)


def _said(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*app.header, *app.subheader, *app.caption, *app.info])


def test_they_stand_in_the_tree_with_their_forms_and_do_not_become_the_default(planted: Warehouse) -> None:
    assert {LIST_PLACE, RETURNED_LIST_PLACE, LIST_PROVINCE} <= {node.code for node in planted.places()}
    assert planted.forms(LIST_PROVINCE) == []
    assert [(form.form, form.is_on_change) for form in planted.list_forms(LIST_PROVINCE)] == [("return_survey", True)]
    assert default_place(planted) == "370400"


def test_only_pages_that_show_lists_have_filters_there(planted: Warehouse) -> None:
    address = {"place": RETURNED_LIST_PLACE}
    assert resolve(planted, address, ("place", "period")).filters is None
    chosen = resolve(planted, address, ("place", "period"), lists=True).filters
    assert chosen is not None
    assert (chosen.form, str(chosen.period)) == ("return_survey", "2020-02-26")


def test_returns_add_up_over_those_that_answered_and_rates_over_those_that_answered_both(planted: Warehouse) -> None:
    made = return_table(returns_in_force(planted, LIST_PROVINCE)).iloc[0]
    columns = {"节前在岗": 1, "员工总数": 2, "返乡": 3}
    for word, column in columns.items():
        answered = [row[column] for row in ANSWERS if row[column] is not None]
        assert made[f"{word}（人）"] == sum(answered)
        returned = sum(row[4] for row in ANSWERS if row[column] is not None)
        assert made[f"返岗率（占{word}）%"] == round(returned / sum(answered) * 100, 1)
    assert made["已返岗（人）"] == sum(row[4] for row in ANSWERS)
    assert made["企业（家）"] == len(ANSWERS)
    (listed,) = list_table(lists_in_force(planted, LIST_PROVINCE)).to_dict("records")
    assert (listed["地区"], listed["企业（家）"]) == ("南昌市", len(ANSWERS))


def test_the_enterprise_page_shows_the_survey_and_its_sums(app: AppTest) -> None:
    app.query_params["place"] = LIST_PLACE
    app.switch_page("../pages/enterprise.py").run()
    assert not app.exception
    said = _said(app)
    assert "返岗情况：各地合计" in said
    assert "有变化才报" in said
    assert "未报" not in said


def test_the_reporting_page_shows_a_returned_list(app: AppTest) -> None:
    app.query_params["place"] = RETURNED_LIST_PLACE
    app.switch_page("../pages/reporting.py").run()
    assert not app.exception
    assert app.header[0].value == "收到 1 份"


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.key)
@pytest.mark.parametrize("place", [LIST_PLACE, RETURNED_LIST_PLACE, LIST_PROVINCE])
def test_every_page_shows_them_or_says_where_to_go(app: AppTest, entry: PageEntry, place: str) -> None:
    app.query_params["place"] = place
    app.switch_page(f"../pages/{entry.script}").run()
    assert not app.exception
    if entry.key == "enterprise" and place == RETURNED_LIST_PLACE:
        # Its only list was returned: nothing of it is loaded.
        assert "**该条件下没有数据**" in [element.value for element in app.markdown]
    elif not app.header:
        said = _said(app)
        assert "本页没有可显示的内容" in said
        assert "企业用工返岗情况问卷" in said
        # The region tree is still there, and cities with such a report can be chosen.
        assert {button.label for button in app.button if str(button.key).startswith("go_")} >= {"枣庄市"}


@pytest.mark.parametrize(("page", "offered"), [("weekly", {"枣庄市"}), ("monthly", {"枣庄市"})])
def test_a_place_with_weekly_measures_is_no_place_with_the_weekly_form(
    app: AppTest, page: str, offered: set[str]
) -> None:
    app.query_params["place"] = "220100"
    app.switch_page(f"../pages/{page}.py").run()
    assert not app.exception
    assert "长春市没有" in app.info[0].value
    assert {button.label for button in app.button if str(button.key).startswith("go_")} == offered
