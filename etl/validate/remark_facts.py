"""Facts from the remark of an enterprise, and rule R7 inside one file (附件5 填表说明七)."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from data.warehouse.reference import channels
from etl.sources.grid import Sheet
from etl.validate.body import Block
from etl.validate.collected import Collected
from etl.validate.columns import Columns, cell_names
from etl.validate.findings import rules as broken_rules
from etl.validate.reading import RemarkCheck
from etl.validate.remarks import RemarkReading, read_remark

_UNSTATED = "未注明"
_PERSONS = re.compile(r"(\d{1,6})(?:人|名)", re.ASCII)


class _Said(NamedTuple):
    """What is kept of a remark. `channels`: code and persons; `added_up`: persons beside channels.

    `total`, `named`: what the rules on cumulative numbers compare with, None where the remark leaves it open.
    """

    stated_new: int | None
    unread: str
    channels: tuple[tuple[str, int], ...]
    approximate: bool
    rise_reason: str
    fall_reason: str
    added_up: int
    total: int | None
    named: int | None

    @property
    def is_compared(self) -> bool:
        """Whether a rule has something to compare with."""
        stated = self.stated_new is not None or self.total is not None or self.named is not None
        return stated or bool(self.rise_reason or self.fall_reason)


@lru_cache(maxsize=16_384)
def _said(text: str) -> _Said:
    """The remark, read once however many enterprises and periods have it."""
    reading, codes = read_remark(text), _channel_codes()
    is_clear = not reading.approximate and not reading.unread
    is_loose = reading.approximate or _is_of_channel(reading) or _is_vague(reading, text)
    return _Said(
        reading.stated_new,
        reading.unread,
        tuple((codes[label], persons) for label, persons in reading.channels.items()),
        reading.approximate,
        reading.rise_reason,
        reading.fall_reason,
        named_persons(reading),
        total=None if is_loose else reading.stated_total,
        named=(named_persons(reading) or None) if is_clear and reading.stated_total is None else None,
    )


class RemarkReader:
    """Reads the remarks of one sheet. It runs for every enterprise of every report: hence the few calls."""

    def __init__(self, sheet: Sheet, columns: Columns, collected: Collected) -> None:
        """`columns` has a column of remarks."""
        self.sheet = sheet
        self.at = columns.remark
        self.sheet_name = sheet.name
        self.names = cell_names(columns.letters[columns.remark], len(sheet.rows))
        self.collected = collected
        self.remark_facts = collected.rows_of("fact_remark")
        self.channel_facts = collected.rows_of("fact_channel")
        self.disagree_level = collected.level_of("channels-disagree")

    def read(self, block: Block, place: str, enterprise: str) -> None:
        """The remark of an enterprise as written, its channels, and what later rules need of it."""
        sheet_name, at, rows = self.sheet_name, self.at, self.sheet.rows
        text = ""
        first = -1
        texts: list[str] = []
        for row in block.rows:
            value = rows[row][at]
            if value is not None and (own := str(value).strip()):
                if first < 0:
                    text, first, texts = own, row, [own]
                elif own not in texts:
                    texts.append(own)
                    text = "；".join(texts)
        if first < 0:
            return
        cell = self.names[first]
        said = _said(text)
        self.remark_facts.append((place, enterprise, text, said.stated_new, said.unread, sheet_name, cell))
        for channel, persons in said.channels:
            self.channel_facts.append((place, enterprise, channel, persons, said.approximate, sheet_name, cell))
        if said.stated_new is not None and not said.approximate:
            self._compare(block, cell, said.stated_new, said.added_up)
        if said.is_compared:
            self.collected.checks.remarks[enterprise] = RemarkCheck(
                enterprise, said.stated_new, said.rise_reason, said.fall_reason, cell, said.total, said.named
            )

    def _compare(self, block: Block, cell: str, stated: int, added_up: int) -> None:
        """The number that the remark states for this issue with the channels that it names."""
        if self.disagree_level is not None and added_up and stated != added_up:
            finding = broken_rules.ChannelsDisagree.at(
                self.sheet.name, cell, self.disagree_level, name=block.name, stated=stated, added=added_up
            )
            self.collected.add([finding])


def named_persons(reading: RemarkReading) -> int:
    """Persons that the remark puts beside channels, also those set aside since they exceed the total."""
    named = sum(persons for label, persons in reading.channels.items() if label != _UNSTATED)
    return named + sum(int(number) for number in _PERSONS.findall(reading.unread))


def _is_of_channel(reading: RemarkReading) -> bool:
    """累计招聘20人 may be one channel's share of the cumulative number: not compared with the whole."""
    return reading.stated_new is None and reading.stated_total in reading.channels.values()


def _is_vague(reading: RemarkReading, text: str) -> bool:
    """Whether the cumulative number is written with 约, 近, 余 or the like."""
    if reading.stated_total is None:
        return False
    plain, number = unicodedata.normalize("NFKC", text), reading.stated_total
    return re.search(rf"[约近超逾]{number}(?!\d)|(?<!\d){number}(?:[余多]|人?(?:左右|以上))", plain) is not None


@cache
def _channel_codes() -> dict[str, str]:
    return {entry.label: entry.channel for entry in channels()}
