"""Release pointer: which immutable database is current, and opening it for reading only."""

import re
from pathlib import Path

import duckdb

from data.warehouse.fingerprint import missing_columns
from data.warehouse.home import Home

_RELEASE_ID = re.compile(r"R\d{6}")
_HEADER_BYTES = 3 * 4096  # of a DuckDB file, before its first block


class NoReleaseError(RuntimeError):
    """Nothing has been published yet in this home."""


class UnusableReleaseError(RuntimeError):
    """The current release is missing, damaged or made by another version of the program; the text says what to do."""


def current_release_id(home: Home) -> str | None:
    """The id in the pointer file, None before the first publication.

    Raises:
        UnusableReleaseError: the pointer file holds something else than a release id.
    """
    try:
        text = home.current.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    if _RELEASE_ID.fullmatch(text) is None:
        raise _unusable(f"发布指针文件 {home.current.name} 的内容不是版本号")
    return text


def open_release(path: Path, *, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection that cannot reach other files, load extensions or change settings.

    Raises:
        UnusableReleaseError: the file is missing, damaged or made by another version of the program.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "lock_configuration": True,
    }
    if threads is not None:
        config["threads"] = threads
    if not path.is_file():
        raise _unusable(f"缺少发布文件 {path.name}")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
        is_whole = _is_whole(connection, path)
        missing = missing_columns(connection)
    except duckdb.Error as error:
        raise _unusable(f"发布文件 {path.name} 打不开") from error
    if is_whole and not missing:
        return connection
    connection.close()
    if missing:
        raise _unusable(f"发布文件 {path.name} 由其他版本的程序生成，缺少 {missing[0]} 等 {len(missing)} 列")
    raise _unusable(f"发布文件 {path.name} 不完整")


def open_current(home: Home) -> tuple[str, duckdb.DuckDBPyConnection]:
    """Id and read-only connection of the current release.

    Raises:
        NoReleaseError: nothing has been published in this home.
        UnusableReleaseError: what has been published cannot be read.
    """
    release_id = current_release_id(home)
    if release_id is None:
        raise NoReleaseError("尚未发布任何数据：请先运行 python -m etl load 装载报表。")
    return release_id, open_release(home.release_file(release_id))


def _is_whole(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether the file has room for all its blocks: a cut one opens, and fails in the middle of a question.

    Free blocks at the end need not exist, so only those in use are counted.
    """
    rows = connection.execute("select block_size * used_blocks from pragma_database_size()").fetchall()
    return path.stat().st_size >= _HEADER_BYTES + int(rows[0][0])


def _unusable(what: str) -> UnusableReleaseError:
    return UnusableReleaseError(f"{what}。请管理员运行 python -m etl rebuild，凭存档重新发布；报表没有丢失。")
