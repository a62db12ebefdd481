"""Release pointer: which immutable database is current, and opening it for reading only."""

import re
from pathlib import Path

import duckdb

from data.warehouse.home import Home

_RELEASE_ID = re.compile(r"R\d{6}")


class NoReleaseError(RuntimeError):
    """Nothing has been published yet in this home."""


def current_release_id(home: Home) -> str | None:
    """The id in the pointer file, None before the first publication.

    Raises:
        ValueError: the pointer file holds something else than a release id.
    """
    try:
        text = home.current.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    if _RELEASE_ID.fullmatch(text) is None:
        raise ValueError(f"发布指针文件 {home.current.name} 内容不是版本号：{text[:40]!r}")
    return text


def open_release(path: Path, *, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection that cannot reach other files, load extensions or change settings."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "lock_configuration": True,
    }
    if threads is not None:
        config["threads"] = threads
    return duckdb.connect(str(path), read_only=True, config=config)


def open_current(home: Home) -> tuple[str, duckdb.DuckDBPyConnection]:
    """Id and read-only connection of the current release.

    Raises:
        NoReleaseError: nothing has been published in this home.
    """
    release_id = current_release_id(home)
    if release_id is None:
        raise NoReleaseError("尚未发布任何数据：请先运行 python -m etl load 装载报表。")
    return release_id, open_release(home.release_file(release_id))
