"""Words typed on the command line as values, and values as JSON numbers."""

from datetime import datetime

import pandas as pd

from dashboard.queries import QuestionError, Warehouse
from data.warehouse.home import Home
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from data.warehouse.reference import categories
from data.warehouse.release import NoReleaseError, current_release_id


def opened(denominator: Denominator, as_of: datetime | None) -> Warehouse:
    """The current release, as it stands or as known at a moment.

    Raises:
        NoReleaseError: nothing has been published.
    """
    home = Home.from_environment()
    release_id = current_release_id(home)
    if release_id is None:
        raise NoReleaseError("尚未发布任何数据：请先运行 python -m etl load 装载报表。")
    return Warehouse(home.release_file(release_id), denominator, as_of)


def plain(value: object) -> int | float | None:
    """A JSON number: whole ones without a decimal point, None where there is nothing."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    number = float(value)  # type: ignore[arg-type]
    return int(number) if number.is_integer() else number


def read_period(text: str) -> Period:
    """A period; raises QuestionError."""
    try:
        return Period.parse(text)
    except ValueError as error:
        raise QuestionError(str(error)) from error


def moment(text: str | None) -> datetime | None:
    """A moment, Beijing time; raises QuestionError."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise QuestionError(f"时刻“{text}”应写作 2021-06-01T12:00") from error


def read_category(text: str) -> tuple[str, str]:
    """scheme=value by code, label or alias; a value alone serves too, since values are unique over all schemes."""
    scheme, _, value = text.rpartition("=")
    for item in categories():
        names = {item.value, item.label, item.code, *item.aliases} - {""}
        if scheme in ("", item.scheme, item.scheme_label) and value in names:
            return item.scheme, item.value
    known = "、".join(f"{item.scheme}={item.value}" for item in categories())
    raise QuestionError(f"没有企业类别“{text}”，可用：{known}")


def read_word(kind: str, text: str, entries: list[tuple[str, str]]) -> str:
    """The code of a word given by code or label; raises QuestionError."""
    for key, label in entries:
        if text in (key, label):
            return key
    raise QuestionError(f"没有{kind}“{text}”，可用：" + "、".join(f"{key}（{label}）" for key, label in entries))
