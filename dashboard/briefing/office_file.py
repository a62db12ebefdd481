"""What the Word file and the slides have in common: plain text, marks, properties, and the same bytes every time."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import Protocol

from dashboard.briefing.model import Briefing, Edition, State
from dashboard.briefing.typefaces import LANGUAGE
from dashboard.labels import DEMO_MARK
from dashboard.settings import PRODUCT
from data.warehouse.home import BEIJING

_LONGEST = 255
"""Characters of a core property that python-docx accepts."""
_DIGITS = "零一二三四五六七八九"
# What XML cannot hold, and what turns the direction of the text around it, so that figures read backwards.
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")


class Properties(Protocol):
    """Core properties as python-docx and python-pptx offer them."""

    title: str
    subject: str
    author: str
    last_modified_by: str
    keywords: str
    comments: str
    category: str
    language: str
    revision: int
    created: datetime
    modified: datetime


def one_line(text: str) -> str:
    """The text without characters that XML forbids or that would break or turn the line; blanks instead."""
    return _UNUSABLE.sub(" ", text)


def numeral(number: int) -> str:
    """Chinese numeral of a section, 1 to 99: 一, 十, 十二, 三十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def marks(briefing: Briefing) -> str:
    """【演示数据】【草稿】【对外版】, as far as they are true of the briefing; empty for a final one for the house."""
    known = (
        (DEMO_MARK, briefing.release.is_demo),
        (State.DRAFT.label, briefing.state is State.DRAFT),
        (Edition.PUBLIC.label, briefing.edition is Edition.PUBLIC),
    )
    return "".join(f"【{mark}】" for mark, is_true in known if is_true)


def issue(briefing: Briefing) -> str:
    """第20期."""
    return f"第{briefing.issue_number}期"


def stated(briefing: Briefing, *names: str) -> str:
    """A line of the context by its name, the first of several that is there: 数据截至：2021-05-21 12:00.

    Raises:
        KeyError: the briefing states none of them.
    """
    lines = dict(briefing.context)
    name = next((name for name in names if name in lines), names[-1])
    return f"{name}：{one_line(lines[name])}"


def knowledge(briefing: Briefing) -> str:
    """What the numbers are read from: a final issue names its moment, a draft the release."""
    return stated(briefing, "数据时点", "发布版本")


def moment(briefing: Briefing) -> datetime:
    """The time that the files bear (Beijing time): frozen, else as known, else published; never the clock's."""
    return briefing.frozen_at or briefing.as_of or briefing.release.published_at


def application() -> bytes:
    """The part docProps/app.xml: what made the file."""
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}\n<Properties xmlns="{namespace}"><Application>{PRODUCT}</Application></Properties>'.encode()


def describe(properties: Properties, briefing: Briefing) -> None:
    """Fill the core properties: title, subject and the product; nobody's name."""
    written = moment(briefing).replace(tzinfo=BEIJING).astimezone(UTC).replace(tzinfo=None)
    properties.title = one_line(f"{briefing.title} {issue(briefing)}")[:_LONGEST]
    properties.subject = one_line(f"{briefing.place_name}，{briefing.period.label}{marks(briefing)}")[:_LONGEST]
    properties.author = PRODUCT
    properties.last_modified_by = PRODUCT
    properties.keywords = properties.category = ""
    properties.comments = knowledge(briefing)[:_LONGEST]
    properties.language = LANGUAGE
    properties.revision = 1
    properties.created = properties.modified = written


def sealed(content: bytes, written: datetime) -> bytes:
    """The same zip container with `written` as the time of every member, so that equal content is equal bytes."""
    stamp = written.timetuple()[:6]
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in given.namelist():
            member = zipfile.ZipInfo(name, stamp)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            out.writestr(member, given.read(name))
    return target.getvalue()
