"""Faults of the machine below the pipeline (full disk, no permission, damaged database), told in one Chinese line."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from etl.errors import StorageError, UnusableLedgerError

_REASONS: Final = {
    errno.ENOSPC: "磁盘空间已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超过系统允许的大小",
    errno.EROFS: "所在磁盘是只读的",
    errno.EACCES: "没有读写权限",
    errno.EPERM: "没有读写权限",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.EEXIST: "该位置已有同名的文件",
    errno.ENOTDIR: "该位置是文件，不是文件夹",
    errno.EISDIR: "该位置是文件夹，不是文件",
    errno.ENAMETOOLONG: "路径过长",
}
# DuckDB hands on the words of the operating system, not its numbers.
_SIGNS: Final = (
    ("No space left on device", _REASONS[errno.ENOSPC]),
    ("Disk quota exceeded", _REASONS[errno.EDQUOT]),
    ("File too large", _REASONS[errno.EFBIG]),
    ("Read-only file system", _REASONS[errno.EROFS]),
    ("Permission denied", _REASONS[errno.EACCES]),
    ("Operation not permitted", _REASONS[errno.EPERM]),
    ("Input/output error", _REASONS[errno.EIO]),
    ("Too many open files", _REASONS[errno.EMFILE]),
    ("Is a directory", _REASONS[errno.EISDIR]),
    ("Could not set lock", "台账正被其他程序打开"),
)
_SIGNS_OF_DAMAGE: Final = (
    "Corrupt database file",
    "not a valid DuckDB database file",
    "Could not read enough bytes",
    "Failure while replaying WAL",
    "database has been invalidated",
)
_REASSURANCE: Final = "已接收的报表和已发布的数据不受影响；排除后重新运行同一命令即可。"


def fault_of(error: BaseException, folder: Path) -> StorageError | UnusableLedgerError | None:
    """What the machine did, when it is a fault of the machine; None for mistakes of ours. ``folder``: of the data."""
    if isinstance(error, OSError):
        reason = _REASONS.get(error.errno or 0)
        return StorageError(f"{reason}：{error.filename or folder}。{_REASSURANCE}") if reason else None
    words = _words(error)
    for sign, reason in _SIGNS:
        if sign in words:
            return StorageError(f"{reason}：{folder}。{_REASSURANCE}")
    if any(sign in words for sign in _SIGNS_OF_DAMAGE):
        return UnusableLedgerError(
            f"台账数据库已损坏：{folder}。请运行 python -m etl rebuild，凭存档和接收日志重建；{_REASSURANCE}"
        )
    return None


@contextmanager
def told_plainly(folder: Path) -> Iterator[None]:
    """Turn faults of the machine under ``folder`` into errors that the command line prints as one line.

    Raises:
        StorageError: the machine refused to read or write.
        UnusableLedgerError: the ledger file is damaged.
    """
    try:
        yield
    except (OSError, duckdb.Error) as error:
        fault = fault_of(error, folder)
        if fault is None:
            raise
        raise fault from error


def _words(error: BaseException | None) -> str:
    """The words of an error and of those that it came out of: a failed rollback hides why it was needed."""
    words = []
    while error is not None:
        words.append(str(error))
        error = error.__cause__ or error.__context__
    return "\n".join(words)
