"""A folder of files that is there as a whole or not at all.

The files are written into a hidden folder beside the target and synced to the disk; then the folder takes the target's
name. A kill leaves at most hidden folders behind, which the next writer removes.
"""

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from dashboard.briefing.refusal import BriefingRefusedError, NotYetError
from data.warehouse.home import sync_folder

MANIFEST: Final = "manifest.json"
"""The file that tells one of our folders; a folder without it is never replaced."""
_LEFT: Final = re.compile(r"\.briefing-(making|before)-[0-9a-f]{8}-(.+)")
_NOT_IN_A_NAME: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_MOST_BYTES: Final = 180


def safe(name: str) -> str:
    """A name that every system takes for a file's: without signs that mean something to it, not reserved, not long."""
    clean = _NOT_IN_A_NAME.sub("_", name).strip(" .") or "_"
    clean = f"_{clean}" if _RESERVED.fullmatch(clean) else clean
    return clean if len(clean.encode()) <= _MOST_BYTES else clean.encode()[:_MOST_BYTES].decode(errors="ignore")


def check_target(target: Path) -> None:
    """Refuse a place that cannot hold the folder, before any work is done; nothing is written.

    Raises:
        BriefingRefusedError: there is a file in the way, a folder that is not ours, or no right to write.
    """
    if target.exists() and not (target / MANIFEST).is_file():
        raise BriefingRefusedError(f"“{target}”已经存在，但不是本程序生成的，不予覆盖。请换一个输出目录（--out）。")
    above = target.parent
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise BriefingRefusedError(f"输出位置“{above}”是文件，不是目录。请换一个输出目录（--out）。")
    if not os.access(above, os.W_OK | os.X_OK):
        raise BriefingRefusedError(f"输出目录“{above}”不能写入。请换一个目录（--out），或请管理员授权。")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other process writes briefings into the folder meanwhile.

    Raises:
        NotYetError: somebody else does.
        BriefingRefusedError: the lock cannot be taken.
    """
    # Outside the folder, in which nothing may be left behind, and which several names may lead to.
    name = sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    lock = FileLock(Path(tempfile.gettempdir()) / f"briefing-{name}.lock", mode=0o666)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise NotYetError("另一份简报正在生成，请等它完成后再试。") from None
    except OSError as error:
        raise _refused(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def clear(folder: Path) -> None:
    """Remove what a kill has left; a folder that was moved aside and not replaced gets its name back.

    Call it with the lock held.
    """
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        left = _LEFT.fullmatch(path.name)
        if left is None:
            continue
        target = folder / left[2]
        if left[1] == "before" and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def put(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files as the folder `target`, replacing an earlier one of ours; on failure all is as before.

    Args:
        target: its parent is made where it is missing.
        files: content by path below the folder, with `/`; one of them is the manifest.

    Raises:
        BriefingRefusedError: they could not be written: no room, no right, or a file of the earlier one is open.
    """
    token = secrets.token_hex(4)
    making = target.with_name(f".briefing-making-{token}-{target.name}")
    before = target.with_name(f".briefing-before-{token}-{target.name}")
    made = _made(target.parent)
    try:
        _write(making, files)
        if target.exists():
            check_target(target)
            target.rename(before)
        try:
            making.rename(target)
        except OSError:
            if before.exists():
                before.rename(target)
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise _refused(target.parent, error) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
        if target.exists():
            shutil.rmtree(before, ignore_errors=True)
        for empty in made:
            if empty.is_dir() and not any(empty.iterdir()):
                empty.rmdir()


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    folders = {folder}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        folders.add(path.parent)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for each in folders:
        sync_folder(each)


def _made(folder: Path) -> list[Path]:
    """The folders that had to be made for it, the innermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, error) from error
    return missing


def _refused(folder: Path, error: OSError) -> BriefingRefusedError:
    return BriefingRefusedError(
        f"文件没有写成，“{folder}”保持原样（{error.strerror or error}）。"
        "请检查磁盘空间和目录权限，并关闭正在打开的简报文件，然后重试。"
    )
