"""What the page 工种缺工 asks of the warehouse, and the findings that its titles state."""

from dataclasses import dataclass, replace

import pandas as pd

from dashboard.against import Against, Basis
from dashboard.charts.bars import RESIDUAL_LABELS
from dashboard.filters import Filters
from dashboard.formats import MINIMUM_BASE, change, number
from dashboard.queries import Cut, FormInfo, Warehouse, joined_names
from dashboard.views.answers import Answer, Number
from dashboard.views.compared import shared
from dashboard.views.remembered import remembered
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

PERIODS = 26
PlaceLines = dict[str, dict[str, Number] | None]
"""By code of the place and key of the line; None where the place has not reported."""
"""Place name → its lines by key; None: the place did not report."""


@dataclass(frozen=True)
class Lines:
    """Everything the page shows. A line is a job type or, where the form has none, a skill level."""

    chosen: Filters
    form: FormInfo
    dimension: Dimension
    whole: Answer  # shortage of the place, all lines
    lines: Answer  # shortage by line
    periods: tuple[Period, ...]  # oldest first, the shown one last
    skills: tuple[Number, ...]  # by skill level where the form has both
    by_place: PlaceLines
    shared: Answer | None = None  # lines of the enterprises that both periods list, when the reader compares those

    @property
    def word(self) -> str:
        """工种 or 技能等级."""
        return self.dimension.label

    @property
    def picked(self) -> tuple[str, ...]:
        """The lines that the filter bar or a click has chosen."""
        return self.chosen.job_types if self.dimension is Dimension.JOB_TYPE else self.chosen.skills

    def value(self, key: str, period: Period) -> float | None:
        """Shortage of a line: 0 where the place reported and no such line, None where it did not report."""
        found = self.lines.value("shortage", period, key)
        if found is None and self.whole.value("shortage", period) is not None:
            return 0.0
        return found

    @property
    def against(self) -> Against:
        """What the period is compared with; as published where the two lists cannot be compared."""
        chosen = self.chosen.comparison
        return chosen if self.shared is not None else replace(chosen, is_same_list=False)

    def pair(self, key: str) -> tuple[float | None, float | None]:
        """Shortage of a line in the shown period and in its base, as they are compared; None: nothing to compare."""
        periods = self.chosen.period, self.against.base
        now, before = (self.value(key, period) for period in periods)
        if self.shared is None or now is None or before is None:
            return now, before
        now, before = (self.shared.value("shortage", period, key) or 0.0 for period in periods)
        return now, before

    def now(self) -> list[Number]:
        """The lines of the shown period, largest shortage first."""
        found = self.lines.of("shortage", self.chosen.period)
        return sorted(found, key=lambda item: (-(item.value or 0), item.label))

    def named(self) -> list[Number]:
        """The same without 其他 and 未归类, and without zeros."""
        return [item for item in self.now() if item.label not in RESIDUAL_LABELS and item.value]

    def since(self, key: str) -> str:
        """已连续 5 期缺工, 本期新出现缺工, 近 26 期一直缺工."""
        count = self.run(key)
        if count == len(self.periods):
            return f"近 {count} 期一直缺工"
        return f"已连续 {count} 期缺工" if count > 1 else "本期新出现"

    def run(self, key: str) -> int:
        """How many periods up to the shown one the line has been short without interruption."""
        count = 0
        for period in reversed(self.periods):
            if not self.value(key, period):
                break
            count += 1
        return count


@remembered
def ask(warehouse: Warehouse, chosen: Filters) -> Lines:
    """Ask the warehouse everything that the page needs."""
    form = next(info for info in warehouse.forms(chosen.area) if info.form == chosen.form)
    cut = replace(chosen.cut, job_types=(), skills=())
    known = warehouse.periods(chosen.form, chosen.area)
    periods = chosen.window(known, PERIODS)
    asked = sorted({*periods, chosen.comparison.base}.intersection(known))
    dimension = Dimension.JOB_TYPE
    lines = warehouse.measure(["shortage"], cut, asked, dimension, form=chosen.form)
    skills: list[Number] = []
    by_skill = warehouse.measure(["shortage"], cut, asked, Dimension.SKILL, form=chosen.form)
    if lines.empty:
        dimension, lines = Dimension.SKILL, by_skill
    elif not by_skill.empty:
        skills = Answer(by_skill).of("shortage", chosen.period)
    return Lines(
        chosen=chosen,
        form=form,
        dimension=dimension,
        whole=Answer(warehouse.measure(["shortage"], cut, asked, form=chosen.form)),
        lines=Answer(lines),
        periods=periods,
        skills=tuple(skills),
        by_place=_by_place(warehouse, chosen, cut, dimension),
        shared=shared(warehouse, chosen, ["shortage"], cut, dimension),
    )


def _by_place(warehouse: Warehouse, chosen: Filters, cut: Cut, dimension: Dimension) -> PlaceLines:
    places = warehouse.measure(["shortage"], cut, [chosen.period], Dimension.PLACE, form=chosen.form)
    known = [str(code) for code, value in zip(places["key"], places["value"], strict=True) if not pd.isna(value)]
    lines = warehouse.measure_parts(["shortage"], cut, [chosen.period], dimension, known, form=chosen.form)
    found: PlaceLines = dict.fromkeys(map(str, places["key"]))
    for code, frame in lines.items():
        found[code] = {item.key: item for item in Answer(frame).of("shortage", chosen.period)}
    return found


def finding(asked: Lines) -> str:
    """缺缝纫工、普工、焊工最多，合计占缺工的 45.2%; of a chosen line its number, share and rank."""
    if "shortage" not in asked.form.measures:
        return f"{asked.chosen.place_name}的报表不含缺工人数"
    total = asked.whole.value("shortage", asked.chosen.period)
    if total is None:
        return f"{asked.chosen.place_name}本期未报缺工"
    named = asked.named()
    picked = [item for item in asked.now() if item.key in asked.picked]
    if picked and total:
        return _picked_finding(asked, picked, total)
    if total == 0 or not named:
        return f"{asked.chosen.place_name}本期没有{'缺工' if total == 0 else f'归入{asked.word}的缺工'}"
    first = named[:3] if len(named) > 3 else named[:1]
    part = sum(item.value or 0 for item in first)
    names = "、".join(item.label for item in first)
    together = "合计" if len(first) > 1 else ""
    if total < MINIMUM_BASE:
        return f"缺{names}最多，{together}缺 {number(part, '人')}{_of_shortage(part, total)}"
    return f"缺{names}最多{_of_shortage(part, total, together)}"


def _picked_finding(asked: Lines, picked: list[Number], total: float) -> str:
    """焊工缺 210 人，占缺工的 12.3%，居第 3 位; 焊工等 3 个工种合计缺 510 人，占缺工的 30.2%."""
    part = sum(item.value or 0 for item in picked)
    if len(picked) > 1:
        names = joined_names([item.label for item in picked], "项")
        return f"{names}合计缺 {number(part, '人')}{_of_shortage(part, total)}"
    rank = 1 + sum((item.value or 0) > part for item in asked.now())
    return f"{picked[0].label}缺 {number(part, '人')}{_of_shortage(part, total)}，居第 {rank} 位"


def _of_shortage(part: float, total: float, together: str = "") -> str:
    """，占缺工的 45.2%; the whole in persons （缺工共 25 人） where it is less than 30."""
    if total < MINIMUM_BASE:
        return f"（缺工共 {number(total, '人')}）"
    return f"，{together}占缺工的 {number(part / total * 100, '%', 1)}"


def moves_finding(asked: Lines) -> str:
    """扩大最多的是焊工（+120 人），收窄最多的是普工（−30 人）; against another base than 环比 it is named."""
    shown = metric("shortage")
    worst = best = None
    for item in asked.named() + gone(asked):
        now, before = asked.pair(item.key)
        moved = change(shown, now, before)
        if moved.difference is None or not moved.arrow:
            continue
        if moved.difference > 0 and (worst is None or moved.difference > worst[0]):
            worst = (moved.difference, item.label)
        if moved.difference < 0 and (best is None or moved.difference < best[0]):
            best = (moved.difference, item.label)
    parts = [f"扩大最多的是{worst[1]}（+{number(worst[0])} 人）"] if worst else []
    parts += [f"收窄最多的是{best[1]}（−{number(-best[0])} 人）"] if best else []
    if parts:
        named = "" if asked.against.key == Basis.PREVIOUS else asked.against.column
        return named + "，".join(parts)
    known = asked.whole.value("shortage", asked.against.base) is not None
    return f"各{asked.word}缺工{asked.against.column}基本持平" if known else f"{asked.against.short}没有可比的数"


def trend_finding(asked: Lines) -> str:
    """缝纫工连续 5 期缺工最多."""
    named = asked.named()
    if not named:
        return f"{asked.word}缺工走势"
    first, count = named[0], 0
    for period in reversed(asked.periods):
        ranked = [n for n in asked.lines.of("shortage", period) if n.label not in RESIDUAL_LABELS and n.value]
        if not ranked or max(n.value or 0 for n in ranked) > (asked.value(first.key, period) or 0):
            break
        count += 1
    if count == len(asked.periods):
        return f"{first.label}近 {count} 期一直缺得最多"
    return f"{first.label}连续 {count} 期缺得最多" if count > 1 else f"{first.label}本期升为缺得最多的{asked.word}"


def gone(asked: Lines) -> list[Number]:
    """Lines of the base that nobody is short of any more."""
    before = asked.against.base
    if asked.whole.value("shortage", asked.chosen.period) is None:
        return []
    present = {item.key for item in asked.now()}
    return [
        item
        for item in asked.lines.of("shortage", before)
        if item.key not in present and item.label not in RESIDUAL_LABELS
    ]


def compared(asked: Lines) -> pd.DataFrame:
    """key, label, value, compared, previous, change of all lines of the period or its base.

    `compared` less `previous` is `change`; `compared` is `value` unless other enterprises are compared.
    """
    items = [*asked.now(), *gone(asked)]
    pairs = [asked.pair(item.key) for item in items]
    made = pd.DataFrame(
        {
            "key": [item.key for item in items],
            "label": [item.label for item in items],
            "value": [asked.value(item.key, asked.chosen.period) for item in items],
            "compared": [now for now, _ in pairs],
            "previous": [before for _, before in pairs],
        }
    )
    return made.assign(change=made["compared"].astype(float) - made["previous"].astype(float))
