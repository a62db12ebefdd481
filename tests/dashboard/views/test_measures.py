"""专项行动措施: added up over weeks and districts, and shown with the district."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.queries import Cut, Warehouse
from dashboard.views import measures
from data.warehouse.home import Home
from tests.dashboard.planted_release import MEASURES

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")
COLUMNS = {"线下招聘会场次（场）": 0, "线上招聘会场次（场）": 1, "共享用工人数（人）": 2}


def test_weeks_and_districts_add_up(planted: Warehouse) -> None:
    weeks = measures.known_weeks(planted, "220100")
    assert [str(week) for week in weeks] == sorted({week for _, week in MEASURES})
    asked = measures.ask(planted, Cut("220100"), weeks)
    made = measures.indicator_table(asked).set_index("指标")
    for word, column in COLUMNS.items():
        assert made.at[word, "合计"] == sum(values[column] for values in MEASURES.values())
        for name, code in (("南关区", "220102"), ("绿园区", "220106")):
            assert made.at[word, name] == sum(v[column] for (place, _), v in MEASURES.items() if place == code)
    assert made.at["报送周数（周）", "南关区"] == 2
    assert made.at["报送周数（周）", "绿园区"] == 1
    assert made["合计"].isna()["惠及职工人数（人）"], "an indicator that no report states is not 0"
    fairs = sum(values[0] + values[1] for values in MEASURES.values())
    assert measures.finding(asked) == f"招聘会 {fairs} 场，共享用工 {sum(v[2] for v in MEASURES.values())} 人"


@pytest.mark.parametrize(("place", "is_there"), [("220100", True), ("220102", True), ("370400", False)])
def test_they_stand_on_the_page_of_the_districts(
    planted_home: Home, monkeypatch: pytest.MonkeyPatch, place: str, is_there: bool
) -> None:
    monkeypatch.setenv("REPORTS_HOME", str(planted_home.folder))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["place"] = place
    app.switch_page("../pages/trends.py").run()
    assert not app.exception
    assert any("专项行动措施：" in str(element.value) for element in app.markdown) is is_there
