"""What the sections share: putting sentences, tables and sections together, and what the edition keeps back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.briefing.facts import Facts, Group
from dashboard.briefing.later import Later, Maker
from dashboard.briefing.model import KEPT_BACK, Bound, Cell, Column, Figure, Name, Part, Section, Sentence, Table
from dashboard.formats import WITHHELD
from data.warehouse.metrics import Metric
from data.warehouse.period import Cadence

WITHHELD_NOTE = "为保护企业信息，企业数少或集中度高的数字不公开，并相应隐去可据以推算的数字。"
THIS = {Cadence.DAILY: "本日", Cadence.WEEKLY: "本周", Cadence.MONTHLY: "本月", Cadence.YEARLY: "本年"}
"""The period of the briefing in a word."""
EARLIER = {Cadence.DAILY: "上日", Cadence.WEEKLY: "上周", Cadence.MONTHLY: "上月", Cadence.YEARLY: "上年"}
"""The one before."""

Words = Part | tuple[Part, ...]


def sentence(key: str, *words: Words) -> Sentence:
    """A sentence of parts and of runs of parts."""
    parts: list[Part] = []
    for word in words:
        parts += word if isinstance(word, tuple) else [word]
    return Sentence(key, tuple(part for part in parts if part != ""))


def is_said(bound: Bound) -> bool:
    """Whether there is something to say: a number, or counts in place of a rate."""
    return bound.value is not None or "/" in bound.text


def clause(facts: Facts, key: str, group: Group | None = None, label: str = "") -> tuple[Part, ...]:
    """缺工人数 1,995 人; nothing where there is no number."""
    made, asked = facts.value(key, group), facts.metric(key)
    if not is_said(made) and made.text != WITHHELD:
        return ()
    unit = "" if asked.is_percentage else f" {asked.unit}"
    return (f"{label or asked.label} ", made, unit)


def joined(runs: Iterable[tuple[Part, ...]], mark: str = "，") -> tuple[Part, ...]:
    """Runs of parts with a mark between those that say something."""
    found: list[Part] = []
    for run in runs:
        if run:
            found += [mark, *run] if found else run
    return tuple(found)


def listed(names: Sequence[str]) -> tuple[Part, ...]:
    """市中区、薛城区."""
    return joined([(Name(name),) for name in names], "、")


def head(metric: Metric) -> Column:
    """A column of a metric: its label with the unit."""
    return Column(f"{metric.label}（{metric.unit}）", is_number=True, decimals=metric.decimals)


def change_head(facts: Facts, metric: Metric) -> Column:
    """A column of changes of a metric."""
    unit = "百分点" if metric.is_percentage else metric.unit
    return Column(f"{facts.than}（{unit}）", is_number=True, decimals=metric.decimals)


def table(
    key: str,
    title: Sequence[Words],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    notes: Sequence[str] = (),
    totals: int = 0,
) -> Table:
    """A table whose last `totals` rows are totals."""
    last = frozenset(range(len(rows) - totals, len(rows)))
    return Table(key, sentence(f"{key}.title", *title), tuple(columns), tuple(map(tuple, rows)), tuple(notes), last)


def section(
    facts: Facts,
    key: str,
    title: str,
    sentences: Iterable[Sentence | None] = (),
    figures: Sequence[Maker[Figure]] = (),
    tables: Sequence[Maker[Table]] = (),
    notes: Sequence[str] = (),
) -> Section | None:
    """A section of what there is; sentences and titles with a number that is kept back are left out with it.

    Figures and tables are made when they are looked at, unless it depends on them what else is said.
    None when nothing is left.
    """
    offered = [item for item in sentences if item is not None]
    kept = tuple(item for item in offered if not has_withheld(item))
    shown = Later(figures, is_kept=lambda item: not has_withheld(item.title))
    found = Later(tables, is_kept=lambda item: bool(item.rows))
    if not (kept or shown or found):
        return None
    is_kept_back = len(kept) < len(offered) or (
        facts.shield is not None and any(cell.text == WITHHELD for item in found for cell in item.numbers)
    )
    return Section(key, title, kept, shown, found, (*notes, *([WITHHELD_NOTE] if is_kept_back else [])))


def has_withheld(item: Sentence) -> bool:
    """Whether a number of the sentence is kept back."""
    return any(number.text == WITHHELD for number in item.numbers)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of an answer by column name."""
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def most_moved(
    facts: Facts, key: str, groups: Sequence[Group], names: Mapping[str, str], count: int
) -> tuple[Part, ...]:
    """增加较多的是A（+12 人）；减少较多的是B（−5 人）, beyond what is flat; nothing where all is."""
    moves = [(group, facts.change(key, group)) for group in groups]
    runs: list[tuple[Part, ...]] = []
    for arrow, sign, word in (("▲", -1, "增加较多的是"), ("▼", 1, "减少较多的是")):
        ranked = sorted((move for move in moves if move[1].arrow == arrow), key=lambda m: sign * (m[1].difference or 0))
        shown = [(Name(names[g.key]), "（", facts.difference(key, g), " 人）") for g, _ in ranked[:count]]
        if shown:
            runs.append((word, *joined(shown, "、")))
    return joined(runs, "；")


def bar_rows(facts: Facts, key: str, groups: Sequence[Group], names: Mapping[str, str]) -> pd.DataFrame:
    """What `charts.ordered_bars` draws of groups: their numbers now and before, with the status of both."""
    now, before = ([facts.number(key, at) for at in ends] for ends in (groups, [facts.before(g) for g in groups]))
    return pd.DataFrame(
        {
            "key": [group.key for group in groups],
            "label": [names[group.key] for group in groups],
            "value": [item.value for item in now],
            "previous": [item.value for item in before],
            "status": [item.status for item in now],
            "previous_status": [item.status for item in before],
        }
    )


def has_value(facts: Facts, key: str, group: Group) -> bool:
    """Whether the group has a number that is shown."""
    return facts.number(key, group).value is not None


def among(facts: Facts, key: str, groups: Sequence[Group]) -> str:
    """Before a superlative, where a number that is kept back might be larger or smaller; else nothing."""
    return "公开的数字中，" if any(facts.number(key, group).status == KEPT_BACK for group in groups) else ""


def largest(facts: Facts, key: str, groups: Sequence[Group]) -> list[Group]:
    """Groups with a number, largest first; the dictionary's order decides between equals."""
    known = [group for group in groups if has_value(facts, key, group)]
    return sorted(known, key=lambda group: -(facts.number(key, group).value or 0))
