"""Facts from the remark of an enterprise, and rule R7 inside one file (附件5 填表说明七)."""

import re
from functools import cache

from data.warehouse.reference import channels
from etl.sources.grid import Sheet
from etl.validate.body import Block
from etl.validate.collected import Collected
from etl.validate.columns import Columns
from etl.validate.findings import rules as broken_rules
from etl.validate.reading import RemarkCheck
from etl.validate.remarks import RemarkReading, read_remark

_UNSTATED = "未注明"
_PERSONS = re.compile(r"(\d{1,6})(?:人|名)", re.ASCII)


class RemarkReader:
    """Reads the remarks of one sheet. It runs for every enterprise of every report: hence the few calls."""

    def __init__(self, sheet: Sheet, columns: Columns, collected: Collected) -> None:
        """`columns` has a column of remarks."""
        self.sheet = sheet
        self.at = columns.remark
        self.letter = columns.letters[columns.remark]
        self.collected = collected
        self.remark_facts = collected.rows_of("fact_remark")
        self.channel_facts = collected.rows_of("fact_channel")
        self.disagree_level = collected.level_of("channels-disagree")
        self.codes = _channel_codes()

    def read(self, block: Block, place: str, enterprise: str) -> None:
        """The remark of an enterprise as written, its channels, and what later rules need of it."""
        sheet_name, at, rows = self.sheet.name, self.at, self.sheet.rows
        texts: dict[str, int] = {}
        for row in block.rows:
            value = rows[row][at]
            if value is not None and (text := str(value).strip()):
                texts.setdefault(text, row)
        if not texts:
            return
        text = "；".join(texts)
        cell = f"{self.letter}{next(iter(texts.values())) + 1}"
        reading = read_remark(text)
        self.remark_facts.append((place, enterprise, text, reading.stated_new, reading.unread, sheet_name, cell))
        for label, persons in reading.channels.items():
            self.channel_facts.append(
                (place, enterprise, self.codes[label], persons, reading.approximate, sheet_name, cell)
            )
        if reading.stated_new is not None:
            self._compare(block, cell, reading, reading.stated_new)
        if reading.stated_new is not None or reading.rise_reason or reading.fall_reason:
            self.collected.checks.remarks[enterprise] = RemarkCheck(
                enterprise, reading.stated_new, reading.rise_reason, reading.fall_reason, cell
            )

    def _compare(self, block: Block, cell: str, reading: RemarkReading, stated: int) -> None:
        """The number that the remark states for this issue with the channels that it names."""
        added_up = named_persons(reading)
        if self.disagree_level is not None and added_up and stated != added_up and not reading.approximate:
            finding = broken_rules.ChannelsDisagree.at(
                self.sheet.name, cell, self.disagree_level, name=block.name, stated=stated, added=added_up
            )
            self.collected.add([finding])


def named_persons(reading: RemarkReading) -> int:
    """Persons that the remark puts beside channels, also those set aside since they exceed the total."""
    named = sum(persons for label, persons in reading.channels.items() if label != _UNSTATED)
    return named + sum(int(number) for number in _PERSONS.findall(reading.unread))


@cache
def _channel_codes() -> dict[str, str]:
    return {entry.label: entry.channel for entry in channels()}
