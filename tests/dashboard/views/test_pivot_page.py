"""自助分析 as a page: the choices and the address say the same, and what cannot be shown is explained."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.warehouse.home import Home

SCRIPT = Path(__file__).resolve().parents[3] / "pages" / "pivot.py"


@pytest.fixture
def opened(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("REPORTS_HOME", str(small_home.folder))
    return AppTest.from_file(str(SCRIPT), default_timeout=60)


def _open(page: AppTest, **address: str) -> AppTest:
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def test_it_opens_with_the_places_and_their_total(opened: AppTest) -> None:
    page = _open(opened)
    assert page.header[0].value == "缺工人数：按地区"
    assert page.table[0].value.iloc[-1, 0] == "合计"
    assert len(page.table[0].value) == 8


def test_the_address_sets_the_choices_and_a_choice_sets_the_address(opened: AppTest) -> None:
    page = _open(opened, rows="place,skill", column="period", show="shortage,resolved")
    assert page.selectbox(key="pivot_outer").value == "place"
    assert page.selectbox(key="pivot_inner").value == "skill"
    assert page.selectbox(key="pivot_column").value == "period"
    page.selectbox(key="pivot_column").set_value("category").run()
    assert page.query_params["column"] == "category"
    assert page.header[0].value == "缺工人数、本期解决：按地区、技能等级，列为企业类别"
    page.selectbox(key="pivot_inner").set_value("").run()
    page.selectbox(key="pivot_column").set_value("").run()
    assert "rows" not in page.query_params
    assert "column" not in page.query_params


def test_what_the_address_cannot_mean_is_ignored_and_said(opened: AppTest) -> None:
    page = _open(opened, rows="nowhere", show="shortage,nothing")
    assert page.header[0].value == "缺工人数：按地区"
    assert len(page.warning) == 2


def test_a_form_without_job_types_says_so(opened: AppTest) -> None:
    page = _open(opened, rows="place,job")
    assert [info.value for info in page.info if "工种" in info.value] != []


def test_totals_over_time_say_how_they_are_made(opened: AppTest) -> None:
    page = _open(opened, column="period", show="shortage,resolved")
    said = " ".join(caption.value for caption in page.caption)
    assert "缺工人数取期末数" in said
    assert "本期解决为各期累加" in said
    names = list(page.table[0].value.columns)
    assert any(name.startswith("期末 缺工人数") for name in names)
    assert any(name.startswith("合计 本期解决") for name in names)
