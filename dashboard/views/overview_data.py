"""What 总览 shows: asked in one round, and put into words that are bound to metrics."""

from dataclasses import dataclass

import pandas as pd

from dashboard import labels
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, Judgement, change, metric_value, number, part_of
from dashboard.queries import Warehouse
from dashboard.views.answers import Answer, Number, earlier_words, history, year_earlier
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
_MANY_WORKERS = 20  # a rise of this many in one place is worth a line even where shares are small


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
    obligations: pd.DataFrame
    silent_now: int  # places anywhere below that reported nothing and are not carried forward
    silent_before: int

    @property
    def previous(self) -> Period:
        """The period before the shown one."""
        return self.chosen.period.shift(-1)

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
        moved = change(shown, now, self.whole.value(key, self.previous))
        compared = "" if moved.difference is None else f"，{earlier_words(self.chosen.period.cadence)}{moved.sentence}"
        return f"{shown.label} {said(shown, now)}{compared}"


def ask(warehouse: Warehouse, chosen: Filters) -> Overview:
    """Ask the warehouse everything that the page needs."""
    form = next(item for item in warehouse.forms(chosen.place) if item.form == chosen.form)
    served = [key for key in _CARDS if not metric(key).needs or form.measures & metric(key).needs]
    keys = [key for key in served if key != "enterprises"] if len(served) > _FEW_CARDS else served
    main = metric("shortage" if "shortage" in keys else keys[0], chosen.denominator)
    now, known = chosen.period, set(warehouse.periods(chosen.form, chosen.place))
    past = [period for period in {*history(now), year_earlier(now)} if period in known]
    pair = [period for period in (now.shift(-1), now) if period in known]
    dimension = _line_dimension(warehouse, chosen)
    by_line = warehouse.measure([main.key], chosen.cut, pair, dimension, form=chosen.form)
    has_channels = bool(form.measures & metric("channel_resolved").needs)
    channel_periods = [period for period in history(now) if period in known]
    return Overview(
        chosen=chosen,
        keys=tuple(keys),
        main=main,
        whole=Answer(warehouse.measure(keys, chosen.cut, sorted(past), form=chosen.form)),
        by_place=Answer(warehouse.measure(place_keys(keys), chosen.cut, pair, Dimension.PLACE, form=chosen.form)),
        by_line=None if by_line.empty else Answer(by_line),
        line_dimension=dimension,
        by_channel=warehouse.measure(
            ["channel_resolved"], chosen.cut, channel_periods, Dimension.CHANNEL, form=chosen.form
        )
        if has_channels
        else None,
        obligations=warehouse.obligations(chosen.form, chosen.place, [now]),
        silent_now=warehouse.coverage(chosen.form, chosen.place, now).missing,
        silent_before=warehouse.coverage(chosen.form, chosen.place, now.shift(-1)).missing,
    )


def _line_dimension(warehouse: Warehouse, chosen: Filters) -> Dimension:
    """Job types where the forms tell them apart, else skill levels, else enterprise categories."""
    if warehouse.job_types(chosen.place):
        return Dimension.JOB_TYPE
    return Dimension.SKILL if warehouse.skill_levels(chosen.place) else Dimension.CATEGORY


def place_keys(keys: list[str]) -> list[str]:
    """Those of the metrics that are shown for every place below."""
    return [key for key in keys if key in {"shortage", "shortage_rate", "resolved", "resumed", "enterprises"}]


def summary(asked: Overview) -> str:
    """One paragraph from bound metrics: state, change, solved, where most and where the change is largest."""
    parts = [asked.sentence_of("shortage_rate")] if "shortage_rate" in asked.keys else []
    solved = [key for key in ("resolved", "resolved_total", "fill_rate") if key in asked.keys]
    parts += [f"{asked.named(key).label} {said(asked.named(key), asked.now(key))}" for key in solved]
    chosen = asked.chosen
    part = f"（{labels.category(*chosen.category)}）" if chosen.category else ""
    text = f"{chosen.place_name}{part}{chosen.period.short_label}{asked.sentence_of(asked.main.key)}"
    sentence = "；".join([text, *parts]) + "。"
    order = ranked(asked)
    if len(order) > 1:
        most = order[0]
        sentence += f"{asked.main.label}最多的是{most.label}（{said(asked.main, most.value)}）"
        moved = _largest_move(asked, order)
        sentence += f"，变化最大的是{moved}。" if moved else "。"
    return sentence + reach(asked)


def reach(asked: Overview) -> str:
    """Which places are not in the total, and a warning when the comparison is between different sets of places.

    Places right below are named; a silent one further down (seen from a province) is only counted.
    """
    now, before = _silent(asked, asked.chosen.period), _silent(asked, asked.previous)
    counted = asked.silent_now, asked.silent_before
    if asked.whole.value(asked.main.key, asked.previous) is None:
        before, counted = now, (asked.silent_now, asked.silent_now)  # nothing was compared
    if now == before and counted[0] == counted[1]:
        if not counted[0]:
            return ""
        return f"以上不含未报的{'、'.join(now)}。" if now else f"以上不含未报的 {counted[0]} 个地区。"
    said = [
        f"{word}不含未报的{'、'.join(names) if names else f' {count} 个地区'}"
        for word, names, count in (("本期", now, counted[0]), ("上期", before, counted[1]))
        if count
    ]
    return f"{'，'.join(said)}：两期报送范围不同，总数的变化含范围变化。"


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


def _largest_move(asked: Overview, order: list[Number]) -> str:
    moves = []
    for item in order:
        moved = change(asked.main, item.value, asked.by_place.value(asked.main.key, asked.previous, item.key))
        if moved.difference is not None and moved.arrow:
            moves.append((-abs(moved.difference), item.label, moved))
    if not moves:
        return ""
    _, label, moved = min(moves, key=lambda entry: entry[:2])
    return f"{label}，{moved.sentence}"


def channel_finding(rows: pd.DataFrame) -> str:
    """The channel that solved most, kinds counted within their channel, and how much is 未注明.

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
    finding = f"本期解决以{labels.channel(top)}为主，{part_of(float(stated[top]), total).strip()}"
    return f"{finding}；未注明{part_of(unstated, total)}" if unstated else finding


def small_columns(rows: pd.DataFrame) -> str:
    """Words for a subtitle when the columns of some periods stand for fewer than 30 persons; else empty.

    Args:
        rows: period, value.
    """
    totals = rows.groupby("period")["value"].sum(min_count=1)
    if ((totals > 0) & (totals < MINIMUM_BASE)).any():
        return f"；浅色列不足 {MINIMUM_BASE} 人，只标人数"
    return ""


def alerts(asked: Overview) -> list[tuple[str, str]]:
    """(icon, text) of what needs attention: large rises by place and line, reports that are missing or returned."""
    found: list[tuple[str, str]] = []
    for answer, kind in ((asked.by_place, ""), (asked.by_line, asked.line_dimension.label)):
        if answer is None:
            continue
        rises = []
        for item in answer.of(asked.main.key, asked.chosen.period):
            moved = change(asked.main, item.value, answer.value(asked.main.key, asked.previous, item.key))
            large = moved.difference is not None and (
                not moved.word.startswith("小幅") or abs(moved.difference) >= _MANY_WORKERS
            )
            if moved.judgement is Judgement.BAD and large:
                rises.append((-abs(moved.difference or 0), f"{kind}{item.label}{asked.main.label}{moved.sentence}"))
        found += [
            ("trending_up" if asked.main.key == "shortage" else "trending_down", text) for _, text in sorted(rises)
        ]
    for status, icon in (("missing", "pending_actions"), ("returned", "undo")):
        places = list(asked.obligations.loc[asked.obligations["status"] == status, "place"])
        if places:
            word = labels.REPORT_STATUS[status][1]
            found.append((icon, f"{word} {len(places)} 家：{'、'.join(places)}"))
    return found
