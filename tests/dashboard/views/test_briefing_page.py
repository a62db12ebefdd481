"""简报 as a page, run by Streamlit itself: preview, making of files, freezing, texts for a chat."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import settings as settings_module
from dashboard.briefing import making
from dashboard.briefing.compose import Request, compose
from dashboard.briefing.kinds import Kind
from dashboard.briefing.making import Job
from dashboard.briefing.refusal import NotYetError
from dashboard.briefing.shelf import Shelf
from dashboard.queries import Warehouse
from dashboard.settings import SettingError, Settings
from dashboard.views import briefing_files, briefing_text
from dashboard.views.tables import _number
from data.warehouse.home import Home
from data.warehouse.period import Cadence, Period
from tests.dashboard.briefing import sample_briefing

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")
WEEK = "2021-W22"


@pytest.fixture(autouse=True)
def _fresh_settings() -> Iterator[None]:
    settings_module.settings.cache_clear()
    yield
    settings_module.settings.cache_clear()


def opened(part: str | None = None, period: str = WEEK) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["place"] = "370400"
    app.query_params["period"] = period
    if part is not None:
        app.query_params["part"] = part
    app.run()
    app.switch_page("../pages/briefing.py").run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    parts = [
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.error,
        *app.warning,
        *app.success,
        *app.info,
    ]
    return "\n".join(str(element.value).replace("\\", "").replace("\u2060", "") for element in parts)


def wait_for(app: AppTest, words: str) -> None:
    until = time.monotonic() + 90
    while words not in texts(app):
        assert time.monotonic() < until, texts(app)
        time.sleep(0.5)
        app.run()
    assert not app.exception


def test_the_preview_says_what_the_briefing_says(writable_sample_home: Home) -> None:
    warehouse = Warehouse(writable_sample_home.release_file("R000001"))
    briefing = compose(warehouse, Request(Period.parse(WEEK), "370400"))
    warehouse.close()
    app = opened()
    said = texts(app)
    assert texts(app).splitlines()[0] == briefing.headline.text
    for section in briefing.sections:
        assert section.title in said
        for sentence in section.sentences:
            assert sentence.text in said
    assert "未定稿" in said
    chat = texts_of_code(opened("群发文字"))
    assert chat[0].startswith("【演示数据】【草稿】枣庄市重点企业用工调度周报：")
    assert len(chat[0]) <= 300


def texts_of_code(app: AppTest) -> list[str]:
    return [str(element.value) for element in app.code]


def test_files_are_made_beside_the_page_and_a_final_issue_asks_for_the_post(writable_sample_home: Home) -> None:
    app = opened("生成与下载")
    assert "本期还没有生成过文件" in texts(app)
    app.button_group(key="briefing_kinds_internal").set_value([Kind.TEXT]).run()
    app.button(key="briefing_draft").click().run()
    wait_for(app, "草稿已生成 1 个文件")
    (issue,) = Shelf.of(writable_sample_home).issues(Cadence.WEEKLY, "370400")
    assert [file.kind for file in issue.manifest.files] == ["text"]
    labels = [str(element.proto.label) for element in app.get("download_button")]
    assert labels == ["下载全部", "群发文字"]

    app.button(key="briefing_final_send").click().run()
    assert "请写明定稿岗位" in texts(app)
    assert not writable_sample_home.decision_log.exists()
    app.text_input(key="briefing_by").input("市就业中心调度岗")
    app.button(key="briefing_final_send").click().run()
    wait_for(app, "定稿已生成 1 个文件")
    assert "定稿后没有修订" in texts(app)
    assert "（市就业中心调度岗）" in texts(app)
    assert len(Shelf.of(writable_sample_home).issues(Cadence.WEEKLY, "370400")) == 2
    final = next(one for one in Shelf.of(writable_sample_home).issues(Cadence.WEEKLY, "370400"))
    told = final.content(final.manifest.files[0]).decode("utf-8-sig")
    assert texts_of_code(opened("群发文字"))[0] in told
    assert "草稿" not in told


def test_why_nothing_can_be_made_is_said(writable_sample_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_running", Job("枣庄市周报", datetime(2021, 6, 4)))
    busy = opened("生成与下载")
    assert busy.button(key="briefing_draft").disabled
    assert "正在生成枣庄市周报（另一位使用者）" in texts(busy)
    with pytest.raises(NotYetError, match="请等它完成"):
        making.start("另一份", [])
    monkeypatch.setattr(making, "_running", None)
    monkeypatch.setattr(Shelf, "can_write", lambda _: False)
    assert "没有写权限" in texts(opened("生成与下载"))
    monkeypatch.undo()
    monkeypatch.setenv("REPORTS_HOME", str(writable_sample_home.folder))
    monkeypatch.setattr(briefing_files, "beijing_now", lambda: datetime(2021, 6, 4, 11))
    early = opened("生成与下载")
    assert early.button(key="briefing_draft").disabled
    assert "尚未截止（2021-06-04 12:00 截止）" in texts(early)


def test_the_operator_may_switch_making_off(writable_sample_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_BRIEFING", "off")
    app = opened("生成与下载")
    assert app.button(key="briefing_draft").disabled
    assert "DASHBOARD_BRIEFING=off" in texts(app)
    with pytest.raises(SettingError, match="应为 on 或 off，实为“no”"):
        Settings.from_environment({"DASHBOARD_BRIEFING": "no"})


def test_a_period_of_which_nothing_came_is_said(writable_sample_home: Home) -> None:
    app = opened(period="2022-W20")
    assert app.header[0].value == "本期没有简报可编"
    assert not app.error


def test_numbers_of_a_table_read_as_the_briefing_writes_them() -> None:
    shown = sample_briefing.table("one", "两区")
    made, columns = briefing_text.as_frame(shown)
    assert made["缺工人数（人）"].tolist() == [1234, "未报", 1234]
    assert made["缺工率（%）"].tolist() == [9.4, "—", 9.4]
    for position, head in enumerate(shown.columns):
        for row, cell in enumerate(shown.rows):
            value = made.iloc[row, position]
            text = value if isinstance(value, str) else _number(float(value), columns[head.head])
            assert text == (cell[position] if isinstance(cell[position], str) else cell[position].text)
