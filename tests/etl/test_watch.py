"""`etl watch`: files in the inbox are loaded when they stand still, moved, answered; nothing is lost or overwritten."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from weekly_files import write_weekly

from data.warehouse.home import Home, beijing_now
from data.warehouse.release import open_current
from etl import inbox as inbox_module
from etl.errors import StorageError
from etl.inbox import DONE_FOLDER, Inbox, InboxBusyError, may_be_report, unused, watching
from etl.load.intake import NotReceivedError

REPOSITORY = Path(__file__).resolve().parents[2]


class Watched:
    """An inbox with a clock of its own and the lines it has said."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.folder = self.home.folder / "inbox"
        self.folder.mkdir(parents=True)
        self.lines: list[str] = []
        self.seconds = 0.0
        self.inbox = Inbox(self.home, self.folder, beijing_now, lambda: self.seconds, self.lines.append)

    def poll(self) -> int:
        self.seconds += 5
        return self.inbox.poll()

    def done(self) -> list[str]:
        top = self.folder / DONE_FOLDER
        return sorted(path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())

    def submissions(self) -> list[tuple[str, str, datetime]]:
        _, connection = open_current(self.home)
        with connection:
            return connection.execute(
                "select file_name, outcome, received_at from meta_submission order by submission_id"
            ).fetchall()


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def spoilt(path: Path, day: date = date(2021, 5, 21)) -> Path:
    """A weekly report with a shortage that is no number."""
    write_weekly(path, day=day)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["F4"] = "约20"
    book.save(path)
    return path


def test_a_file_is_loaded_once_it_stands_still_and_moved_to_the_day(watched: Watched) -> None:
    path = write_weekly(watched.folder / "薛城区" / "第20周.xlsx")
    assert watched.poll() == 0, "seen for the first time"
    with path.open("ab"):
        os.utime(path, ns=(1, path.stat().st_mtime_ns + 1_000_000))
    assert watched.poll() == 0, "it has changed since"
    assert watched.poll() == 1
    assert watched.done() == [f"{beijing_now():%Y-%m-%d}/薛城区/第20周.xlsx"]
    assert not path.exists()
    ((name, outcome, _),) = watched.submissions()
    assert (name, outcome) == ("第20周.xlsx", "accepted")
    (line,) = watched.lines
    assert line.endswith("薛城区/第20周.xlsx  已接收  薛城区  2021-W20  没有校验发现  第 1 号")
    assert watched.poll() == 0


def test_a_copied_file_was_received_when_it_came_to_lie_here_not_when_it_was_written(watched: Watched) -> None:
    before = beijing_now()
    path = write_weekly(watched.folder / "a.xlsx")
    os.utime(path, (1_600_000_000, 1_600_000_000))  # September 2020: as copying with its old time leaves it
    watched.poll()
    watched.poll()
    ((_, _, received),) = watched.submissions()
    assert 0 <= (received - before.replace(microsecond=0)).total_seconds() < 60


def test_the_register_says_when_a_file_was_received_also_after_it_was_changed(watched: Watched) -> None:
    write_weekly(watched.folder / "a.xlsx")
    register = watched.folder / "收文登记.csv"
    register.write_text("文件名,收到时间\na.xlsx,2021-05-21 25:99\n", encoding="utf-8")
    watched.poll()
    watched.poll()
    watched.poll()
    assert len(watched.lines) == 1, "said once"
    assert "收文登记.csv 第 2 行" in watched.lines[0]
    register.write_text("文件名,收到时间\na.xlsx,2021-05-21 10:35\n", encoding="utf-8")
    os.utime(register, ns=(1, time.time_ns() + 1_000_000_000))
    watched.seconds += 60
    assert watched.poll() == 1
    assert watched.submissions() == [("a.xlsx", "accepted", datetime(2021, 5, 21, 10, 35))]
    assert register.exists()


def test_findings_come_back_as_an_annotated_copy_in_the_outbox(watched: Watched) -> None:
    spoilt(watched.folder / "坏表.xlsx")
    (watched.folder / "无关.xlsx").write_bytes(b"no workbook")
    watched.poll()
    assert watched.poll() == 2
    outbox = watched.home.folder / "outbox"
    made = sorted(path.relative_to(outbox).as_posix() for path in outbox.rglob("*") if path.is_file())
    assert made == ["未识别地区/无关（校验反馈）.xlsx", "薛城区/坏表（校验反馈）.xlsx"]
    book = openpyxl.load_workbook(outbox / made[1])
    assert book.sheetnames[0] == "校验反馈"
    assert book["周调度"]["F4"].comment is not None
    assert any("  退回  薛城区  2021-W20  阻断 1" in line for line in watched.lines)
    assert watched.inbox.has_blocked


def test_a_second_copy_of_one_name_stands_beside_the_first(watched: Watched) -> None:
    for day in (date(2021, 5, 21), date(2021, 5, 28)):
        spoilt(watched.folder / "周报.xlsx", day)
        watched.poll()
        assert watched.poll() == 1
    today = f"{beijing_now():%Y-%m-%d}"
    assert watched.done() == [f"{today}/周报.xlsx", f"{today}/周报（2）.xlsx"]
    copies = sorted(path.name for path in (watched.home.folder / "outbox" / "薛城区").iterdir())
    assert copies == ["周报（校验反馈）.xlsx", "周报（校验反馈）（2）.xlsx"]


@pytest.mark.parametrize(
    "name",
    ["~$周报.xlsx", "周报.xlsx.part", "周报.tmp", "周报.xlsx.crdownload", ".周报.xlsx", "收文登记.csv", "Thumbs.db"],
)
def test_what_is_half_written_or_no_report_is_left_alone(watched: Watched, name: str) -> None:
    (watched.folder / name).write_bytes(b"x")
    assert not may_be_report(name)
    for _ in range(3):
        assert watched.poll() == 0
    assert (watched.folder / name).exists()
    assert watched.lines == []


def test_a_file_that_is_gone_at_the_last_moment_is_no_fault(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_weekly(watched.folder / "a.xlsx")
    watched.poll()
    real = watched.inbox._files

    def files_then_gone() -> object:
        yield from list(real())
        path.unlink()

    monkeypatch.setattr(watched.inbox, "_files", files_then_gone)
    assert watched.poll() == 0
    monkeypatch.undo()
    assert watched.poll() == 0
    assert watched.lines == []


def test_a_file_that_cannot_be_moved_is_loaded_once_said_once_and_moved_later(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_weekly(watched.folder / "a.xlsx")
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == path:
            raise PermissionError(13, "没有权限")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    for _ in range(30):
        assert watched.poll() == 0
    assert [line.split("  ", 1)[1] for line in watched.lines if "移不走" in line] == [
        "a.xlsx  已入库，但移不走，稍后重试：没有权限"
    ]
    assert len(watched.lines) == 2, "one line for the load, one for the move"
    monkeypatch.undo()
    watched.seconds += 60
    assert watched.poll() == 1
    assert len(watched.submissions()) == 1


def test_a_watch_killed_between_load_and_move_counts_the_file_once(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_weekly(watched.folder / "a.xlsx")
    monkeypatch.setattr(watched.inbox, "_move", lambda _: 0)
    watched.poll()
    watched.poll()
    assert len(watched.submissions()) == 1
    restarted = Inbox(watched.home, watched.folder, beijing_now, lambda: 0.0, watched.lines.append)
    assert [restarted.poll(), restarted.poll()] == [0, 1]
    assert len(watched.submissions()) == 1
    assert "a.xlsx  重复  薛城区" in watched.lines[-1]


def test_a_file_that_cannot_be_read_is_said_once_and_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_weekly(watched.folder / "a.xlsx")

    def refuse(path: Path) -> bytes:
        raise NotReceivedError("没有读取权限")

    monkeypatch.setattr(inbox_module.pipeline, "take", refuse)
    for _ in range(16):
        assert watched.poll() == 0
    assert len(watched.lines) == 1
    assert "a.xlsx  未收到，稍后重试：" in watched.lines[0]
    assert "没有读取权限" in watched.lines[0]
    monkeypatch.undo()
    watched.seconds += 60
    assert watched.poll() == 1


def test_a_full_disk_is_said_once_and_what_waits_is_loaded_later(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_weekly(watched.folder / "a.xlsx")

    def refuse(*_: object) -> None:
        raise StorageError("磁盘空间已满")

    monkeypatch.setattr(inbox_module.pipeline, "load", refuse)
    for _ in range(30):
        assert watched.poll() == 0
    assert [line.split("  ", 1)[1] for line in watched.lines] == ["没有入库，稍后重试：磁盘空间已满"]
    monkeypatch.undo()
    watched.seconds += 60
    assert watched.poll() == 1


def test_a_file_written_anew_while_it_is_loaded_stays_and_is_loaded_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_weekly(watched.folder / "a.xlsx")
    watched.poll()
    real = inbox_module.pipeline.load

    def load_then_change(*arguments: object, **keywords: object) -> object:
        result = real(*arguments, **keywords)
        write_weekly(path, enterprises={"枣庄丙丁纺织有限公司": (80, [(7, 1, 1), (0, 0, 0), (0, 0, 0)])})
        return result

    monkeypatch.setattr(inbox_module.pipeline, "load", load_then_change)
    assert watched.poll() == 0
    monkeypatch.undo()
    watched.poll()
    assert watched.poll() == 1
    assert len(watched.submissions()) == 2


def test_a_link_is_not_followed_and_said_once(watched: Watched, tmp_path: Path) -> None:
    outside = write_weekly(tmp_path / "outside.xlsx")
    (watched.folder / "link.xlsx").symlink_to(outside)
    for _ in range(3):
        assert watched.poll() == 0
    assert len(watched.lines) == 1
    assert "不是普通文件" in watched.lines[0]


def test_only_one_watch_at_a_time(tmp_path: Path) -> None:
    with watching(tmp_path), pytest.raises(InboxBusyError, match="另一个 watch 正在监视"), watching(tmp_path):
        pass
    with watching(tmp_path):
        pass


def test_a_number_is_added_before_the_ending(tmp_path: Path) -> None:
    assert unused(tmp_path / "a.xlsx") == tmp_path / "a.xlsx"
    (tmp_path / "a.xlsx").touch()
    (tmp_path / "a（2）.xlsx").touch()
    assert unused(tmp_path / "a.xlsx") == tmp_path / "a（3）.xlsx"


def start(home: Path, *options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "watch", "--interval", "0.2", *options],
        cwd=REPOSITORY,
        env=os.environ | {"REPORTS_HOME": str(home), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, "in vain"
        time.sleep(0.05)


def test_the_command_once_handles_what_lies_there_and_ends(watched: Watched) -> None:
    spoilt(watched.folder / "a.xlsx")
    process = start(watched.home.folder, "--once")
    printed, complaint = process.communicate(timeout=60)
    assert process.returncode == 1, complaint
    assert "a.xlsx  退回  薛城区" in printed
    assert watched.done() == [f"{beijing_now():%Y-%m-%d}/a.xlsx"]


def test_a_signal_ends_the_watch_after_what_it_is_doing_and_a_second_watch_is_refused(watched: Watched) -> None:
    process = start(watched.home.folder)
    try:
        assert process.stdout is not None
        assert "正在监视" in process.stdout.readline()
        second = start(watched.home.folder)
        _, complaint = second.communicate(timeout=60)
        assert second.returncode == 2
        assert complaint.startswith("另一个 watch 正在监视")
        write_weekly(watched.folder / "a.xlsx")
        wait_until(lambda: (watched.home.folder / "archive" / "log.jsonl").exists())  # in the middle of the load
        process.send_signal(signal.SIGTERM)
        printed, complaint = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, complaint) == (0, "")
    assert "a.xlsx  已接收" in printed
    assert watched.done() == [f"{beijing_now():%Y-%m-%d}/a.xlsx"]
    assert [row[1] for row in watched.submissions()] == ["accepted"]
