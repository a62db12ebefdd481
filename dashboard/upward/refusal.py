"""While a returned file has not been replaced, no table goes upward unless it is told to, and then it says so."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard.queries import Warehouse, upward
from data.warehouse.period import Period

_SHOWN = 3  # messages of one file that are written out


@dataclass(frozen=True, slots=True)
class Blocking:
    """A file that was returned and not replaced: what is wrong with it, and what counts for the place meanwhile."""

    place_code: str
    place: str
    file_name: str
    messages: tuple[str, ...]
    has_accepted: bool
    """An earlier file of the place for the same period counts."""

    @property
    def items(self) -> int:
        """Blocking findings; a file that came back is at least one."""
        return max(len(self.messages), 1)

    @property
    def words(self) -> str:
        """朝阳区 1 项（退回的“…”未重报，H8 缺工人数：…）."""
        more = f"等 {len(self.messages)} 项" if len(self.messages) > _SHOWN else ""
        why = "；".join(message.rstrip("。") for message in self.messages[:_SHOWN]) + more
        counts = "，现用此前收到的报表" if self.has_accepted else ""
        return f"{self.place} {self.items} 项（“{self.file_name}”退回后未重报{counts}{'：' if why else ''}{why}）"


class BlockingOpenError(ValueError):
    """Blocking findings are open for the place and period. The text is a Chinese list of who and what."""

    def __init__(self, blocking: Iterable[Blocking]) -> None:
        self.blocking = tuple(blocking)
        count = sum(entry.items for entry in self.blocking)
        lines = [f"仍有 {count} 项阻断未处理，没有生成上报表：", *(f"  {entry.words}" for entry in self.blocking)]
        super().__init__("\n".join([*lines, "请催促重新报送；确需先报的，请指明不顾阻断继续，表上会注明。"]))


def blocking(warehouse: Warehouse, form: str, area: str, period: Period) -> tuple[Blocking, ...]:
    """What is still returned for a form, place (with everything below it) and period, in the order of places."""
    rows = upward.blocking(warehouse, form, area, period)
    return tuple(_of_file(file) for _, file in rows.groupby("submission_id", sort=False))


def _of_file(rows: pd.DataFrame) -> Blocking:
    first = rows.iloc[0]
    known = rows[rows["message"].notna()]
    return Blocking(
        place_code=str(first["place_code"]),
        place=str(first["place"]),
        file_name=str(first["file_name"]),
        messages=tuple(
            f"{cell} {message}" if isinstance(cell, str) and cell else str(message)
            for cell, message in zip(known["cell"], known["message"], strict=True)
        ),
        has_accepted=bool(first["has_accepted"]),
    )
