"""How a number of the briefing follows from the answers to its questions: a small fixed set of rules.

Facts are put together by these rules and by nothing else, so that the evidence sheet can name the rule and a test can
work every number out again from questions asked one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.formats import change
from dashboard.views.answers import Number
from data.warehouse.metrics import Metric
from data.warehouse.rounding import round_half_up

Rule = Callable[[Metric | None, Sequence[Number]], float | None]
"""From the metric that is asked for (None: a named question) and the answers in order to the number."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A rule with its words for the evidence sheet."""

    key: str
    words: str
    compute: Rule


def _value(_: Metric | None, answers: Sequence[Number]) -> float | None:
    return answers[0].value


def _numerator(_: Metric | None, answers: Sequence[Number]) -> float | None:
    return answers[0].numerator


def _denominator(_: Metric | None, answers: Sequence[Number]) -> float | None:
    return answers[0].denominator


def _short(_: Metric | None, answers: Sequence[Number]) -> float | None:
    top, bottom = answers[0].numerator, answers[0].denominator
    return None if top is None or bottom is None else bottom - top


def _difference(metric: Metric | None, answers: Sequence[Number]) -> float | None:
    now, before = (answer.value for answer in answers)
    if now is None or before is None:
        return None
    return round_half_up(now - before, metric.decimals if metric else 0)


def _size(metric: Metric | None, answers: Sequence[Number]) -> float | None:
    difference = _difference(metric, answers)
    return None if difference is None else abs(difference)


def _opposite(_: Metric | None, answers: Sequence[Number]) -> float | None:
    value = answers[0].value
    return None if value is None else 0.0 - value  # never a negative zero


def _relative(_: Metric | None, answers: Sequence[Number]) -> float | None:
    now, before = (answer.value for answer in answers)
    if now is None or before is None or before == 0:
        return None
    return round_half_up((now - before) / before * 100, 1)


def _share(_: Metric | None, answers: Sequence[Number]) -> float | None:
    parts, whole = [answer.value for answer in answers[:-1]], answers[-1].value
    if all(part is None for part in parts) or not whole:
        return None
    return round_half_up(sum(part or 0 for part in parts) / whole * 100, 1)


def _moved(arrow: str) -> Rule:
    def count(metric: Metric | None, answers: Sequence[Number]) -> float | None:
        assert metric is not None
        pairs = zip(answers[::2], answers[1::2], strict=True)
        moves = [change(metric, now.value, before.value) for now, before in pairs]
        return float(sum(move.difference is not None and move.arrow == arrow for move in moves))

    return count


def _run(sign: int) -> Rule:
    def length(_: Metric | None, answers: Sequence[Number]) -> float | None:
        """How many times in a row the last answers moved that way; the oldest answer comes first."""
        found = 0
        for later, earlier in zip(reversed(answers), reversed(answers[:-1]), strict=False):
            if later.value is None or earlier.value is None or (later.value - earlier.value) * sign <= 0:
                break
            found += 1
        return float(found)

    return length


def _count(_: Metric | None, answers: Sequence[Number]) -> float | None:
    return float(len(answers))


def _total(_: Metric | None, answers: Sequence[Number]) -> float | None:
    known = [answer.value for answer in answers if answer.value is not None]
    return sum(known) if known else None


DERIVATIONS: dict[str, Derivation] = {
    item.key: item
    for item in (
        Derivation("value", "取数", _value),
        Derivation("numerator", "取比率的分子", _numerator),
        Derivation("denominator", "取比率的分母", _denominator),
        Derivation("short_of", "分母 − 分子", _short),
        Derivation("difference", "本期 − 基期", _difference),
        Derivation("size_of_difference", "本期与基期之差的绝对值", _size),
        Derivation("opposite", "取数，变号", _opposite),
        Derivation("relative", "（本期 − 基期）÷ 基期 × 100", _relative),
        Derivation("share", "各部分之和 ÷ 合计 × 100", _share),
        Derivation("count_risen", "逐项比较本期与基期，计上升的项数（基本持平的不计）", _moved("▲")),
        Derivation("count_fallen", "逐项比较本期与基期，计下降的项数（基本持平的不计）", _moved("▼")),
        Derivation("count_flat", "逐项比较本期与基期，计持平和基本持平的项数", _moved("")),
        Derivation("run_of_rises", "由近及远，计连续上升的期数", _run(1)),
        Derivation("run_of_falls", "由近及远，计连续下降的期数", _run(-1)),
        Derivation("count", "计项数", _count),
        Derivation("revised_before", "修订表：定稿时的数", _value),
        Derivation("revised_after", "修订表：变动后的数", _value),
        Derivation("revised_change", "修订表：变动后 − 定稿时", _value),
        Derivation("total", "各项相加", _total),
    )
}
"""By key."""
