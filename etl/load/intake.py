"""Taking in a file that somebody sent: its bytes, read without trusting what lies there, and its name made harmless."""

import errno
import os
import stat
import unicodedata
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 1_000_000_000
"""A larger file is not even archived: it is no report, and would fill the disk."""

_LONGEST_NAME: Final = 255
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of control, direction, surrogate and line separator signs."""
_REASONS: Final = {
    errno.ENOENT: "文件已不在原处",
    errno.EACCES: "没有读取权限",
    errno.EPERM: "没有读取权限",
    errno.EIO: "磁盘读取出错",
    errno.ELOOP: "链接互相指向，找不到文件",
    errno.ENXIO: "这不是普通文件",
    errno.ENAMETOOLONG: "路径过长",
    errno.ESTALE: "网络磁盘上的文件已变动",
}


class NotReceivedError(Exception):
    """A file could not be taken in; the text says why, for the person who sent or loads it."""


def take(path: Path) -> bytes:
    """All bytes of a regular file. Never waits, whatever lies at the path, such as a pipe that nobody writes.

    Raises:
        NotReceivedError: it is no regular file, cannot be read or is larger than MOST_BYTES.
    """
    try:
        if path.is_dir():
            raise NotReceivedError(_about_folder(path))
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise NotReceivedError("这是管道或设备，不是普通文件")
            if status.st_size > MOST_BYTES:
                raise NotReceivedError(
                    f"文件有 {status.st_size / 1_000_000:,.0f} MB，超过可存档的 {MOST_BYTES / 1_000_000:,.0f} MB"
                )
            return file.read()
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"系统拒绝读取（错误号 {error.errno}）")
        raise NotReceivedError(reason) from error


def size_of(path: Path) -> int:
    """Bytes that :func:`take` would read; 0 when nobody can say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def harmless_text(text: str) -> str:
    """Text from a file or a file name as one line on a terminal: no sign that moves, colours or turns what follows."""
    return "".join("\ufffd" if unicodedata.category(sign) in _UNSEEN else sign for sign in text)


def harmless_name(name: str) -> str:
    """A sender's file name, fit for logs, screens and exports: unseen signs replaced, at most 255 characters.

    Signs that turn the direction of writing, line breaks and bytes that are no text would show another name than the
    one that is there, or disturb the terminal.
    """
    shown = harmless_text(name)
    if len(shown) <= _LONGEST_NAME:
        return shown
    head, dot, suffix = shown.rpartition(".")
    if not dot or len(suffix) > 8:
        return shown[: _LONGEST_NAME - 1] + "…"
    return head[: _LONGEST_NAME - len(suffix) - 2] + "…." + suffix


def _about_folder(path: Path) -> str:
    if not os.access(path, os.R_OK | os.X_OK):
        return "文件夹没有读取权限"
    return "链接指向别处的文件夹，未查找" if path.is_symlink() else "这是文件夹，不是文件"
