"""Uploads without a page: what became of each file, what the pipeline refuses, and who waits."""

import io
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock
from weekly_files import write_weekly

from dashboard import intake, pipeline
from dashboard.intake import Incoming, Stated, safe_name
from dashboard.queries import Warehouse
from dashboard.queries.waiting import form_labels, open_findings, unlisted_names
from dashboard.views.upload import progress_words
from dashboard.views.upload_tables import file_table, heading_of, problem_table, summary
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id

NOW = datetime(2021, 5, 21, 10, 35)
NAME = "枣庄甲乙机械制造有限公司"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("REPORTS_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def sent(path: Path, name: str | None = None) -> Incoming:
    return Incoming(name or path.name, path.read_bytes())


@pytest.fixture
def good(tmp_path: Path) -> Incoming:
    return sent(write_weekly(tmp_path / "薛城区.xlsx"))


@pytest.fixture
def bad(tmp_path: Path) -> Incoming:
    path = write_weekly(tmp_path / "坏表.xlsx", day=date(2021, 5, 28))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["F4"] = "约20"
    book.save(path)
    return sent(path)


def warehouse_of(home: Home) -> Warehouse:
    release_id = current_release_id(home)
    assert release_id is not None
    return Warehouse(home.release_file(release_id))


def test_each_file_gets_its_outcome_reconciliation_findings_and_copy(home: Home, good: Incoming, bad: Incoming) -> None:
    seen: list[tuple[int, bool]] = []
    result = intake.load([good, bad, good], Stated(), NOW, lambda done, waits: seen.append((done, waits)))
    first, second, third = result.reports
    assert result.trouble == ""
    assert [report.outcome for report in result.reports] == ["accepted", "rejected", "duplicate"]
    assert (first.name, first.form, first.place, first.period) == (
        "薛城区.xlsx",
        "weekly_dispatch",
        "370403",
        "2021-W20",
    )
    assert all(report.is_reconciled for report in result.reports)
    assert (first.loaded, first.findings, first.copy) == (3, (), None)
    assert third.submission == first.submission
    (problem,) = [one for one in second.findings if one.level == "阻断"]
    assert (problem.sheet, problem.cell) == ("周调度", "F4")
    assert second.copy is not None
    assert second.copy.name == "坏表（校验反馈）.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(second.copy.content))
    assert book["周调度"]["F4"].comment is not None
    assert seen[-1] == (3, False)
    with zipfile.ZipFile(io.BytesIO(intake.zipped_copies([second.submission or 0]))) as packed:
        assert packed.namelist() == ["坏表（校验反馈）.xlsx"]

    assert summary(result.reports) == "核对 3 份：已接收 1，退回 1，重复 1"
    assert heading_of(second).startswith("坏表\\.xlsx 退回，阻断 1")
    table = file_table(result.reports, form_labels(warehouse_of(home)))
    assert list(table["核对"]) == ["相符"] * 3
    assert table["表式"].iloc[0].endswith("周调度")
    assert (table["表体行数"] == table[["入库", "搁置", "合计行", "空行"]].sum(axis=1)).all()
    assert problem_table(second.findings)["级别"].iloc[0] == "阻断"


def test_the_time_of_receipt_is_that_of_the_upload_and_statements_are_passed_on(home: Home, good: Incoming) -> None:
    (report,) = intake.load([good], Stated("weekly_dispatch", "370404", "2021-W20"), NOW).reports
    assert report.place == "370404" or any("370404" in one.message or "峄城" in one.message for one in report.findings)
    rows = warehouse_of(home).connection.execute("select received_at from meta_submission").fetchall()
    assert rows == [(NOW,)]


def test_an_uploaded_register_says_nothing_about_other_files(home: Home, good: Incoming) -> None:
    register = Incoming("收文登记.csv", "文件名,收到时间\n薛城区.xlsx,2021-05-01 08:00\n".encode())
    result = intake.load([register, good], Stated(), NOW)
    assert [report.outcome for report in result.reports] == ["rejected", "accepted"]
    rows = warehouse_of(home).connection.execute("select distinct received_at from meta_submission").fetchall()
    assert rows == [(NOW,)]


def test_what_the_pipeline_refuses_is_said_in_its_own_words(home: Home, good: Incoming) -> None:
    result = intake.load([good], Stated(form="nothing"), NOW)
    assert result.reports == ()
    assert result.trouble.startswith("没有表式“nothing”，可用：")
    with pytest.raises(pipeline.PipelineRefusedError, match=r"^没有这个文件或文件夹：/does/not/exist$"):
        pipeline.run(["load", "/does/not/exist"])
    with pytest.raises(pipeline.PipelineRefusedError, match=r"^尚未发布任何数据"):
        pipeline.explain(1, None, "原因", "就业科")


def test_a_failure_of_ours_is_a_number_for_the_reader_and_a_trace_in_the_log(
    home: Home, good: Incoming, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken" / "etl"
    broken.mkdir(parents=True)
    (broken / "__init__.py").touch()
    (broken / "__main__.py").write_text(
        "import sys, traceback\ntry:\n    1 / 0\nexcept ArithmeticError:\n    traceback.print_exc()\n    sys.exit(2)\n"
    )
    monkeypatch.setattr(pipeline, "_REPOSITORY", broken.parent)
    result = intake.load([good], Stated(), NOW)
    assert result.trouble.startswith("没有完成，已记录，编号 ")
    assert "ZeroDivisionError" not in result.trouble
    number = result.trouble.split("编号 ")[1][:8]
    assert number in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_load_waits_for_another_and_says_so(home: Home, good: Incoming) -> None:
    home.folder.mkdir(parents=True)
    with FileLock(home.lock):
        job = intake.start([good], Stated(), NOW)
        until = time.monotonic() + 30
        while not job.is_waiting:
            assert time.monotonic() < until, "never said that it waits"
            time.sleep(0.05)
        assert not job.outcome.done()
        assert progress_words(job, NOW) == "另一批报表正在入库，排队等候，已等 0 秒"
    assert job.outcome.result(timeout=60).reports[0].outcome == "accepted"
    assert not job.is_waiting
    assert progress_words(job, datetime(2021, 5, 21, 10, 35, 4)) == "正在核对 1 份报表，已完成 1 份，已用 4 秒"


def test_two_uploads_at_once_both_arrive(home: Home, good: Incoming, bad: Incoming) -> None:
    jobs = [intake.start([file], Stated(), NOW) for file in (good, bad)]
    assert [job.outcome.result(timeout=90).reports[0].outcome for job in jobs] == ["accepted", "rejected"]
    assert len(warehouse_of(home).connection.execute("select 1 from meta_submission").fetchall()) == 2


def test_open_findings_are_explained_and_a_name_is_confirmed(home: Home, tmp_path: Path) -> None:
    from list_files import write_list

    lines = [(10, 2, 5), (4, 1, 1), (0, 0, 0)]
    written = "枣庄甲乙机械制造公司"
    files = [
        sent(write_list(tmp_path / "清单.xlsx", [NAME, "枣庄丙丁纺织有限公司"])),
        sent(write_weekly(tmp_path / "薛城区.xlsx", enterprises={written: (120, lines)})),
    ]
    assert [one.outcome for one in intake.load(files, Stated(), NOW).reports] == ["accepted", "accepted"]
    week = ("weekly_dispatch", "370400", Period.parse("2021-W20"))
    opened = warehouse_of(home)
    found = open_findings(opened, *week)
    names = unlisted_names(opened, found)
    (row,) = names.to_dict("records")
    assert (row["written"], row["place_code"]) == (written, "370403")
    assert row["nearest"][0][0] == NAME
    opened.close()

    first = found.iloc[0]
    pipeline.explain(int(first["submission_id"]), (first["code"], first["sheet"], first["cell"]), "已核实", "就业科")
    opened = warehouse_of(home)
    assert len(open_findings(opened, *week)) == len(found) - 1
    opened.close()

    pipeline.confirm_alias("370403", written, NAME, "已电话核实", "就业科")
    opened = warehouse_of(home)
    assert unlisted_names(opened, found).empty, "a confirmed name is not asked about again"
    rows = opened.connection.execute("select distinct written_id <> enterprise_id from fact_alias").fetchall()
    opened.close()
    assert rows == [(True,)]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("薛城区第20周.xlsx", "薛城区第20周.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\报表\\a.xlsx", "a.xlsx"),
        ("a\u202excod.xlsx", "axcod.xlsx"),
        ("a<b>|?.xls", "a_b___.xls"),
        ("con.xlsx", "_con.xlsx"),
        (" .. ", "未命名"),
        ("换\n行.csv", "换行.csv"),
    ],
)
def test_names_are_made_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    made = safe_name("长" * 300 + ".xlsx")
    assert made.endswith("长.xlsx")
    assert len(made.encode()) <= 180
