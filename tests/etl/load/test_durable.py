"""Files that are made durable together: none has its name before its bytes are safe, whichever way that is done."""

import errno
import os
import sys
from pathlib import Path

import pytest

from etl.load import durable
from etl.load.durable import FEW, write_durably

CONTENTS = [bytes([number]) * number * 1000 for number in range(FEW + 4)]


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    (tmp_path / "aside").mkdir()
    for number in range(3):
        (tmp_path / str(number)).mkdir()
    return tmp_path / "aside"


def named(aside: Path, count: int = len(CONTENTS)) -> dict[Path, bytes]:
    """Contents by path, in three folders."""
    return {aside.parent / str(number % 3) / f"file-{number}": CONTENTS[number] for number in range(count)}


def present(wanted: dict[Path, bytes]) -> list[Path]:
    return [path for path in wanted if path.exists()]


class Disk:
    """A stand-in for the call that makes a whole disk durable; notes what is there when it is called."""

    def __init__(self, wanted: dict[Path, bytes], aside: Path, *, fails_at: int | None = None) -> None:
        self.wanted, self.aside, self.fails_at = wanted, aside, fails_at
        self.seen: list[tuple[int, int]] = []

    def sync(self, descriptor: int) -> None:
        assert os.fstat(descriptor).st_dev == self.aside.stat().st_dev
        partials = {path.name: path.read_bytes() for path in self.aside.iterdir()}
        whole = [path for path, content in self.wanted.items() if partials.get(f"{path.name}.part") == content]
        self.seen.append((len(whole), len(present(self.wanted))))
        if len(self.seen) - 1 == self.fails_at:
            raise OSError(errno.EIO, "Input/output error")


def test_many_files_are_whole_on_the_disk_before_any_has_its_name(aside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = named(aside)
    disk = Disk(wanted, aside)
    monkeypatch.setattr(durable, "_disk_syncer", lambda _: disk.sync)
    write_durably(wanted, aside)
    assert disk.seen == [(len(wanted), 0), (0, len(wanted))]
    assert {path: path.read_bytes() for path in wanted} == wanted
    assert not list(aside.iterdir())


def test_what_the_disk_did_not_take_has_no_name(aside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = named(aside)
    disk = Disk(wanted, aside, fails_at=0)
    monkeypatch.setattr(durable, "_disk_syncer", lambda _: disk.sync)
    with pytest.raises(OSError, match="Input/output"):
        write_durably(wanted, aside)
    assert present(wanted) == []


@pytest.mark.parametrize("count", [1, FEW, len(CONTENTS)])
def test_one_by_one_each_file_and_each_folder_is_flushed(
    count: int, aside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few files, and many where nothing makes the whole disk durable."""
    wanted = named(aside, count)
    flushed: list[tuple[str, int]] = []

    def fsync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name if sys.platform == "linux" else ""
        flushed.append((name, len(present(wanted))))

    if count > FEW:
        monkeypatch.setattr(durable, "_disk_syncer", lambda _: None)
    monkeypatch.setattr(os, "fsync", fsync)
    write_durably(wanted, aside)
    assert {path: path.read_bytes() for path in wanted} == wanted
    files, folders = flushed[:count], flushed[count:]
    assert [there for _, there in files] == [0] * count
    assert [there for _, there in folders] == [count] * len({path.parent for path in wanted})
    if sys.platform == "linux":
        assert sorted(name for name, _ in files) == sorted(f"{path.name}.part" for path in wanted)
        assert {name for name, _ in folders} == {path.parent.name for path in wanted}


def test_only_a_disk_that_keeps_its_word_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(durable, "_kernel", lambda: (6, 1))
    monkeypatch.setattr(durable, "_file_system", lambda _: "ext4")
    monkeypatch.setattr(durable, "_syncfs", lambda: print)
    assert durable._disk_syncer(tmp_path) is print
    monkeypatch.setattr(durable, "_kernel", lambda: (5, 7))
    assert durable._disk_syncer(tmp_path) is None
    monkeypatch.setattr(durable, "_kernel", lambda: (6, 1))
    monkeypatch.setattr(durable, "_file_system", lambda _: "nfs4")
    assert durable._disk_syncer(tmp_path) is None
    monkeypatch.setattr(durable, "_file_system", lambda _: "ext4")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert durable._disk_syncer(tmp_path) is None


def test_the_call_says_when_it_fails() -> None:
    sync = durable._syncfs()
    assert (sync is None) == (sys.platform != "linux")
    if sync is not None:
        with pytest.raises(OSError, match="Bad file descriptor") as raised:
            sync(-1)
        assert raised.value.errno == errno.EBADF
        assert durable._file_system(Path("/proc")) == "proc"
