"""As known on: the moment in the address, `as_of=2021-06-01T12:00` (Beijing time), against what has been received."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.labels import plain
from dashboard.queries import Warehouse

KEY = "as_of"
_BEIJING = ZoneInfo("Asia/Shanghai")


def read(text: str | None, latest: Warehouse) -> tuple[datetime | None, str | None]:
    """The moment and, where it cannot be used, a notice; None: all that has been received is shown."""
    if text is None:
        return None, None
    moment = parse(text)
    if moment is None:
        return None, f"地址中的数据时点“{plain(text)}”应写作 2021-06-01T12:00，已显示最新数据。"
    if moment > latest.release.published_at:
        return None, f"数据时点 {said(moment)} 晚于本版数据的发布时间，已显示最新数据。"
    first = latest.first_received_at
    if first is None or moment < first:
        return None, f"{said(moment)} 还没有收到任何报送，已显示最新数据。"
    return moment, None


def parse(text: str) -> datetime | None:
    """A moment in Beijing time; a day alone means its beginning. None: no moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is None else moment.astimezone(_BEIJING).replace(tzinfo=None)


def written(moment: datetime) -> str:
    """The moment as it stands in the address."""
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def mark(warehouse: Warehouse) -> str:
    """【截至 2021-06-01 12:00】 before the title of whatever leaves the page; empty for what is known now."""
    return f"【截至 {said(warehouse.as_of)}】" if warehouse.as_of else ""


def version(warehouse: Warehouse) -> str:
    """What the numbers are of: 发布版本 …; for an earlier moment 数据时点 …, which later releases give again."""
    if warehouse.as_of:
        return f"数据时点 {said(warehouse.as_of)}"
    info = warehouse.release
    return f"发布版本 {info.release_id}（{info.published_at:%Y-%m-%d %H:%M}）"


def file_mark(warehouse: Warehouse) -> str:
    """截至20210601_1200_ before the name of a file; empty for what is known now."""
    return f"截至{warehouse.as_of:%Y%m%d_%H%M}_" if warehouse.as_of else ""


def said(moment: datetime) -> str:
    """2021-06-01 12:00; with seconds where they matter."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.second else f"{moment:%Y-%m-%d %H:%M}"
