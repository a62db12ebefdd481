"""Many files made to survive a power cut together: written aside, made durable, then given their names."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

from data.warehouse.home import sync_folder

FEW: Final = 16
"""So many files are made durable one by one: the whole disk may have more to write than theirs."""
_AT_ONCE: Final = 8
_FIRST_KERNEL: Final = (5, 8)  # before, Linux says nothing when writing a whole disk fails
_FILE_SYSTEMS: Final = frozenset({"ext2", "ext3", "ext4", "f2fs", "xfs"})
"""Local disks of which all that was written is durable when Linux says so; of network disks that is less certain."""


def write_durably(contents: Mapping[Path, bytes], aside: Path) -> None:
    """Write files that do not exist yet; on return they are durable with their names.

    At any earlier moment each of them, by its name, is whole and durable or not there. What is not done is left in
    `aside`, as `*.part`.

    Args:
        contents: bytes by path; the folders exist and are on the same disk as `aside`. File names differ.
        aside: folder for files being written.

    Raises:
        OSError: the disk refuses.
    """
    partials = {aside / f"{path.name}.part": path for path in contents}
    if len(contents) > FEW and (sync_disk := _disk_syncer(aside)) is not None:
        # One descriptor all the time: it is told of what could not be written since it was opened.
        disk = os.open(aside, os.O_RDONLY)
        try:
            for partial, path in partials.items():
                _write(partial, contents[path], is_durable=False)
            sync_disk(disk)
            for partial, path in partials.items():
                partial.replace(path)
            sync_disk(disk)
        finally:
            os.close(disk)
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        written = [pool.submit(_write, partial, contents[path], is_durable=True) for partial, path in partials.items()]
        for one in written:
            one.result()
    for partial, path in partials.items():
        partial.replace(path)
    for folder in {path.parent for path in contents}:
        sync_folder(folder)


def _write(path: Path, content: bytes, *, is_durable: bool) -> None:
    with path.open("wb", buffering=0) as file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        if is_durable:
            os.fsync(file.fileno())


def _disk_syncer(folder: Path) -> Callable[[int], None] | None:
    """What makes all that was written to the disk of a folder durable, given a descriptor on it; None where nothing
    does so reliably."""
    if sys.platform != "linux" or _kernel() < _FIRST_KERNEL or _file_system(folder) not in _FILE_SYSTEMS:
        return None
    return _syncfs()


def _kernel() -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))


def _file_system(folder: Path) -> str:
    """The kind of file system that a folder is on, such as ext4; "" when it cannot be told."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    mounts = Path("/proc/self/mountinfo")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines() if mounts.exists() else []:
        fields = line.split(" ")
        if fields[2] == number:
            return fields[fields.index("-") + 1]
    return ""


@cache
def _syncfs() -> Callable[[int], None] | None:
    """Linux's syncfs, which Python does not offer; None in a C library without it."""
    import ctypes  # here: a load of few files does without

    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is None:
        return None

    def sync_disk(descriptor: int) -> None:
        if call(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    return sync_disk
