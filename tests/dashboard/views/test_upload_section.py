"""上传报表 and 待说明 as parts of 报送情况, run by Streamlit itself."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from list_files import write_list
from streamlit.testing.v1 import AppTest
from weekly_files import write_weekly

from dashboard import settings as settings_module
from dashboard.settings import SettingError, Settings
from data.warehouse.home import Home
from tests.browser.loading import load

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")
LINES = [(10, 2, 5), (4, 1, 1), (0, 0, 0)]


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    settings_module.settings.cache_clear()
    yield
    settings_module.settings.cache_clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """薛城区 names an enterprise that is nearly on its list, and one that is not."""
    reports = tmp_path / "reports"
    write_list(reports / "清单.xlsx", ["枣庄甲乙机械制造有限公司", "枣庄丙丁纺织有限公司"])
    write_weekly(
        reports / "薛城区.xlsx", enterprises={"枣庄甲乙机械制造公司": (120, LINES), "潍坊海蓝渔业": (9, LINES)}
    )
    found = Home(tmp_path / "home")
    load(found, reports)
    monkeypatch.setenv("REPORTS_HOME", str(found.folder))
    return found


def opened(part: str | None = None) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["place"] = "370400"
    app.query_params["form"] = "weekly_dispatch"
    app.query_params["period"] = "2021-W20"
    if part is not None:
        app.query_params["part"] = part
    app.run()
    app.switch_page("../pages/reporting.py").run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    parts = [*app.header, *app.markdown, *app.caption, *app.error, *app.warning, *app.success, *app.info]
    return "\n".join(str(element.value) for element in parts)


def test_a_dropped_file_is_loaded_and_the_page_shows_it(home: Home, tmp_path: Path) -> None:
    app = opened("上传报表")
    button = app.button(key="upload_start")
    assert button.disabled, "nothing has been dropped"
    next_week = write_weekly(tmp_path / "新.xlsx", place="市中区", day=date(2021, 5, 21))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    app.file_uploader[0].set_value([("新.xlsx", next_week.read_bytes(), kind), ("空.xlsx", b"", kind)]).run()
    assert app.button(key="upload_start").label == "核对并入库（2 份）"
    app.button(key="upload_start").click().run()
    until = time.monotonic() + 60
    while not any(button.key == "upload_clear" for button in app.button):
        assert time.monotonic() < until, texts(app)
        time.sleep(0.3)
        app.run()
    assert not app.exception
    assert "核对 2 份：已接收 1，退回 1" in texts(app)
    app.button(key="upload_clear").click().run()
    assert "核对 2 份" not in texts(app)
    app.query_params.pop("part")
    assert "已报 2" in opened().header[0].value


def test_a_period_that_is_none_is_refused_before_anything_is_sent(home: Home) -> None:
    app = opened("上传报表")
    app.text_input(key="upload_period").input("第20周").run()
    assert "报告期“第20周”应写作" in texts(app)
    assert app.button(key="upload_start").disabled


def test_an_explanation_and_an_alias_are_entered_on_the_page(home: Home) -> None:
    app = opened("待说明")
    assert "待说明 2 条" in texts(app)
    app.button(key="alias_confirm_0_枣庄甲乙机械制造公司").click().run()
    assert "请先写明经办岗位和确认依据" in texts(app)
    app.text_input(key="alias_by").input("就业科").run()
    app.text_input(key="alias_reason").input("已电话核实").run()
    app.button(key="alias_confirm_0_枣庄甲乙机械制造公司").click().run()
    assert not app.exception
    assert "已确认“枣庄甲乙机械制造公司”即“枣庄甲乙机械制造有限公司”，并重新发布。" in texts(app)

    assert "待说明 1 条" in texts(app), "the finding of the confirmed name waits no longer"
    assert "枣庄甲乙机械制造公司\n" not in texts(app)

    app.button(key="explain_send").click().run()
    assert "请写明经办岗位和说明" in texts(app)
    app.text_input(key="explain_by").input("就业科")
    app.text_area(key="explain_reason").input("新增企业，清单下周更新")
    app.button(key="explain_send").click().run()
    assert not app.exception
    assert "已登记说明并重新发布" in texts(app)
    assert "没有待说明的核实事项" in texts(app)


def test_annotated_copies_of_a_period_are_made_and_taken_away(home: Home) -> None:
    app = opened()
    app.button(key="copies_make").click().run()
    assert not app.exception
    assert not app.error
    assert any("下载标注副本（1 份）" in str(element.proto.label) for element in app.get("download_button"))


def test_the_operator_may_switch_uploads_off(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_UPLOAD", "off")
    app = opened("待说明")
    assert [tab.label for tab in app.tabs] == ["报送进度", "待说明"]
    assert not app.file_uploader
    assert not app.text_area, "decisions are taken elsewhere, too"
    with pytest.raises(SettingError, match="应为 on 或 off，实为“no”"):
        Settings.from_environment({"DASHBOARD_UPLOAD": "no"})


def test_the_first_reports_can_be_uploaded_before_anything_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTS_HOME", str(tmp_path / "empty"))
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert not app.exception
    assert len(app.file_uploader) == 1
