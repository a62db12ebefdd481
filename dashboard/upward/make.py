"""A table for the level above as a file: asked for, refused or made, and written as a whole or not at all."""

import contextlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dashboard import labels
from dashboard.queries import QuestionError, Warehouse
from dashboard.upward import daily_dispatch, monthly_bulletin, weekly_dispatch
from dashboard.upward.model import Heading, heading
from dashboard.upward.refusal import BlockingOpenError, blocking
from data.warehouse.period import Period


class _Sheet(Protocol):
    @property
    def totals(self) -> dict[str, int | None]: ...

    def xlsx(self) -> bytes: ...


class _Maker(Protocol):
    def __call__(self, warehouse: Warehouse, heading: Heading, /) -> _Sheet: ...


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables that go upward: the annex, its form, the words for its file name, and what fills it."""

    annex: str
    form: str
    words: str
    fill: _Maker


TABLES: tuple[Table, ...] = (
    Table("1", weekly_dispatch.FORM, "附件1_周调度", weekly_dispatch.sheet),
    Table("2", monthly_bulletin.FORM, "附件2_月通报", monthly_bulletin.sheet),
    Table("4", daily_dispatch.FORM, "附件4_信息汇总表", daily_dispatch.sheet),
)


@dataclass(frozen=True, slots=True)
class UpwardFile:
    """A finished table: its file name, its bytes, its sums by name, and what stands on it besides."""

    name: str
    content: bytes
    totals: dict[str, int | None]
    heading: Heading


class NotWrittenError(ValueError):
    """The file could not be written; nothing of it is left. The text is Chinese."""


def table_of(annex: str | None, form: str | None) -> Table:
    """The table by its annex number or by its form; raises QuestionError when there is none or they disagree."""
    found = [entry for entry in TABLES if annex in (None, entry.annex) and form in (None, entry.form)]
    if len(found) == 1:
        return found[0]
    known = "、".join(f"{entry.annex}（{entry.form}）" for entry in TABLES)
    raise QuestionError(f"请用 --table 或 --form 指明一种上报表：{known}。")


def make(
    warehouse: Warehouse, table: Table, place: str, period: Period, *, despite_blocking: bool = False
) -> UpwardFile:
    """The table of one place and period.

    Args:
        warehouse: the release, as it stands or as known at a moment.
        table: which one.
        place: code of the place whose bureau hands it upward.
        period: of the form's cadence.
        despite_blocking: go on although returned files have not been replaced; the sheet says so.

    Raises:
        BlockingOpenError: returned files have not been replaced.
        QuestionError: the place has no such form, or there is nothing to fill in.
    """
    heading(warehouse, table.form, place, period)
    still_open = blocking(warehouse, table.form, place, period)
    if still_open and not despite_blocking:
        raise BlockingOpenError(still_open)
    top = heading(warehouse, table.form, place, period, still_open)
    made = table.fill(warehouse, top)
    return UpwardFile(file_name(warehouse, table, place, period), made.xlsx(), made.totals, top)


def file_name(warehouse: Warehouse, table: Table, place: str, period: Period) -> str:
    """演示数据_长春市_附件4_信息汇总表_2020年2月19日.xlsx; 历史时点_ before the place where an earlier moment is asked.

    The moment itself stands on the sheet: a second day in the name would make it unclear of which day the report is.
    """
    demo = f"{labels.DEMO_MARK}_" if warehouse.release.is_demo else ""
    where = warehouse.place_name(place)
    return f"{demo}{'历史时点_' if warehouse.as_of else ''}{where}_{table.words}_{period.short_label}.xlsx"


def write(made: UpwardFile, out: Path) -> Path:
    """Write the file under `out`, a folder (made when missing) or a name ending in .xlsx; an earlier one is replaced.

    Raises:
        NotWrittenError: it could not be written; what was there before is untouched.
    """
    target = out if out.suffix.lower() == ".xlsx" else out / made.name
    partial = target.with_name(f".{secrets.token_hex(4)}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(made.content)
        partial.replace(target)
    except OSError as error:
        raise NotWrittenError(
            f"文件没有写成：{target}（{error.strerror or error}）。请检查目录权限和磁盘空间，并关闭正在打开的同名文件。"
        ) from error
    finally:
        with contextlib.suppress(OSError):  # a parent that is a file holds nothing of ours
            partial.unlink(missing_ok=True)
    return target
