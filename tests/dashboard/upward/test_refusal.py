"""No table while a returned file has not been replaced, unless told to; nothing left behind when writing fails."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dashboard.cli_upward import upward
from dashboard.queries import QuestionError, Warehouse
from dashboard.upward.make import NotWrittenError, make, table_of, write
from dashboard.upward.refusal import BlockingOpenError, blocking
from data.warehouse.home import Home
from data.warehouse.period import Period
from tests.dashboard.upward.reading_back import annex4

CITY = "220100"
TABLE = table_of("4", None)
DAY = Period.parse("2020-02-22")
RETURNED, REPLACED = datetime(2020, 2, 22, 14, 35), datetime(2020, 2, 22, 16, 30)  # 宽城区: sent back, then sent again

app = typer.Typer()
app.command()(upward)


def _run(home: Home, *options: str) -> tuple[int, str, str]:
    place = [] if "--place" in options else ["--place", CITY]
    done = CliRunner().invoke(app, [*place, "--period", str(DAY), *options], env={"REPORTS_HOME": str(home.folder)})
    if isinstance(done.exception, QuestionError):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def test_a_returned_file_blocks_until_it_is_replaced(samples: Warehouse) -> None:
    known = samples.known_at(RETURNED)
    with pytest.raises(BlockingOpenError) as refused:
        make(known, TABLE, CITY, DAY)
    (entry,) = refused.value.blocking
    assert (entry.place, entry.items, entry.has_accepted) == ("宽城区", 1, False)
    lines = str(refused.value).splitlines()
    assert lines[0] == "仍有 1 项阻断未处理，没有生成上报表："
    assert "宽城区 1 项（“宽城区2020年2月22日.xlsx”退回后未重报：F9" in lines[1]
    known.close()
    later = samples.known_at(REPLACED)
    assert blocking(later, TABLE.form, CITY, DAY) == ()
    assert make(later, TABLE, CITY, DAY).heading.warning == ""
    later.close()


def test_a_correction_that_came_back_blocks_although_an_earlier_file_counts(samples: Warehouse) -> None:
    """What counts is older than what the place last tried to say."""
    returned = samples.connection.execute(
        "select place_code, period, received_at from meta_submission where form = 'weekly_dispatch' "
        "and outcome = 'rejected' and place_code is not null order by received_at"
    ).fetchall()
    assert returned
    for place, period, received in returned:
        known = samples.known_at(received)
        found = blocking(known, "weekly_dispatch", "370400", Period.parse(period))
        own = known.connection.execute(
            "select count(*) from meta_submission where form = 'weekly_dispatch' and outcome = 'accepted' "
            "and place_code = ? and period = ?",
            [place, period],
        ).fetchall()[0][0]
        entry = next(entry for entry in found if entry.place_code == place)
        assert entry.has_accepted == (own > 0)
        assert ("现用此前收到的报表" in entry.words) == (own > 0)
        known.close()


def test_going_on_says_so_on_the_sheet(samples: Warehouse) -> None:
    known = samples.known_at(RETURNED)
    made = make(known, TABLE, CITY, DAY, despite_blocking=True)
    known.close()
    written = annex4(made.content)
    assert "【仍有 1 项阻断未处理】" in written.title
    assert written.below[0].startswith("注意：仍有 1 项阻断未处理：宽城区 1 项（")


def test_the_command_refuses_with_code_2_and_writes_nothing(sample_home: Home, tmp_path: Path) -> None:
    options = ("--table", "4", "--as-of", RETURNED.isoformat(), "--out", str(tmp_path / "out"))
    code, said, complaint = _run(sample_home, *options)
    assert (code, said) == (2, "")
    assert "宽城区" in complaint
    assert not (tmp_path / "out").exists()
    code, said, _ = _run(sample_home, *options, "--json")
    answer = json.loads(said)
    assert (code, answer["file"], answer["blocking"][0]["place"]) == (2, None, "宽城区")


def test_the_command_goes_on_when_told_to(sample_home: Home, tmp_path: Path) -> None:
    options = ("--form", "daily_dispatch", "--as-of", RETURNED.isoformat(), "--despite-blocking", "--json")
    code, said, _ = _run(sample_home, *options, "--out", str(tmp_path))
    answer = json.loads(said)
    assert code == 0
    written = annex4(Path(answer["file"]).read_bytes())
    assert (answer["totals"]["resolved_total"], answer["totals"]["shortage"]) == written.sums()
    assert answer["coverage"] == {"expected": 15, "reported": 10, "carried": 5}
    assert [path.name for path in tmp_path.iterdir()] == [
        "演示数据_历史时点_长春市_附件4_信息汇总表_2020年2月22日.xlsx"
    ]


def test_a_file_name_is_taken_as_it_is_and_an_earlier_file_replaced(sample_home: Home, tmp_path: Path) -> None:
    target = tmp_path / "新" / "报省.xlsx"
    for _ in range(2):
        code, said, complaint = _run(sample_home, "--table", "4", "--out", str(target))
        assert code == 0, complaint
        assert str(target) in said
    assert [path.name for path in target.parent.iterdir()] == ["报省.xlsx"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--table", "3"), "请用 --table 或 --form"),
        ((), "请用 --table 或 --form"),
        (("--table", "4", "--form", "weekly_dispatch"), "请用 --table 或 --form"),
        (("--table", "1"), "没有“weekly_dispatch”的报送"),
        (("--table", "4", "--period", "2020-W08"), "报告期不能是"),
        (("--table", "4", "--period", "2024-02-22"), "没有应报"),
        (("--table", "4", "--place", "999999"), "没有地区代码“999999”"),
        (("--table", "4", "--as-of", "2020-02-18T09:00"), "长春市"),
    ],
)
def test_a_question_without_an_answer_is_refused_in_words(
    sample_home: Home, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    with pytest.raises(QuestionError, match=words):
        _run(sample_home, *options, "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_failed_write_leaves_what_was_there(
    samples: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(samples, TABLE, CITY, Period.parse("2020-02-21"))
    (tmp_path / made.name).write_bytes(b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NotWrittenError, match="没有写成"):
        write(made, tmp_path)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(made.name, b"before")]


def test_a_folder_that_is_a_file_is_refused(samples: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(NotWrittenError):
        write(make(samples, TABLE, CITY, Period.parse("2020-02-21")), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "x"
