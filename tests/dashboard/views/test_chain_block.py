"""逐级上报 on 报送情况, and the download of the table for the level above on three pages."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.chain import steps
from dashboard.queries import Cut, Warehouse
from dashboard.views.chain import as_it_stood, headline, history_table, message, standing
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")
FORM, CITY, DAY = "daily_dispatch", "220100", Period.parse("2020-02-22")
ASKED = (FORM, CITY, DAY)
HOURS = tuple(datetime(2020, 2, 22, hour) for hour in (14, 15, 17))


@pytest.fixture(scope="module")
def samples(sample_home: Home) -> Iterator[Warehouse]:
    release = current_release_id(sample_home)
    assert release is not None
    opened = Warehouse(sample_home.release_file(release))
    yield opened
    opened.close()


def test_the_total_at_each_hour_is_what_the_dashboard_showed_then(samples: Warehouse) -> None:
    found = as_it_stood(samples, (*ASKED, HOURS))
    assert [entry.at for entry in found] == list(HOURS)
    for entry in found:
        known = samples.known_at(entry.at)
        shown = known.measure(["shortage", "resolved_total"], Cut(CITY), [DAY], form=FORM)["value"].tolist()
        fresh = known.connection.execute(
            "select sum(persons) from (select s.shortage as persons from fact_shortage s "
            "semi join mart_effective f on f.submission_id = s.submission_id and f.place_code = s.place_code "
            "and f.form = ? and f.period = ? and f.age = 0)",
            [FORM, str(DAY)],
        ).fetchall()[0][0]
        assert [entry.totals.shortage, entry.totals.resolved_total] == shown
        assert entry.totals.shortage_reported == fresh < entry.totals.shortage
        assert entry.arrivals.reported == entry.coverage.reported
        known.close()


def test_the_table_of_the_hours_has_a_row_an_hour(samples: Warehouse) -> None:
    made = history_table(as_it_stood(samples, (*ASKED, HOURS)))
    assert list(made["时点"]) == ["02月22日 14:00", "02月22日 15:00", "02月22日 17:00"]
    assert list(made["已报（个）"]) == [10, 10, 11]
    assert list(made["沿用（个）"]) == [5, 5, 4]
    assert set(made["覆盖"]) == {"15/15"}


def test_the_text_to_copy_says_who_is_missing_and_both_totals(samples: Warehouse) -> None:
    now = datetime(2020, 2, 22, 14, 35)
    known = samples.known_at(now)
    found = standing(known, ASKED, known.obligations(FORM, CITY, [DAY]), now)
    known.close()
    chain = steps(FORM, CITY, DAY)
    assert headline(found, chain, now) == "还有 5 个未报；下一时点 15:00 市→省，还有 25 分"
    lines = message("信息汇总表", "长春市", DAY, chain, found).splitlines()
    assert lines[0] == "【调度】长春市2020年2月22日信息汇总表"
    assert lines[1] == (
        "截至 2020-02-22 14:35，应报 15 个，已报 10 个。未报：宽城区（退回）、二道区、九台区、榆树市、德惠市。"
    )
    totals = found.totals
    assert lines[2] == (
        f"已报 10 个：缺工 {totals.shortage_reported:,} 人，累计解决 {totals.resolved_total_reported:,} 人。"
        f"加沿用 5 个：缺工 {totals.shortage:,} 人，累计解决 {totals.resolved_total:,} 人（覆盖 15/15）。"
    )
    assert lines[3] == "上报时点：14:00 县（区）→市；15:00 市→省；17:00 省→部。"


def test_when_nothing_has_come_and_nothing_is_carried_there_is_no_number(samples: Warehouse) -> None:
    first = Period.parse("2020-02-19")
    now = datetime(2020, 2, 19, 9, 0)
    known = samples.known_at(now)
    found = standing(known, (FORM, CITY, first), known.obligations(FORM, CITY, [first]), now)
    known.close()
    assert found.sentence == "已报 0 个：缺工 —，累计解决 —（覆盖 0/15），没有沿用。"
    assert found.arrivals.reported == 0


def _page(home: Home, monkeypatch: pytest.MonkeyPatch, script: str, **query: str) -> AppTest:
    monkeypatch.setenv("REPORTS_HOME", str(home.folder))
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"../pages/{script}.py").run()
    assert not app.exception
    return app


def _buttons(app: AppTest) -> list[str]:
    return [str(getattr(button, "label")) for button in app.get("download_button")]  # noqa: B009 (a Block has none)


def _seen(text: object) -> str:
    """Markdown as a reader sees it: without escapes and word joiners."""
    return str(text).replace("\\", "").replace("\u2060", "")


def test_the_page_shows_the_hours_and_offers_the_table(sample_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page(sample_home, monkeypatch, "reporting", place=CITY, form=FORM, period=str(DAY))
    texts = "\n".join(_seen(entry.value) for entry in app.markdown)
    assert "14:00 县（区）→市" in texts
    assert "17:00 省→部" in texts
    assert "届时已报 10/15，未报 5 个：宽城区（退回）、二道区、九台区、榆树市、德惠市" in texts
    assert any("未报：二道区。" in str(entry.value) for entry in app.code)
    assert "下载附件4 上报表（Excel）" in _buttons(app)


def test_the_page_refuses_while_something_is_returned_and_offers_to_go_on(
    sample_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"place": CITY, "form": FORM, "period": str(DAY), "as_of": "2020-02-22T14:35"}
    app = _page(sample_home, monkeypatch, "reporting", **query)
    warnings = [_seen(entry.value) for entry in app.warning]
    assert any("仍有 1 项阻断未处理，附件4 暂不生成" in words and "宽城区" in words for words in warnings)
    assert "下载附件4 上报表（Excel）" not in _buttons(app)
    assert "仍要生成附件4，表上注明阻断（Excel）" in _buttons(app)


@pytest.mark.parametrize(
    ("script", "period", "label"), [("weekly", "2021-W22", "附件1"), ("monthly", "2021-06", "附件2")]
)
def test_the_weekly_and_the_monthly_page_offer_theirs(
    sample_home: Home, monkeypatch: pytest.MonkeyPatch, script: str, period: str, label: str
) -> None:
    app = _page(sample_home, monkeypatch, script, place="370400", period=period)
    assert f"下载{label} 上报表（Excel）" in _buttons(app)


def test_a_form_without_such_a_chain_has_no_block(small_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _page(small_home, monkeypatch, "reporting", place="370400")
    assert not any("附件4" in label for label in _buttons(app))
    assert not any("逐级上报" in str(entry.value) for entry in app.caption)


def test_an_extract_of_one_type_is_no_table_for_the_level_above(
    small_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"place": "370400", "period": "2021-W22", "category": "major_project"}
    app = _page(small_home, monkeypatch, "weekly", **query)
    assert "下载附件1 上报表（Excel）" not in _buttons(app)
    assert "下载附件1 格式（Excel）" in _buttons(app)
