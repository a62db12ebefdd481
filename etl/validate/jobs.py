"""Job words: their type in the dictionary, and jobs with numbers written into one cell."""

import re
import unicodedata
from functools import cache, lru_cache

from data.warehouse.reference import job_types

UNCLASSIFIED = "unclassified"
_LEAST_LIKENESS = 50  # per cent
NO_JOB_WORDS = frozenset({"无", "-", "—", "——", "--", "/", "零", "0"})

_SEPARATORS = re.compile(r"[、,;。\s+]+")
_PART = re.compile(r"(?P<job>[^\d]*?[^\d:()（）])[:(（]?(?P<count>\d{1,6})(?P<unit>人|名|个)?[)）]?", re.ASCII)
_VAGUE = re.compile(r"[约近余多]$|以上$|左右$|大概$|超过?$|至少$|不少于$")


@lru_cache(maxsize=16_384)
def normalise_job(text: str) -> str:
    """A job word without white space, half width, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@lru_cache(maxsize=16_384)
def job_type_of(text: str) -> str:
    """The type of a job word in data/reference/job_types.csv, `UNCLASSIFIED` when it is not there."""
    return _dictionary().get(normalise_job(text), UNCLASSIFIED)


@lru_cache(maxsize=4_096)
def nearest_job_words(text: str) -> tuple[str, ...]:
    """Up to three words of the dictionary most like an unknown job word, nearest first; none when nothing is near."""
    from rapidfuzz import fuzz, process  # here: most reports name no unknown job

    word = normalise_job(text)
    scored = process.extract(word, sorted(_dictionary()), scorer=fuzz.ratio, limit=3, score_cutoff=_LEAST_LIKENESS)
    return tuple(str(near) for near, _, _ in scored)


@lru_cache(maxsize=16_384)
def split_jobs(text: str) -> tuple[tuple[str, int], ...]:
    """Jobs with their numbers when a text holds nothing else: 「缝纫工20人、搬运工5人」; else nothing.

    A single 「焊工2」 without 人 may be a name and is split like the others; the caller knows whether a number is
    expected there. Vague numbers (缝纫工约20人) are no numbers.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not any(character.isdigit() for character in plain):
        return ()
    jobs = []
    for part in _SEPARATORS.split(plain):
        if not part:
            continue
        match = _PART.fullmatch(part)
        if match is None or _VAGUE.search(match["job"]):
            return ()
        jobs.append((match["job"], int(match["count"])))
    return tuple(jobs)


@cache
def _dictionary() -> dict[str, str]:
    return {
        normalise_job(word): entry.job_type
        for entry in job_types()
        for word in (entry.label, *entry.aliases)
        if entry.job_type != UNCLASSIFIED
    }
