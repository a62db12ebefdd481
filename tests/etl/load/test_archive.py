"""The archive and its log keep what was received, whatever happens to the process."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from data.warehouse.home import Home
from etl.load.archive import Archive, DamagedArchiveError, Receipt


def _receipt(sequence: int, content: bytes = b"report") -> Receipt:
    moment = datetime(2021, 5, 21, 10, 35, 7)
    return Receipt(
        sequence, sha256(content).hexdigest(), "薛城区.xlsx", len(content), moment, moment, period="2021-W20"
    )


def test_bytes_come_back_as_they_were(tmp_path: Path) -> None:
    archive = Archive(Home(tmp_path))
    contents = {sha256(text).hexdigest(): text for text in (b"", b"one", bytes(range(256)) * 50)}
    archive.keep(contents)
    archive.keep(contents)
    assert {digest: archive.read(digest) for digest in contents} == contents
    assert not list(tmp_path.rglob("*.part"))


def test_missing_bytes_are_an_error_of_the_operator(tmp_path: Path) -> None:
    with pytest.raises(DamagedArchiveError, match="存档缺少文件"):
        Archive(Home(tmp_path)).read("0" * 64)


def test_receipts_come_back_in_order(tmp_path: Path) -> None:
    archive = Archive(Home(tmp_path))
    archive.accept([_receipt(1), _receipt(2)])
    archive.accept([_receipt(3)])
    assert Archive(Home(tmp_path)).receipts() == [_receipt(1), _receipt(2), _receipt(3)]


def test_a_line_cut_off_by_a_crash_was_never_accepted(tmp_path: Path) -> None:
    home = Home(tmp_path)
    archive = Archive(home)
    archive.accept([_receipt(1), _receipt(2)])
    whole = home.acceptance_log.read_bytes()
    for length in range(len(_receipt(1).to_line().encode()), len(whole)):
        home.acceptance_log.write_bytes(whole[:length])
        assert archive.receipts() == [_receipt(1)]
    archive.accept([_receipt(2)])
    assert home.acceptance_log.read_bytes() == whole


@pytest.mark.parametrize("damage", [b"{not json}\n", b'{"sequence": 1}\n'])
def test_another_damaged_line_stops_the_loader(tmp_path: Path, damage: bytes) -> None:
    home = Home(tmp_path)
    archive = Archive(home)
    archive.accept([_receipt(1)])
    home.acceptance_log.write_bytes(damage + home.acceptance_log.read_bytes())
    with pytest.raises(DamagedArchiveError, match="第 1 行"):
        archive.receipts()


def test_a_gap_in_the_sequence_is_noticed(tmp_path: Path) -> None:
    archive = Archive(Home(tmp_path))
    archive.accept([_receipt(1), _receipt(3)])
    with pytest.raises(DamagedArchiveError, match="不连续"):
        archive.receipts()
