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


def add_remark(block: Block, sheet: Sheet, columns: Columns, collected: Collected, place: str, enterprise: str) -> None:
    """The remark of an enterprise as written, its channels, and what later rules need of it."""
    texts = {
        text: row
        for row in reversed(block.rows)
        if (value := sheet.rows[row][columns.remark]) is not None and (text := str(value).strip())
    }
    if not texts:
        return
    rows = dict(sorted(texts.items(), key=lambda item: item[1]))
    text = "；".join(rows)
    cell = f"{columns.letters[columns.remark]}{next(iter(rows.values())) + 1}"
    reading = read_remark(text)
    facts = collected.rows_of("fact_remark")
    facts.append((place, enterprise, text, reading.stated_new, reading.unread, sheet.name, cell))
    if reading.channels:
        codes = _channel_codes()
        added = collected.rows_of("fact_channel")
        for label, persons in reading.channels.items():
            added.append((place, enterprise, codes[label], persons, reading.approximate, sheet.name, cell))
    level = collected.level_of("channels-disagree")
    added_up = named_persons(reading)
    if level is not None and added_up and reading.stated_new not in (None, added_up) and not reading.approximate:
        finding = broken_rules.ChannelsDisagree.at(
            sheet.name, cell, level, name=block.name, stated=reading.stated_new, added=added_up
        )
        collected.add([finding])
    if reading.stated_new is not None or reading.rise_reason or reading.fall_reason:
        collected.checks.remarks[enterprise] = RemarkCheck(
            enterprise, reading.stated_new, reading.rise_reason, reading.fall_reason, cell
        )


def named_persons(reading: RemarkReading) -> int:
    """Persons that the remark puts beside channels, also those set aside since they exceed the total."""
    named = sum(persons for label, persons in reading.channels.items() if label != _UNSTATED)
    return named + sum(int(number) for number in _PERSONS.findall(reading.unread))


@cache
def _channel_codes() -> dict[str, str]:
    return {entry.label: entry.channel for entry in channels()}
