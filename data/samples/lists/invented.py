"""Invented credit codes and names of officers. The codes have a sound check digit (GB 32100-2015)."""

import random
from collections.abc import Iterator

from data.samples.names import FIRST, SECOND

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁"


def credit_code(rng: random.Random, region: str) -> str:
    """A code of an enterprise registered in that region; zones have no code of their own and register in their city."""
    place = region if region.isdigit() else f"{region[:4]}00"
    body = f"91{place}MA{''.join(rng.choice(_ALPHABET) for _ in range(7))}"
    weighted = sum(_ALPHABET.index(letter) * pow(3, position, 31) for position, letter in enumerate(body))
    return body + _ALPHABET[-weighted % 31]


def wrong_credit_code(code: str) -> str:
    """The code with its last character replaced by the following one."""
    return code[:-1] + _ALPHABET[(_ALPHABET.index(code[-1]) + 1) % 31]


def person_names(rng: random.Random) -> Iterator[str]:
    """Names of invented persons, each once."""
    names = [surname + first + second for surname in _SURNAMES for first in FIRST for second in SECOND]
    rng.shuffle(names)
    return iter(names)
