"""Saved views: names for links (a page and its address), shared by everyone who uses the installation.

They are kept in one append-only file, `views/log.jsonl` below REPORTS_HOME: one JSON line an act (save, rename, delete,
restore), written under a lock and synced to the disk, so that several processes can write and a kill loses at most the
act itself. Nothing is ever overwritten; a deleted view can be restored.
"""

import json
import os
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from data.warehouse.home import Home, beijing_now, sync_folder

LONGEST_NAME = 40
_LONGEST_ADDRESS = 2000
_MOST_VIEWS = 500


class ViewError(ValueError):
    """A view cannot be saved, renamed, deleted or restored; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A name for a page with its address; `saved_at` is Beijing time, to the minute."""

    view_id: str
    name: str
    page: str
    query: dict[str, str]
    saved_at: str


@dataclass(frozen=True, slots=True)
class Views:
    """What the file holds: views that stand, by name; deleted ones, the latest first; lines that cannot be read."""

    standing: tuple[SavedView, ...]
    deleted: tuple[SavedView, ...]
    unreadable: int


@dataclass(frozen=True, slots=True)
class ViewStore:
    """The saved views of one home.

    Args:
        path: the file; it and its folder come into being with the first view.
    """

    path: Path

    @staticmethod
    def of(home: Home) -> "ViewStore":
        """The store of a home."""
        return ViewStore(home.folder / "views" / "log.jsonl")

    def read(self) -> Views:
        """All views as they are now; none while nothing has been saved."""
        if not self.path.exists():
            return Views((), (), 0)
        return _views(self.path.read_bytes())

    def save(self, name: str, page: str, query: Mapping[str, str]) -> SavedView:
        """Keep a page with its address under a name that no other view has.

        Raises:
            ViewError: no usable name, a name that is taken, too long an address, too many views, or no way to write.
        """
        if sum(len(key) + len(value) + 2 for key, value in query.items()) > _LONGEST_ADDRESS:
            raise ViewError("网址过长，无法保存。")
        made = SavedView(secrets.token_hex(4), clean(name), page, dict(query), f"{beijing_now():%Y-%m-%d %H:%M}")
        with self._writing() as (log, views):
            if len(views.standing) >= _MOST_VIEWS:
                raise ViewError(f"已有 {_MOST_VIEWS} 个视图，请先删除不用的。")
            _check_free(views, made.name)
            _append(log, {"act": "save", **asdict(made)})
        return made

    def rename(self, view_id: str, name: str) -> None:
        """Give a view another name; raises ViewError."""
        wanted = clean(name)
        with self._writing() as (log, views):
            if _named(views.standing, view_id).name == wanted:
                return
            _check_free(views, wanted)
            _append(log, {"act": "rename", "view_id": view_id, "name": wanted})

    def delete(self, view_id: str) -> None:
        """Take a view off the list; raises ViewError when it is gone already."""
        with self._writing() as (log, views):
            _named(views.standing, view_id)
            _append(log, {"act": "delete", "view_id": view_id})

    def restore(self, view_id: str) -> None:
        """Put a deleted view back; raises ViewError when its name is taken by now."""
        with self._writing() as (log, views):
            _check_free(views, _named(views.deleted, view_id).name)
            _append(log, {"act": "restore", "view_id": view_id})

    @contextmanager
    def _writing(self) -> Iterator[tuple[BinaryIO, Views]]:
        """The file opened for appending by nobody else, and what it holds."""
        try:
            is_new = not self.path.exists()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path.with_suffix(".lock"), thread_local=False)
            with lock, self.path.open("ab+") as log:
                log.seek(0)
                yield log, _views(log.read())
                if is_new:
                    sync_folder(self.path.parent)
        except OSError as error:
            raise ViewError(f"数据目录不能写入，无法保存视图（{error.strerror}）。") from error


def clean(name: str) -> str:
    """A name on one line, without characters that cannot be seen.

    Raises:
        ViewError: nothing is left, or it is too long.
    """
    seen = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in name)
    cleaned = " ".join(seen.split())
    if not cleaned:
        raise ViewError("请写一个名称。")
    if len(cleaned) > LONGEST_NAME:
        raise ViewError(f"名称最多 {LONGEST_NAME} 个字。")
    return cleaned


def _append(log: BinaryIO, act: Mapping[str, object]) -> None:
    """One line, on the disk when this returns; a line that an earlier kill has cut short is closed first."""
    log.seek(0, os.SEEK_END)
    broken = b""
    if log.tell():
        log.seek(-1, os.SEEK_END)
        broken = b"" if log.read(1) == b"\n" else b"\n"
    log.write(broken + json.dumps(act, ensure_ascii=False).encode() + b"\n")
    log.flush()
    os.fsync(log.fileno())


def _views(content: bytes) -> Views:
    """The acts one after another."""
    standing: dict[str, SavedView] = {}
    deleted: dict[str, SavedView] = {}
    unreadable = 0
    for line in content.split(b"\n"):
        if not line.strip():
            continue
        try:
            _apply(json.loads(line), standing, deleted)
        except (ValueError, KeyError, TypeError):  # a line cut short, or written by hand
            unreadable += 1
    by_name = sorted(standing.values(), key=lambda view: (view.name, view.view_id))
    return Views(tuple(by_name), tuple(reversed(deleted.values())), unreadable)


def _apply(act: Mapping[str, object], standing: dict[str, SavedView], deleted: dict[str, SavedView]) -> None:
    view_id = str(act["view_id"])
    if act["act"] == "save":
        query = act["query"]
        if not isinstance(query, dict):
            raise TypeError("query")
        words = {str(key): str(value) for key, value in query.items()}
        standing[view_id] = SavedView(view_id, str(act["name"]), str(act["page"]), words, str(act["saved_at"]))
    elif act["act"] == "rename":
        standing[view_id] = replace(standing[view_id], name=str(act["name"]))
    elif act["act"] == "delete":
        deleted[view_id] = standing.pop(view_id)
    elif act["act"] == "restore":
        standing[view_id] = deleted.pop(view_id)
    else:
        raise KeyError(act["act"])


def _check_free(views: Views, name: str) -> None:
    if any(view.name == name for view in views.standing):
        raise ViewError(f"已有名为“{name}”的视图，请换一个名称。")


def _named(views: tuple[SavedView, ...], view_id: str) -> SavedView:
    for view in views:
        if view.view_id == view_id:
            return view
    raise ViewError("这个视图已被别人删除或恢复，请重新打开列表。")
