"""The words that tell rows of a table apart: totals, zero reports, notes and signatures under it."""

from functools import lru_cache

from etl.forms.model import WordsDeclaration
from etl.forms.words import normalise_header
from etl.validate.dates import read_clues

_LONGEST_TOTAL = 14
_LONGEST_TOTAL_NAME = 8
_LONGEST_SIGNATURE = 45
_UNIT_ENDINGS = ("人力资源和社会保障局", "人力资源社会保障局", "人社局")


class TableWords:
    """The row words of one declaration, normalised. Compared by identity, so that caches look them up fast."""

    def __init__(self, declared: WordsDeclaration) -> None:
        self.total = frozenset(normalise_header(word) for word in declared.total)
        self.subtotal = frozenset(normalise_header(word) for word in declared.subtotal)
        self.zero = frozenset(normalise_header(word) for word in declared.zero_report)
        self.end = frozenset(normalise_header(word) for word in declared.end)
        self.notes = tuple(squeeze(word) for word in declared.notes)
        self.signature = tuple(squeeze(word) for word in declared.signature)


def squeeze(text: str) -> str:
    """A text without white space and with half-width colons and brackets, which notes and signatures are known by."""
    return "".join(text.split()).replace("：", ":").replace("（", "(").replace("）", ")")


@lru_cache(maxsize=16_384)
def total_kind(text: str, words: TableWords) -> str:
    """ "total", "subtotal" or "" for the words of a cell; 「合计（5家）」 and 「本县合计」 are totals."""
    word = normalise_header(text)
    if len(word) > _LONGEST_TOTAL:
        return ""
    bare = word.split("(", 1)[0].rstrip("0123456789家户个人,.")
    for kind, known in (("subtotal", words.subtotal), ("total", words.total)):
        if bare in known or (len(bare) <= _LONGEST_TOTAL_NAME and bare.endswith(tuple(known))):
            return kind
    return ""


@lru_cache(maxsize=4096)
def is_below_table(text: str, words: TableWords) -> bool:
    """Whether a text is a note, a signature or a date line."""
    word = squeeze(text)
    if is_note(text, words) or word in words.end:
        return True
    if len(word) > _LONGEST_SIGNATURE:
        return False
    return is_signature(text, words) or bool(read_clues(text).days) or word.endswith(_UNIT_ENDINGS)


def is_note(text: str, words: TableWords) -> bool:
    """Whether a text begins like a note (注：…)."""
    return squeeze(text).startswith(words.notes)


def is_signature(text: str, words: TableWords) -> bool:
    """Whether a text holds a word of signature lines (填报人, 签章)."""
    word = squeeze(text)
    return any(signature in word for signature in words.signature)
