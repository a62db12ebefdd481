"""Words typed on the command line as values, and values as JSON numbers."""

from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.queries import Cut, QuestionError, Warehouse
from dashboard.selection import Region, listed
from data.warehouse.home import BEIJING, Home
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period
from data.warehouse.places import places
from data.warehouse.reference import categories
from data.warehouse.release import NoReleaseError, current_release_id

_FIRST_YEAR, _LAST_YEAR = 1990, 2100


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


def plain(value: Any) -> int | float | None:
    """A JSON number: whole ones without a decimal point, None where there is nothing."""
    if value is None or pd.isna(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def read_period(text: str) -> Period:
    """A period of the years that reports can be of; raises QuestionError."""
    try:
        period = Period.parse(text)
    except ValueError as error:
        raise QuestionError(str(error)) from error
    if not _FIRST_YEAR <= period.start.year <= _LAST_YEAR:
        raise QuestionError(f"报告期“{text}”不在 {_FIRST_YEAR} 至 {_LAST_YEAR} 年之间")
    return period


def moment(text: str | None) -> datetime | None:
    """A moment in Beijing time, also when it is written with another time zone; raises QuestionError."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            raise ValueError(f"year {found.year}")
    except ValueError as error:
        raise QuestionError(f"时刻“{text}”应写作 2021-06-01T12:00") from error
    return found if found.tzinfo is None else found.astimezone(BEIJING).replace(tzinfo=None)


def read_place(text: str) -> Cut:
    """A place code, or several of one city: 370403,370404.

    Raises:
        QuestionError: an unknown code, or places of several cities.
    """
    codes = listed(text)
    if len(codes) < 2:
        return Cut(text)
    tree = places()
    unknown = [code for code in codes if code not in tree]
    if unknown:
        raise QuestionError(f"没有地区代码“{'、'.join(unknown)}”")
    together = Region(tree).together(codes)
    if together.refused:
        raise QuestionError("一次只能查询一个市之内的地区：" + "、".join(tree[code].name for code in codes))
    return Cut(together.anchor, within=together.within)


def read_category(text: str) -> tuple[str, tuple[str, ...]]:
    """scheme=value or scheme=value,value by code, label or alias; values alone serve too, being unique over schemes.

    Raises:
        QuestionError: an unknown value, or values of several schemes.
    """
    scheme, _, values = text.rpartition("=")
    found = [_category(f"{scheme}={value}" if scheme else value) for value in listed(values) or (values,)]
    if len({scheme for scheme, _ in found}) > 1:
        raise QuestionError(f"“{text}”中的值不属于同一种分类")
    return found[0][0], tuple(dict.fromkeys(value for _, value in found))


def _category(text: str) -> tuple[str, str]:
    scheme, _, value = text.rpartition("=")
    for item in categories():
        names = {item.value, item.label, item.code, *item.aliases} - {""}
        if scheme in ("", item.scheme, item.scheme_label) and value in names:
            return item.scheme, item.value
    known = "、".join(f"{item.scheme}={item.value}" for item in categories())
    raise QuestionError(f"没有企业类别“{text}”，可用：{known}")


def read_words(kind: str, text: str | None, entries: list[tuple[str, str]]) -> tuple[str, ...]:
    """The codes of words given by code or label, one or several: 缝纫工,焊工. None: all; raises QuestionError."""
    if text is None:
        return ()
    return tuple(dict.fromkeys(_word(kind, word, entries) for word in listed(text) or (text,)))


def _word(kind: str, text: str, entries: list[tuple[str, str]]) -> str:
    for key, label in entries:
        if text in (key, label):
            return key
    raise QuestionError(f"没有{kind}“{text}”，可用：" + "、".join(f"{key}（{label}）" for key, label in entries))
