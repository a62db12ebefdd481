"""What 总览 shows: asked in one round, and put into words that are bound to metrics."""

from dataclasses import dataclass

import pandas as pd

from dashboard import labels
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, SMALL, metric_value, number, part_of
from dashboard.queries import Warehouse, joined_names
from dashboard.views.answers import HISTORY, Answer, Number, history, year_earlier
from dashboard.views.cards import OTHER_PLACES, sparkline
from dashboard.views.compared import Compared, compared
from dashboard.views.ranks import largest
from dashboard.views.remembered import remembered
from data.warehouse.metrics import Metric, metric
from data.warehouse.period import Period
from data.warehouse.reference import channels
from data.warehouse.relations import Dimension

_CARDS = (
    "shortage",
    "shortage_rate",
    "resumed",
    "resolved",
    "resolved_total",
    "fill_rate",
    "enterprises",
    "reporting_rate",
)
_FEW_CARDS = 4
_FLOW = "resolved"
_NAMED = 3  # places that a sentence names; more are counted


@dataclass(frozen=True)
class Overview:
    """Everything the page shows, asked in one round."""

    chosen: Filters
    keys: tuple[str, ...]
    main: Metric
    whole: Answer
    by_place: Answer
    by_line: Answer | None
    line_dimension: Dimension
    by_channel: pd.DataFrame | None  # None: the form has no remarks to read channels from
    compared: Compared
    places_compared: Compared
    lines_compared: Compared | None
    silent_now: int  # places anywhere below that reported nothing and are not carried forward
    silent_before: int

    @property
    def base(self) -> Period:
        """The period that the shown one is compared with."""
        return self.compared.against.base

    def named(self, key: str) -> Metric:
        """A metric with the chosen denominator."""
        return metric(key, self.chosen.denominator)

    def now(self, key: str) -> float | None:
        """The value of a metric for the whole place in the shown period."""
        return self.whole.value(key, self.chosen.period)

    @property
    def is_leaf(self) -> bool:
        """Whether the place has no places below it."""
        return [item.key for item in self.by_place.of(self.main.key, self.chosen.period)] == [self.chosen.place]

    def sentence_of(self, key: str) -> str:
        """缺工人数 1,995 人，较上周小幅扩大 42 人（+2.2%）."""
        shown = self.named(key)
        now = self.whole.value(key, self.chosen.period)
        moved = self.compared.change(shown)
        compared = "" if moved.difference is None else f"，{self.compared.than(key)}{moved.sentence}"
        return f"{shown.label} {said(shown, now)}{compared}"


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Overview:
    """Ask the warehouse everything that the page needs."""
    form = next(item for item in warehouse.forms(chosen.area) if item.form == chosen.form)
    served = [key for key in _CARDS if not metric(key).needs or form.measures & metric(key).needs]
    keys = [key for key in served if key != "enterprises"] if len(served) > _FEW_CARDS else served
    main = metric("shortage" if "shortage" in keys else keys[0], chosen.denominator)
    now, known = chosen.period, set(warehouse.periods(chosen.form, chosen.area))
    base = chosen.comparison.base
    past = [period for period in {*history(now), *sparkline(chosen), year_earlier(now), base} if period in known]
    pair = sorted({base, now.shift(-1), now} & known)
    dimension = _line_dimension(warehouse, chosen)
    by_line = warehouse.measure([main.key], chosen.cut, pair, dimension, form=chosen.form)
    whole = Answer(warehouse.measure(keys, chosen.cut, sorted(past), form=chosen.form))
    by_place = Answer(warehouse.measure(place_keys(keys), chosen.cut, pair, Dimension.PLACE, form=chosen.form))
    lines = None if by_line.empty else Answer(by_line)
    has_channels = bool(form.measures & metric("channel_resolved").needs)
    channel_periods = chosen.window(sorted(known), HISTORY)
    return Overview(
        chosen=chosen,
        keys=tuple(keys),
        main=main,
        whole=whole,
        by_place=by_place,
        by_line=lines,
        line_dimension=dimension,
        by_channel=warehouse.measure(
            ["channel_resolved"], chosen.cut, channel_periods, Dimension.CHANNEL, form=chosen.form
        )
        if has_channels
        else None,
        compared=compared(warehouse, chosen, whole, keys),
        places_compared=compared(warehouse, chosen, by_place, place_keys(keys), Dimension.PLACE),
        lines_compared=None if lines is None else compared(warehouse, chosen, lines, [main.key], dimension),
        silent_now=warehouse.coverage(chosen.form, chosen.area, now).missing,
        silent_before=warehouse.coverage(chosen.form, chosen.area, base).missing,
    )


def _line_dimension(warehouse: Warehouse, chosen: Filters) -> Dimension:
    """Job types where the forms tell them apart, else skill levels, else enterprise categories."""
    if warehouse.job_types(chosen.area):
        return Dimension.JOB_TYPE
    return Dimension.SKILL if warehouse.skill_levels(chosen.area) else Dimension.CATEGORY


def place_keys(keys: list[str]) -> list[str]:
    """Those of the metrics that are shown for every place below."""
    return [key for key in keys if key in {"shortage", "shortage_rate", "resolved", "resumed", "enterprises"}]


def summary(asked: Overview) -> str:
    """One paragraph from bound metrics: state, change, solved, where most and where the change is largest."""
    parts = [asked.sentence_of("shortage_rate")] if "shortage_rate" in asked.keys else []
    solved = [key for key in ("resolved", "resolved_total", "fill_rate") if key in asked.keys]
    parts += [f"{asked.named(key).label} {said(asked.named(key), asked.now(key))}" for key in solved]
    chosen = asked.chosen
    part = f"（{'、'.join(labels.categories_of(*chosen.category))}）" if chosen.category else ""
    text = f"{chosen.place_name}{part}{chosen.period.short_label}{asked.sentence_of(asked.main.key)}"
    sentence = "；".join([text, *parts]) + "。"
    order = ranked(asked)
    if len(order) > 1:
        first = leading(order)
        most = f"{'各 ' if len(first) > 1 else ''}{said(asked.main, order[0].value)}"
        sentence += f"{asked.main.label}最多的是{joined_names(first, '个地区')}（{most}）"
        moved = _largest_move(asked, order)
        sentence += f"，变化最大的是{moved}。" if moved else "。"
    return sentence + reach(asked) + flow_reach(asked)


def reach(asked: Overview) -> str:
    """Which places are not in the total, and a warning when the comparison is between different sets of places.

    Places right below are named; a silent one further down (seen from a province) is only counted.
    """
    now, before = _silent(asked, asked.chosen.period), _silent(asked, asked.base)
    counted = asked.silent_now, asked.silent_before
    if asked.compared.is_shared(asked.main.key) or asked.compared.pair(asked.main.key)[1] is None:
        before, counted = now, (asked.silent_now, asked.silent_now)  # nothing was compared
    if now == before and counted[0] == counted[1]:
        if not counted[0]:
            return ""
        return f"以上不含未报的{'、'.join(now)}。" if now else f"以上不含未报的 {counted[0]} 个地区。"
    said = [
        f"{word}不含未报的{'、'.join(names) if names else f' {count} 个地区'}"
        for word, names, count in (("本期", now, counted[0]), (asked.compared.against.short, before, counted[1]))
        if count
    ]
    return f"{'，'.join(said)}：两期报送范围不同，总数的变化含范围变化。"


def flow_reach(asked: Overview) -> str:
    """Which places are not in 本期解决 although an earlier report of theirs is carried forward in the totals."""
    now, before = _without_flow(asked)
    if now == before:
        return f"本期解决不含未报的{_named(now)}。" if now else ""
    said = "，".join(
        f"{word}不含未报的{_named(names)}"
        for word, names in (("本期", now), (asked.compared.against.short, before))
        if names
    )
    return f"本期解决人数，{said}：{OTHER_PLACES}。"


def card_notes(asked: Overview) -> dict[str, str]:
    """What stands on a card, by metric: 本期解决 may be of other places than the number that it is compared with."""
    now, before = _without_flow(asked)
    return {} if now == before else {_FLOW: OTHER_PLACES}


def _without_flow(asked: Overview) -> tuple[list[str], list[str]]:
    """`_unsolved` of the period and of what it is compared with; the same twice where nothing was compared."""
    now = _unsolved(asked, asked.chosen.period)
    has_base = asked.whole.value(_FLOW, asked.base) is not None
    return now, _unsolved(asked, asked.base) if has_base else now


def _unsolved(asked: Overview, period: Period) -> list[str]:
    """Places right below without 本期解决 in a period whose main number is carried forward."""
    carried = {item.key for item in asked.by_place.of(asked.main.key, period) if item.status == "e"}
    flows = asked.by_place.of(_FLOW, period)
    return [item.label for item in flows if item.status == "m" and item.key in carried] if len(flows) > 1 else []


def _named(names: list[str]) -> str:
    return "、".join(names) if len(names) <= _NAMED else f" {len(names)} 个地区"


def _silent(asked: Overview, period: Period) -> list[str]:
    return [item.label for item in asked.by_place.of(asked.main.key, period) if item.status == "m"]


def said(shown: Metric, value: float | None) -> str:
    """A value with its unit, 未报 when there is none."""
    if value is None:
        return metric_value(shown, None)
    return number(value, shown.unit, shown.decimals)


def ranked(asked: Overview) -> list[Number]:
    """Places below with their main number, largest first, those without a number left out."""
    known = [item for item in asked.by_place.of(asked.main.key, asked.chosen.period) if item.value is not None]
    return sorted(known, key=lambda item: (-(item.value or 0), item.label))


def leading(numbers: list[Number]) -> list[str]:
    """Labels of the largest of the numbers, several where they are equal."""
    return largest((item.label, item.value) for item in numbers)


def _largest_move(asked: Overview, order: list[Number]) -> str:
    """山亭区，小幅收窄 22 人（−3.3%）; places that moved as much: 山亭区、市中区，各收窄 22 人."""
    moves = [(item.label, asked.places_compared.change(asked.main, item.key)) for item in order]
    sizes = [abs(moved.difference) for _, moved in moves if moved.difference is not None and moved.arrow]
    if not sizes:
        return ""
    most = [(label, moved) for label, moved in moves if moved.arrow and abs(moved.difference or 0) == max(sizes)]
    if len(most) == 1:
        return f"{most[0][0]}，{most[0][1].sentence}"
    sides: dict[str, list[str]] = {}
    for label, moved in most:
        sides.setdefault(moved.word.removeprefix(SMALL.word), []).append(label)  # small for one, plain for another
    amount = most[0][1].amount
    return "，".join(
        f"{joined_names(names, '个地区')}，各{word} {amount}" if len(names) > 1 else f"{names[0]}{word} {amount}"
        for word, names in sides.items()
    )


def channel_finding(rows: pd.DataFrame) -> str:
    """The channel that solved most, kinds counted within their channel, 为主 from a half on, and how much is 未注明.

    Args:
        rows: channel, value of one period.
    """
    parents = {item.channel: item.parent or item.channel for item in channels()}
    sums = rows.assign(parent=rows["channel"].map(parents)).groupby("parent")["value"].sum()
    total = float(sums.sum())
    if total <= 0:
        return "本期没有新解决的用工"
    unstated = float(sums.get("unstated", 0.0))
    stated = sums.drop("unstated", errors="ignore")
    if stated.sum() <= 0:
        return "本期解决人数的备注均未注明渠道"
    top = min(stated.index, key=lambda key: (-float(stated[key]), key))
    most = float(stated[top])
    name = labels.channel(top)
    said = f"以{name}为主" if most * 2 > total else f"中{name}最多"
    finding = f"本期解决{said}，{part_of(most, total).strip()}"
    return f"{finding}；未注明{part_of(unstated, total)}" if unstated else finding


def small_columns(rows: pd.DataFrame) -> str:
    """Words for a subtitle when the columns of some periods stand for fewer than 30 persons; else empty.

    Args:
        rows: period, value.
    """
    totals = rows.groupby("period")["value"].sum(min_count=1)
    if ((totals > 0) & (totals < MINIMUM_BASE)).any():
        return f"；标有人数的列不足 {MINIMUM_BASE} 人"
    return ""
