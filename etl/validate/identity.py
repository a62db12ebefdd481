"""Who the enterprises of a report are: on the official list of their place (附件5 填表说明二), with one credit code."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from data.warehouse.levels import Level
from data.warehouse.places import normalise_enterprise_name, places
from etl.forms import variant_named
from etl.forms.model import RuleCode
from etl.validate.findings import rules, shorten
from etl.validate.reading import FindingRecord, Reading

CREDIT_CODE = "credit_code"
_SHOWN_NEAREST = 3
_SHOWN_MISSING = 5
_LEAST_LIKENESS = 60  # per cent
_LEGAL_FORM = re.compile(r"(?:股份)?有限(?:责任)?公司|公司$|集团|股份")


@dataclass(frozen=True, slots=True, eq=False)
class Roll:
    """The official list that governs a place in one period.

    `names`: name by enterprise. `elsewhere`: enterprises on the lists of other places, with the place. `nearest`: names
    looked for already, so that each is looked for once.
    """

    place_code: str
    names: Mapping[str, str]
    elsewhere: Mapping[str, str]
    nearest: dict[str, str] = field(default_factory=dict)


class CodeUse(NamedTuple):
    """A unified social credit code as a report states it for an enterprise; `source` names the report in messages."""

    code: str
    enterprise_id: str
    name: str
    source: str
    sheet: str = ""
    cell: str = ""


def check_names(reading: Reading, roll_of: Callable[[str], Roll | None]) -> list[FindingRecord]:
    """R2: names that are not on the list of their place, and listed enterprises that the report leaves out.

    Args:
        reading: a report that passed its own rules; confirmed names carry the registered enterprise's id already.
        roll_of: the list that governs a place in the report's period, None when there is none.
    """
    level, missing_level = _level(reading, "name-not-listed"), _level(reading, "listed-not-reported")
    if level is None and missing_level is None:
        return []
    named = reading.facts.get("fact_enterprise", [])
    found = []
    for place, enterprise, name, sheet, cell in named if level is not None else ():
        roll = roll_of(str(place))
        if roll is not None and enterprise not in roll.names:
            found.append(_not_listed(roll, str(enterprise), str(name), str(sheet), str(cell), level))
    if missing_level is not None and named and reading.place_code is not None:
        found += _left_out(roll_of(reading.place_code), {str(row[1]) for row in named}, missing_level)
    return found


def _not_listed(roll: Roll, enterprise: str, name: str, sheet: str, cell: str, level: Level | None) -> FindingRecord:
    words = roll.nearest.get(name)
    if words is None:
        words = roll.nearest[name] = _nearest_words(roll, enterprise, name)
    place = places()[roll.place_code].name
    return rules.NameNotListed.at(sheet, cell, level, name=shorten(name), place=place, nearest=words)


def _nearest_words(roll: Roll, enterprise: str, name: str) -> str:
    other = roll.elsewhere.get(enterprise)
    if other is not None:
        return f"，在{places()[other].name}的清单上"
    near = nearest_names(name, roll.names.values())
    if not near:
        return "，清单上也没有相近的名称"
    return "，相近的有" + "、".join(f"“{shorten(listed)}”（相似 {likeness}%）" for listed, likeness in near)


def nearest_names(name: str, listed: Iterable[str]) -> list[tuple[str, int]]:
    """Up to three listed names most like a written one, nearest first, with the likeness of whole names in per cent.

    What nearly all names share, 有限公司 and the place in front, does not make a name near.
    """
    from rapidfuzz import fuzz, process  # here: most reports name nobody who is not listed

    names = list(dict.fromkeys(listed))
    cores = [_core(one) for one in names]
    scored = process.extract(_core(name), cores, scorer=fuzz.WRatio, limit=_SHOWN_NEAREST, score_cutoff=_LEAST_LIKENESS)
    written = normalise_enterprise_name(name)
    return [(names[at], round(fuzz.ratio(written, normalise_enterprise_name(names[at])))) for _, _, at in scored]


@lru_cache(maxsize=16_384)
def _core(name: str) -> str:
    """The part of a company's name that tells it from others; the whole name when nothing else is left."""
    whole = normalise_enterprise_name(name)
    core = _LEGAL_FORM.sub("", whole).strip("（）")
    for word in _place_words():
        if core.startswith(word) and len(core) > len(word):
            core = core[len(word) :].lstrip("市县区")
            break
    return core or whole


@lru_cache(maxsize=1)
def _place_words() -> tuple[str, ...]:
    large = [place for place in places() if place.level in ("province", "city")]
    words = {word for place in large for word in (place.name, place.short_name)}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _left_out(roll: Roll | None, reported: set[str], level: Level) -> Iterator[FindingRecord]:
    """Listed enterprises of which the report says nothing: one finding with their number and first names."""
    if roll is None:
        return
    missing = [name for enterprise, name in roll.names.items() if enterprise not in reported]
    if missing:
        names = "、".join(missing[:_SHOWN_MISSING]) + (" 等" if len(missing) > _SHOWN_MISSING else "")
        yield rules.ListedNotReported.at(level=level, count=len(missing), names=names)


def credit_codes(reading: Reading, source: str) -> list[CodeUse]:
    """The credit codes that a report states, in its order."""
    stated = [row for row in reading.facts.get("fact_attribute", ()) if row[2] == CREDIT_CODE]
    names = {str(row[1]): str(row[2]) for row in reading.facts.get("fact_enterprise", ())} if stated else {}
    return [
        CodeUse(str(code), str(enterprise), names.get(str(enterprise), ""), source, str(sheet), str(cell))
        for _, enterprise, _, code, sheet, cell in stated
    ]


def check_codes(reading: Reading, known: Iterable[CodeUse]) -> list[FindingRecord]:
    """One code names one enterprise and one enterprise has one code: inside the report and against others.

    Args:
        reading: a report that passed its own rules; confirmed names carry the registered enterprise's id already.
        known: codes of the reports that count now, without the earlier versions of this one.
    """
    level = _level(reading, "credit-code-conflict")
    stated = credit_codes(reading, "") if level is not None else []
    if not stated:
        return []
    found = []
    by_code: dict[str, CodeUse] = {}
    by_enterprise: dict[str, CodeUse] = {}
    for use in known:
        by_code.setdefault(use.code, use)
        by_enterprise.setdefault(use.enterprise_id, use)
    for use in stated:
        other, same = by_code.setdefault(use.code, use), by_enterprise.setdefault(use.enterprise_id, use)
        if other.enterprise_id != use.enterprise_id:
            why = f"与“{shorten(other.name)}”的相同（{_where(other)}）"
        elif same.code != use.code:
            why = f"{_where(same)}中该企业的代码为 {_spaced(same.code)}"
        else:
            continue
        name = shorten(use.name)
        found.append(
            rules.CreditCodeConflict.at(use.sheet, use.cell, level, name=name, credit_code=_spaced(use.code), why=why)
        )
    return found


def _where(use: CodeUse) -> str:
    return use.source or f"本表 {use.cell}"


def _spaced(code: str) -> str:
    """A public code in groups of six, which tells it from the numbers of persons that messages mask."""
    return " ".join(code[at : at + 6] for at in range(0, len(code), 6))


def _level(reading: Reading, code: RuleCode) -> Level | None:
    return variant_named(reading.variant).declaration.rules.get(code) if reading.variant is not None else None
