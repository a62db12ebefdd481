"""A folder of files is there as a whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard.briefing import files
from dashboard.briefing.files import MANIFEST, alone, check_target, clear, put, safe
from dashboard.briefing.refusal import BriefingRefusedError, NotYetError

REPOSITORY = Path(__file__).resolve().parents[3]
OLD = {MANIFEST: b"{}", "甲.txt": b"old", "图/一.png": b"1"}
NEW = {MANIFEST: b"{}", "乙.txt": b"new"}


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_is_written_and_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "周报" / "第20周"
    put(target, OLD)
    assert content(target) == OLD
    put(target, NEW)
    assert content(target) == NEW
    assert [path.name for path in target.parent.iterdir()] == ["第20周"]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    target = tmp_path / "out" / "第20周"
    synced = os.fsync
    count = 0

    def full(descriptor: int) -> None:
        nonlocal count
        count += 1
        if count > after:
            raise OSError(28, "No space left on device")
        synced(descriptor)

    put(target, OLD)
    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full)
        with pytest.raises(BriefingRefusedError, match="磁盘空间"):
            put(target, NEW)
        count = 0
        with pytest.raises(BriefingRefusedError, match="磁盘空间"):
            put(tmp_path / "fresh" / "第21周", NEW)
    assert content(target) == OLD
    assert [path.name for path in target.parent.iterdir()] == ["第20周"]
    assert not (tmp_path / "fresh").exists()


def test_a_name_that_cannot_be_taken_brings_the_earlier_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "第20周"
    put(target, OLD)
    renamed = Path.rename

    def refuse_the_new_one(self: Path, to: Path) -> Path:
        if "making" in self.name:
            raise PermissionError(13, "Permission denied")
        return renamed(self, to)

    monkeypatch.setattr(Path, "rename", refuse_the_new_one)
    with pytest.raises(BriefingRefusedError, match="正在打开"):
        put(target, NEW)
    assert content(tmp_path) == {f"第20周/{name}": bytes_ for name, bytes_ in OLD.items()}


def test_a_kill_leaves_at_most_hidden_folders_that_the_next_writer_removes(tmp_path: Path) -> None:
    target = tmp_path / "第20周"
    put(target, OLD)
    script = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from dashboard.briefing import files\n"
        "def stuck(_):\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
        "files.os.fsync = stuck\n"
        f"files.put(Path({str(target)!r}), {NEW!r})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert content(target) == OLD
    left = [path.name for path in tmp_path.iterdir() if path != target]
    assert len(left) == 1
    assert left[0].startswith(".briefing-making-")
    with alone(tmp_path):
        clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["第20周"]


def test_a_folder_moved_aside_and_not_replaced_comes_back(tmp_path: Path) -> None:
    put(tmp_path / "第20周", OLD)
    (tmp_path / "第20周").rename(tmp_path / ".briefing-before-0123abcd-第20周")
    clear(tmp_path)
    assert content(tmp_path / "第20周") == OLD
    put(tmp_path / ".briefing-before-89abcdef-第20周", NEW)
    clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["第20周"]
    assert content(tmp_path / "第20周") == OLD


def test_what_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "第20周").mkdir()
    (tmp_path / "第20周" / "手稿.docx").write_bytes(b"mine")
    with pytest.raises(BriefingRefusedError, match="不是本程序生成"):
        check_target(tmp_path / "第20周")
    with pytest.raises(BriefingRefusedError, match="不是本程序生成"):
        put(tmp_path / "第20周", NEW)
    assert content(tmp_path) == {"第20周/手稿.docx": b"mine"}


def test_places_that_cannot_hold_a_folder_are_refused_before_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BriefingRefusedError, match="是文件，不是目录"):
        check_target(tmp_path / "file" / "第20周")
    check_target(tmp_path / "a" / "b" / "第20周")
    assert not (tmp_path / "a").exists()
    monkeypatch.setattr(files.os, "access", lambda *_: False)
    with pytest.raises(BriefingRefusedError, match="不能写入"):
        check_target(tmp_path / "第20周")


def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from dashboard.briefing.files import alone\n"
        f"with alone(Path({str(tmp_path)!r})):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    with pytest.raises(NotYetError, match="正在生成"), alone(tmp_path):
        pass
    process.kill()
    process.wait()
    begun = time.monotonic()
    with alone(tmp_path):  # a killed holder does not keep it
        assert time.monotonic() - begun < 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("演示数据_枣庄市用工调度周报_2021年第20周_内部版", "演示数据_枣庄市用工调度周报_2021年第20周_内部版"),
        ('a/b\\c:d*e?f"g<h>i|j\n', "a_b_c_d_e_f_g_h_i_j_"),
        ("con.txt", "_con.txt"),
        (" .. ", "_"),
    ],
)
def test_names_are_safe_on_every_system(name: str, expected: str) -> None:
    assert safe(name) == expected


def test_a_long_name_is_cut_between_characters() -> None:
    assert len(safe("调" * 100).encode()) == 180
