"""How clerks write a correct number or name untidily. None of this changes what is meant."""

import random
from dataclasses import dataclass

from data.samples.sheet import Value

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Habits:
    """Shares (0–1) of the cells a district writes in each untidy way."""

    text: float = 0.0
    thousands: float = 0.0
    people: float = 0.0
    full_width: float = 0.0
    name_blank: float = 0.01
    name_break: float = 0.005
    wide_brackets: float = 0.3
    header_break: float = 0.0


ORDINARY = Habits()
"""What every clerk does now and then."""
TIDY = Habits(name_blank=0.0, name_break=0.0, wide_brackets=0.0)


def number(rng: random.Random, value: int, habits: Habits) -> Value:
    """The number as a clerk types it: 1234, "1234", "1,234", "12人", "１２"."""
    if habits.thousands and value >= 1000 and rng.random() < habits.thousands:
        return f"{value:,}"
    throw = rng.random()
    if throw < habits.people:
        return f"{value}人"
    throw -= habits.people
    if 0 <= throw < habits.full_width:
        return str(value).translate(FULL_WIDTH)
    throw -= habits.full_width
    if 0 <= throw < habits.text:
        return str(value)
    return value


def name(rng: random.Random, full_name: str, habits: Habits) -> str:
    """The enterprise name with full-width brackets, a blank at the end or a line break, now and then."""
    if "(" in full_name and rng.random() < habits.wide_brackets:
        full_name = full_name.replace("(", "（").replace(")", "）")
    throw = rng.random()
    if throw < habits.name_blank:
        return full_name + rng.choice((" ", "  ", "　"))
    if throw < habits.name_blank + habits.name_break:
        middle = len(full_name) // 2
        return f"{full_name[:middle]}\n{full_name[middle:]}"
    return full_name


def header_words(rng: random.Random, words: tuple[str, ...], habits: Habits) -> tuple[str, ...]:
    """A header word with a line break before its unit or a blank at the end, now and then."""
    if rng.random() >= habits.header_break:
        return words
    last = words[-1]
    broken = last.replace("(", "\n(", 1) if "(" in last else last + " "
    return (*words[:-1], broken)
