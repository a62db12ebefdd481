"""Cuts a normalised remark into clauses, and gives every count the words to its left and to its right.

A clause ends at ，；。：and brackets; at 、 + = only when it already holds a count, so that 招聘8人、调剂4人 is two
clauses and 云南、贵州工人35人 is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from etl.validate.remarks.channels import Cue, Kind, find_cues
from etl.validate.remarks.numbers import Count, Form, find_counts

_SEPARATOR: Final = re.compile(r"[,;。、:()!?+=]")
_ORIGIN_LENGTH: Final = 12
_NEXT_ORIGIN: Final = "、[^,;。、:\\d]{1,5}籍"
_TRADE_ENDS: Final = frozenset("员工师手")
_NEXT_TRADE: Final = "、[^,;。、:()\\d]{1,6}?[员工师手](?![,;。、:()\\d]|$)"
_LAST_ORIGIN: Final = "、[^,;。:\\d]*(?:[,;。:]|$)"
_ENDS_SENTENCE: Final = "。!?"
_NEEDS_COUNT: Final = "、+="
_CARRIES_A_FIGURE: Final = frozenset(
    {
        Kind.CHANNEL, Kind.PERSONS, Kind.SOLVED, Kind.ARRIVED, Kind.NEW, Kind.RUNNING, Kind.NEED, Kind.TOTAL, Kind.REST,
        Kind.INTENT, Kind.APPLIED, Kind.PART, Kind.LOST, Kind.STOCK, Kind.PAST, Kind.VIA_NET,
        Kind.VIA_FAIR, Kind.PLAN,
    }
)  # fmt: skip
_FILLER: Final = re.compile(
    r"(?:了|到|的|为|是|有|共|计|约|近|:|人数|人员|员工|工人|用工|劳动力|人|"
    r"[^,;。:\d]{0,6}(?:工|员|师|手|司机|保安|保洁|厂|公司))*"
)
JOB_WORDS: Final = "工|员|师|手|司机|保安|保洁|骑手|人员|者|管理|技术|质检|行政|后勤|男|女"
JOB_NOUN: Final = re.compile(rf"[^,;。:\d]{{0,12}}(?:{JOB_WORDS})")


@dataclass(slots=True)
class Mention:
    """A count in its clause: `left` are the words since the count before it, `right` those until the count after it."""

    count: Count
    clause: int
    left: list[Cue]
    right: list[Cue]
    is_last: bool
    gap: str  # text since the clause began or the previous count ended


@dataclass(slots=True)
class Clause:
    """A stretch of text between separators. `sentence` counts from 0, `depth` is 1 and more inside brackets."""

    start: int
    end: int
    sentence: int
    depth: int
    lists_parts: bool  # begins after "12人：" or "12人（"
    states_total: bool  # begins after "="
    after_semicolon: bool
    cues: list[Cue] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


def split_clauses(text: str) -> list[Clause]:
    """The clauses of a normalised remark with their words and counts."""
    counts, cues = find_counts(text), find_cues(text)
    starts = {cue.start for cue in cues}
    counts = [count for count in counts if count.form is not Form.BARE or _can_stand_bare(text, count, starts)]
    clauses = _cut(text, counts)
    _distribute(text, clauses, counts, cues)
    return clauses


def _can_stand_bare(text: str, count: Count, cue_starts: set[int]) -> bool:
    return count.end == len(text) or count.end in cue_starts or text[count.end] in ",;。、:()!?+=左"


def _cut(text: str, counts: list[Count]) -> list[Clause]:
    clauses: list[Clause] = []
    position = sentence = depth = index = 0
    opening = ""

    def close(end: int) -> None:
        parts = opening in ("count:", "count(")
        clauses.append(Clause(position, end, sentence, depth, parts, opening == "=", opening == ";"))

    for match in _SEPARATOR.finditer(text):
        at, mark = match.start(), match[0]
        first = index
        while index < len(counts) and counts[index].end <= at:
            index += 1
        has_count = index > first or (first > 0 and counts[first - 1].start >= position)
        follows_count = index > 0 and position <= counts[index - 1].start and at - counts[index - 1].end <= 8
        if (mark in _NEEDS_COUNT and not has_count) or (mark == ":" and not follows_count):
            continue
        if mark == "、" and _joins_origins(text, counts[index - 1], at):
            continue
        close(at)
        position = at + 1
        opening = ("count" + mark) if mark in ":(" and follows_count else mark
        if mark in _ENDS_SENTENCE:
            sentence += 1
            depth = 0
        depth = depth + 1 if mark == "(" else max(0, depth - 1) if mark == ")" else depth
    close(len(text))
    return clauses


def _joins_origins(text: str, count: Count, at: int) -> bool:
    """20名四川、云南籍员工, 30名从怒江、红河来的工人, 66名讲解员、检票员: no mark between statements."""
    if at == count.end or at - count.end > _ORIGIN_LENGTH:
        return False
    if text.startswith(("从", "来自"), count.end):
        return re.match(_LAST_ORIGIN, text[at : at + 60]) is not None
    if text[at - 1] in _TRADE_ENDS and re.match(_NEXT_TRADE, text[at : at + 9]):
        return True
    return at - count.end <= 4 and re.match(_NEXT_ORIGIN, text[at : at + 8]) is not None


def _distribute(text: str, clauses: list[Clause], counts: list[Count], cues: list[Cue]) -> None:
    next_count = next_cue = 0
    previous_counted = False
    for index, clause in enumerate(clauses):
        own: list[Count] = []
        last: Cue | None = None
        while next_cue < len(cues) and cues[next_cue].start < clause.end:
            cue = cues[next_cue]
            next_cue += 1
            while next_count < len(counts) and counts[next_count].start < cue.end:
                count = counts[next_count]
                if _stands_before(count, cue, clause) or _is_figure_of(text, clause, count, last, previous_counted):
                    own.append(count)
                next_count += 1
            if not own or own[-1].end <= cue.start:
                last = cue
                if cue.kind is not Kind.NEUTRAL:
                    clause.cues.append(cue)
        while next_count < len(counts) and counts[next_count].start < clause.end:
            if _is_figure_of(text, clause, counts[next_count], last, previous_counted):
                own.append(counts[next_count])
            next_count += 1
        if own:
            _place(text, index, clause, own)
        previous_counted = bool(own)


def _stands_before(count: Count, cue: Cue, clause: Clause) -> bool:
    """5招聘+3调剂: the figure goes with the channel behind it when the clause ends there."""
    return cue.start == count.end and cue.end == clause.end and cue.kind is Kind.CHANNEL


def _is_figure_of(text: str, clause: Clause, count: Count, last: Cue | None, previous_counted: bool) -> bool:
    """A figure without a measure word counts persons only directly after a word that takes one (招聘8, 招聘包装工8)."""
    if count.form is Form.PERSONS or count.form is Form.VAGUE:
        return True
    if last is None:
        gap = text[clause.start : count.start]
        return clause.states_total or (previous_counted and bool(JOB_NOUN.fullmatch(gap)))
    return last.kind in _CARRIES_A_FIGURE and bool(_FILLER.fullmatch(text, last.end, count.start))


def _place(text: str, index: int, clause: Clause, counts: list[Count]) -> None:
    """Builds the mentions of a clause."""
    position, cue_at = clause.start, 0
    cues = clause.cues
    lefts: list[list[Cue]] = []
    for count in counts:
        left: list[Cue] = []
        while cue_at < len(cues) and cues[cue_at].end <= count.start:
            left.append(cues[cue_at])
            cue_at += 1
        lefts.append(left)
        clause.mentions.append(Mention(count, index, left, [], False, text[position : count.start]))
        position = count.end
    rest = cues[cue_at:]
    if rest:  # 招聘15调剂3台: a word before a figure that counts nobody says nothing of the persons before it
        rest = [cue for cue in rest if cue.kind is not Kind.CHANNEL or not text[cue.end : cue.end + 1].isdigit()]
    for number, mention in enumerate(clause.mentions):
        mention.is_last = number == len(counts) - 1
        mention.right = rest if mention.is_last else lefts[number + 1]
