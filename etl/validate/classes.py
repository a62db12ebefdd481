"""Words of classifications: enterprise types, goods 1–8, skill levels."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from data.warehouse.reference import categories, skill_levels

_SEPARATORS = re.compile(r"[、,;/+\n]|和(?=重|失|其)")
_NUMBERED = re.compile(r"(?P<code>\d)(?:\.0)?[.、:)\s]*(?P<words>\D+)", re.ASCII)


class ClassesRead(NamedTuple):
    """Values of a scheme found in one cell with the words written, and the words that are no value."""

    values: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]


def read_classes(value: object, scheme: str) -> ClassesRead:
    """The values in a category cell; several may be joined by 、/，. Numbers 1–8 stand for the goods of the notice."""
    if value.__class__ is str:
        return _read(value, scheme)
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return _read(text, scheme)


@lru_cache(maxsize=16_384)
def _read(text: str, scheme: str) -> ClassesRead:
    words = _words(scheme)
    plain = unicodedata.normalize("NFKC", text).strip()
    whole = _lookup(plain, words)
    if whole:
        return ClassesRead(((whole, plain),), ())
    values: dict[str, str] = {}
    unknown: list[str] = []
    for part in _SEPARATORS.split(plain):
        word = part.strip(" .()")
        if not word:
            continue
        found = _lookup(word, words)
        if found:
            values.setdefault(found, word)
        else:
            unknown.append(word)
    if unknown and not values:  # no separator helped: show the words as they were written
        return ClassesRead((), (plain,))
    return ClassesRead(tuple(values.items()), tuple(unknown))


def _lookup(text: str, words: dict[str, str]) -> str | None:
    squeezed = "".join(text.split())
    found = words.get(squeezed)
    if found is None and (match := _NUMBERED.fullmatch(squeezed)):
        by_code, by_words = words.get(match["code"]), words.get(match["words"])
        return by_code if by_code is not None and by_code == by_words else None
    return found


@cache
def _words(scheme: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for category in categories():
        if category.scheme == scheme:
            for word in (category.code, category.label, *category.aliases):
                if word:
                    words["".join(unicodedata.normalize("NFKC", word).split())] = category.value
    return words


@cache
def category_label(scheme: str, value: str) -> str:
    """The label of a category; the value itself when the scheme has none of that name."""
    return next((c.label for c in categories() if c.scheme == scheme and c.value == value), value)


@lru_cache(maxsize=4096)
def skill_of(text: str) -> str | None:
    """The code of a skill level, None when the word is none."""
    return _skills().get(_skill_word(text))


@cache
def skill_label(code: str) -> str:
    """The words of a skill level's code, "" when there is none."""
    return next((level.label for level in skill_levels() if level.skill_level == code), "")


@cache
def _skills() -> dict[str, str]:
    return {_skill_word(word): level.skill_level for level in skill_levels() for word in (level.label, *level.aliases)}


def _skill_word(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("、", "").replace("(人)", "")
