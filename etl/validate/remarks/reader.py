"""Reads 备注: what a clerk or a newspaper wrote about persons found for an enterprise, by which channel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from etl.validate.remarks.builder import GroupBuilder
from etl.validate.remarks.channels import CHANNELS, Kind
from etl.validate.remarks.clauses import Clause, split_clauses
from etl.validate.remarks.reasons import fall_reason, rise_reason
from etl.validate.remarks.status import FIRM
from etl.validate.remarks.surroundings import settle
from etl.validate.remarks.text import normalise
from etl.validate.remarks.totals import Outcome, add_up

_CACHED_LENGTH: Final = 400  # characters; longer remarks are rare and would fill the cache
_EXPLAINED: Final = frozenset(
    {Kind.PLAN, Kind.OUTLOOK, Kind.NEED, Kind.NEGATED, Kind.INTENT, Kind.APPLIED, Kind.PAST, Kind.COMPARED, Kind.ASIDE}
)


@dataclass(frozen=True, slots=True)
class RemarkReading:
    """What a remark says. Numbers are persons.

    `channels` holds persons newly solved in this issue by channel, in the order of `CHANNELS`, only those above 0.
    `approximate`: a counted number is written with 余, 约, 左右 or the like.
    `unread`: the clauses with numbers or channel words that could not be placed, joined by ；.
    `stated_new`, `stated_total`: this issue's number and the cumulative one where the remark states them, else None.
    `intent_only`: persons of 意向, 预约, 报名, not solved.
    `rise_reason`, `fall_reason`: words that explain a rise of the shortage, a fall of the cumulative number.
    """

    channels: dict[str, int]
    approximate: bool
    unread: str
    stated_new: int | None
    stated_total: int | None
    intent_only: int
    rise_reason: str
    fall_reason: str


def read_remark(text: str) -> RemarkReading:
    """Reads one remark (附件4 填表说明七). Pure; never raises on any str; time grows linearly with the length."""
    if len(text) > _CACHED_LENGTH:
        return _read(text)
    reading = _read_cached(text)
    return RemarkReading(
        dict(reading.channels),
        reading.approximate,
        reading.unread,
        reading.stated_new,
        reading.stated_total,
        reading.intent_only,
        reading.rise_reason,
        reading.fall_reason,
    )


def _read(text: str) -> RemarkReading:
    plain = normalise(text)
    clauses = split_clauses(plain)
    builder = GroupBuilder(plain, clauses)
    groups = settle(plain, clauses, builder.build())
    outcome = add_up(groups, builder.nothing_new)
    stated_new = outcome.stated_new
    if stated_new is None and builder.nothing_new and not outcome.channels:
        stated_new = 0
    return RemarkReading(
        _in_order(outcome.channels),
        outcome.approximate,
        _unread(plain, clauses, outcome),
        stated_new,
        outcome.stated_total,
        outcome.intent_only,
        rise_reason(plain),
        fall_reason(plain),
    )


def _in_order(channels: dict[str, int]) -> dict[str, int]:
    if len(channels) < 2:
        return {name: persons for name, persons in channels.items() if persons > 0}
    return {name: channels[name] for name in CHANNELS if channels.get(name, 0) > 0}


_read_cached = lru_cache(maxsize=16_384)(_read)


def _unread(text: str, clauses: list[Clause], outcome: Outcome) -> str:
    silent = not outcome.channels and outcome.stated_new is None and outcome.stated_total is None
    if not outcome.unread and not silent:
        return ""
    indexes = {index for group in outcome.unread for index in range(group.first, group.last + 1)}
    if silent:
        indexes |= {index for index, clause in enumerate(clauses) if _solves_uncounted(clause)}
    return "；".join(text[clauses[index].start : clauses[index].end] for index in sorted(indexes))


def _solves_uncounted(clause: Clause) -> bool:
    """已通过招聘解决: persons were found, how many is not said; 正在招聘 is understood and needs no number."""
    kinds = {cue.kind for cue in clause.cues}
    if clause.mentions or kinds & _EXPLAINED:
        return False
    return (Kind.ALREADY in kinds and Kind.SOLVED in kinds) or any(cue.weight >= FIRM for cue in clause.cues)
