"""Which form, place and period: what is stated wins, what contradicts is said, nothing is guessed."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from data.warehouse.levels import Level
from etl.errors import HintError
from etl.sources.grid import Workbook
from etl.validate import Hints, Reading, read_opened, read_report
from tests.etl.validate.sheets import (
    DAILY_HEADER,
    DAILY_TOP,
    WEEKLY_TOP,
    codes,
    daily,
    daily_line,
    enterprise,
    grid,
    only,
    read,
    weekly,
)

PLAIN = enterprise("枣庄某某机械有限公司")
TITLE = WEEKLY_TOP[0]


def _identity(reading: Reading) -> tuple[str | None, str | None, str | None]:
    return reading.form, reading.place_code, reading.period


@pytest.mark.parametrize(
    ("line", "sheet_name", "file_name", "place"),
    [
        ("枣庄市市中区人力资源和社会保障局 2021年5月21日", "Sheet1", "周报.xlsx", "370402"),
        ("滕州市人社局 2021年5月21日", "Sheet1", "滕州.xlsx", "370481"),
        ("枣庄高新区社会事务综合服务中心（签章） 2021年5月21日", "Sheet1", "周报.xlsx", "3704Z1"),
        ("2021年5月21日", "峄城区", "周报.xlsx", "370404"),
        ("2021年5月21日", "Sheet1", "山亭区周调度.xlsx", "370406"),
        ("2021年5月21日", "Sheet1", "2021/枣庄市/台儿庄区周调度2021.5.21.xls", "370405"),
    ],
)
def test_place(line: str, sheet_name: str, file_name: str, place: str) -> None:
    reading = read(weekly(PLAIN, top=[TITLE, (line,)], name=sheet_name), file_name=file_name)
    assert _identity(reading) == ("weekly_dispatch", place, "2021-W20")
    assert reading.findings == []


def test_several_places_in_the_title() -> None:
    finding = only(
        read(weekly(PLAIN, top=[TITLE, ("薛城区、滕州市 2021年5月21日",)]), file_name="a.xlsx"), "place-conflict"
    )
    assert finding.cell == "A2"
    assert "薛城区" in finding.message
    assert "滕州市" in finding.message


def test_excel_date_cell() -> None:
    reading = read(weekly(PLAIN, top=[TITLE, ("薛城区", None, date(2021, 5, 21))]), file_name="a.xlsx")
    assert _identity(reading) == ("weekly_dispatch", "370403", "2021-W20")


def test_findings_name_what_was_found_and_what_to_state() -> None:
    reading = read(weekly(PLAIN, top=[TITLE]), file_name="周报.xlsx")
    assert codes(reading) == ["period-unreadable", "place-unreadable"]
    place, period = only(reading, "place-unreadable"), only(reading, "period-unreadable")
    assert "周报" in place.message
    assert "市级可在装载时指定地区" in place.advice
    assert "市级可在装载时指定报告期" in period.advice
    conflict = only(read(weekly(PLAIN), file_name="薛城区2021年第19周.xlsx"), "period-conflict")
    assert "2021-05-21（单元格 G2" in conflict.message
    assert "文件名" in conflict.message


def test_hints_settle_what_the_file_leaves_open() -> None:
    reading = read(weekly(PLAIN, top=[TITLE]), file_name="a.xlsx", place_code="370481", period="2021-W20")
    assert (_identity(reading), reading.findings) == (("weekly_dispatch", "370481", "2021-W20"), [])


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"place_code": "370481"}, ("滕州市", "薛城区")),
        ({"period": "2021-W21"}, ("2021年第21周", "2021年第20周")),
        ({"form": "weekly_dispatch", "place_code": "370481"}, ("滕州市", "薛城区")),
    ],
)
def test_hints_win_and_the_contradiction_is_said(stated: dict[str, str], words: tuple[str, ...]) -> None:
    reading = read(weekly(PLAIN), **stated)
    assert not reading.is_blocked
    assert codes(reading) == ["hint-contradicts"]
    assert reading.place_code == stated.get("place_code", "370403")
    assert reading.period == stated.get("period", "2021-W20")
    for word in words:
        assert word in reading.findings[0].message


def test_a_hint_settles_a_conflict() -> None:
    reading = read(weekly(PLAIN), file_name="滕州市2021年第19周.xlsx", place_code="370403", period="2021-W20")
    assert codes(reading) == ["hint-contradicts", "hint-contradicts"]
    assert reading.place_code == "370403"


def test_another_form_stated_than_the_sheet_holds() -> None:
    reading = read(weekly(PLAIN), form="daily_dispatch")
    assert reading.is_blocked
    assert "column-missing" in codes(reading) or "form-unrecognised" in codes(reading)


def test_a_period_of_another_kind_stated() -> None:
    assert only(read(weekly(PLAIN), period="2021-05"), "period-conflict").level is Level.BLOCK


@pytest.mark.parametrize("stated", [{"form": "weakly"}, {"place_code": "999999"}, {"period": "2021-W99"}])
def test_a_hint_that_does_not_exist_is_the_operators_slip(stated: dict[str, str]) -> None:
    with pytest.raises(HintError):
        read_report(b"x", Hints("a.xlsx", **stated))


def test_daily_report_of_another_province_is_its_variant() -> None:
    top = (DAILY_TOP[0], ("南昌市人力资源和社会保障局", "2020年2月25日"))
    header = [word.replace("所在县（市、区）", "所在设区市") for word in map(str, DAILY_HEADER)]
    reading = read(daily(daily_line(place="南昌市"), top=top, header=header), file_name="南昌市.xlsx")
    assert (reading.form, reading.variant, reading.place_code) == ("daily_dispatch", "jiangxi/daily_dispatch", "360100")
    same_words = read(daily(daily_line(place=None), top=top), file_name="a.xlsx")
    assert same_words.variant == "jiangxi/daily_dispatch"


def test_without_a_place_all_areas_that_fit_are_named() -> None:
    reading = read(daily(daily_line(), top=[DAILY_TOP[0], ("2020年2月19日",)]), file_name="a.xlsx")
    message = only(reading, "place-unreadable").message
    assert "长春市" in message
    assert "江西省" in message


def test_a_place_that_was_not_there_yet() -> None:
    """公主岭市 came to 长春市 on 19 June 2020."""
    line = ("公主岭市人力资源和社会保障局 2020年2月19日",)
    early = read(daily(daily_line(place=None), top=[DAILY_TOP[0], line]), file_name="a.xlsx")
    assert "place-unreadable" in codes(early)
    late_line = ("公主岭市人力资源和社会保障局 2020年6月20日",)
    late = read(daily(daily_line(place=None), top=[DAILY_TOP[0], late_line]), file_name="a.xlsx")
    assert late.place_code == "220184"


@pytest.mark.parametrize("where", ["title", "sheet", "file"])
def test_demo_mark(where: str) -> None:
    title = "企业用工24小时服务保障机制周调度" + ("（演示数据）" if where == "title" else "")
    sheet = weekly(PLAIN, top=[(title,), WEEKLY_TOP[1]], name="演示数据" if where == "sheet" else "周调度")
    assert read(sheet, file_name="演示数据.xlsx" if where == "file" else "a.xlsx").is_demo
    assert not read(weekly(PLAIN)).is_demo


def test_missing_column_names_the_nearest_header() -> None:
    header = ["序号", "企业名称", "企业类型", "用工规模", "缺工类型", "缺工人员", "本周解决", "累计解决"]
    finding = only(read(grid([*WEEKLY_TOP, header, *PLAIN])), "column-missing")
    assert "缺工人数" in finding.message
    assert "缺工人员" in finding.message
    assert finding.cell == "F3"


def test_header_below_the_fortieth_row_is_not_searched() -> None:
    reading = read(weekly(PLAIN, top=[*WEEKLY_TOP, *[(None,)] * 45]))
    assert codes(reading) == ["form-unrecognised"]


def test_a_reading_crosses_to_another_process() -> None:
    reading = read(weekly(enterprise("枣庄某某机械有限公司", remark="本周新增解决1人，招聘1人")), file_name="x.xlsx")
    assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301 — our own bytes
    assert pickle.loads(pickle.dumps(Hints("a.xlsx", period="2021-W20"))) == Hints("a.xlsx", period="2021-W20")  # noqa: S301


def test_macros_are_mentioned() -> None:
    reading = read_opened(Workbook("xlsx", [weekly(PLAIN)], None, True), Hints("a.xlsx"))
    assert codes(reading) == ["macros-ignored"]


def test_reports_of_the_samples() -> None:
    folder = Path(__file__).resolve().parents[3] / "data" / "samples" / "examples"
    files = sorted(
        path for path in folder.iterdir() if path.suffix in (".xlsx", ".xls", ".csv", ".docx", ".ods", ".et")
    )
    assert files
    for path in files:
        reading = read_report(path.read_bytes(), Hints(path.name))
        assert reading.form is not None, path.name
        assert path.name.startswith(reading.form), path.name
        assert not reading.is_blocked, (path.name, reading.findings)
        assert reading.is_demo
        rows = reading.rows
        assert rows.in_file == rows.loaded + rows.set_aside + rows.totals + rows.blank
        assert rows.loaded > 0
