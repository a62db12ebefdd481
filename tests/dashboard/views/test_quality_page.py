"""数据质量 as a page: every section stands, wrong rows come first, rows lead to reports and enterprises."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.warehouse.home import Home
from tests.dashboard.planted_release import LIST_PLACE

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")


def _page(home: Home, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setenv("REPORTS_HOME", str(home.folder))
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("../pages/quality.py").run()
    assert not app.exception
    return app


def test_the_page_says_whether_the_data_can_be_trusted(planted_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page(planted_home, monkeypatch)
    assert app.header[0].value.replace("\\", "").startswith("1 份文件行数不符，2 处待说明、1 处退回未重报，沿用占 4.1%")
    assert [element.value for element in app.subheader] == ["校验发现", "行数核对", "沿用", "更正", "存疑的数"]
    counts = {element.label: element.value for element in app.metric}
    assert (counts["行数不符（份）"], counts["待说明（处）"], counts["存疑的数（个）"]) == ("1", "2", "1")
    assert len(app.get("download_button")) >= 10
    assert any("已说明 1 处" in element.value for element in app.markdown)


def test_a_span_can_be_chosen_and_an_early_period_says_what_was_not_judged(
    planted_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _page(planted_home, monkeypatch, period="2021-W24", since="2021-W24")
    said = [str(element.value) for element in app.caption]
    assert any("2 家企业往期不足 4 期，未作判断" in text for text in said)
    assert "行数全部相符" in app.header[0].value


@pytest.mark.parametrize("query", [{"place": "220100"}, {"place": LIST_PLACE}, {"form": "monthly_bulletin"}])
def test_other_places_and_forms(planted_home: Home, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]) -> None:
    app = _page(planted_home, monkeypatch, **query)
    assert app.header[0].value or any("该条件下没有数据" in element.value for element in app.markdown)


def test_rows_lead_on_and_keep_text_as_text(planted_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page(planted_home, monkeypatch)
    cells = [str(cell) for shown in app.table for cell in shown.value.to_numpy().ravel()]
    links = [cell for cell in cells if cell.startswith("[")]
    assert any("](reporting?place=370404&form=weekly_dispatch&period=2021-W22)" in cell for cell in links)
    assert any("](enterprise?place=370405&enterprise=E" in cell for cell in links)
