"""逐级上报: the hours of the daily chain, who is missing at each, and the total with what is carried forward."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import labels, modes
from dashboard.chain import Arrivals, Step, arrivals, steps
from dashboard.filters import Filters
from dashboard.formats import NO_BASE, number
from dashboard.queries import Area, Coverage, FormInfo, Warehouse, upward
from dashboard.queries.upward import Totals
from dashboard.views import frame
from dashboard.views.remembered import remembered
from dashboard.views.tables import table
from dashboard.views.upward import offer
from data.warehouse.home import beijing_now
from data.warehouse.period import Cadence, Period

_MEASURES = frozenset({"shortage", "resolved_total"})
_ANNEX = "4"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a day stood at a moment: who was in, whose numbers counted, and their sums."""

    at: datetime
    arrivals: Arrivals
    coverage: Coverage
    totals: Totals

    @property
    def counted(self) -> int:
        """Places whose numbers are in the total, carried forward ones included."""
        return self.coverage.reported + self.coverage.carried

    @property
    def sentence(self) -> str:
        """已报 14 个：缺工 …；加沿用 1 个：缺工 …（覆盖 15/15）."""
        found, covered = self.totals, self.coverage
        own = f"已报 {covered.reported} 个：缺工 {_persons(found.shortage_reported)}"
        own += f"，累计解决 {_persons(found.resolved_total_reported)}"
        if not covered.carried:
            return f"{own}（覆盖 {self.counted}/{covered.expected}），没有沿用。"
        carried = f"加沿用 {covered.carried} 个：缺工 {_persons(found.shortage)}"
        carried += f"，累计解决 {_persons(found.resolved_total)}"
        return f"{own}。{carried}（覆盖 {self.counted}/{covered.expected}）。"


def section(warehouse: Warehouse, chosen: Filters, form: FormInfo) -> None:
    """The block of a daily form that counts 缺工 and 累计解决; nothing for other forms and for days without hours."""
    if form.cadence is not Cadence.DAILY or not form.measures >= _MEASURES:
        return
    chain = steps(form.form, chosen.place, chosen.period)
    if not chain:
        return
    now = warehouse.as_of or beijing_now()
    rows = warehouse.obligations(form.form, chosen.area, [chosen.period])
    found = standing(warehouse, (form.form, chosen.area, chosen.period), rows, now)
    with st.container(border=True, key="card_chain"):
        frame.heading(headline(found, chain, now), f"逐级上报：{chosen.place_name}，{chosen.period.label}")
        _hours(chain, rows, now)
        st.markdown(labels.plain(found.sentence))
        if modes.is_print():
            return
        _history(warehouse, chosen, form, tuple(step.due_at for step in chain if step.is_past(now)))
        mark = f"【{labels.DEMO_MARK}】" if warehouse.release.is_demo else ""
        words = message(form.label, chosen.place_name, chosen.period, chain, found)
        st.code(f"{mark}{words}", language=None, wrap_lines=True)
        offer(warehouse, chosen, _ANNEX)


def standing(warehouse: Warehouse, asked: tuple[str, Area, Period], rows: pd.DataFrame, at: datetime) -> Standing:
    """How a form stands in an area on a day, as the warehouse knows it.

    Args:
        warehouse: the release, or the release as known at a moment.
        asked: form, area and day.
        rows: its obligations.
        at: the moment, Beijing time.
    """
    return Standing(at, arrivals(rows, at), warehouse.coverage(*asked), upward.totals(warehouse, *asked))


def headline(found: Standing, chain: tuple[Step, ...], now: datetime) -> str:
    """还有 3 个未报；下一时点 15:00 市→省，还有 25 分."""
    silent = len(found.arrivals.missing)
    words = f"还有 {silent} 个未报" if silent else "全部报齐"
    ahead = next((step for step in chain if not step.is_past(now)), None)
    return f"{words}；{'各时点均已过' if ahead is None else f'下一时点 {ahead.hour} {ahead.words}，{ahead.left(now)}'}"


def message(form_label: str, place: str, period: Period, chain: tuple[Step, ...], found: Standing) -> str:
    """The text to copy into a chat: who is missing, the totals with and without carrying forward, the hours."""
    came, silent = found.arrivals, found.arrivals.missing
    missing = f"未报：{'、'.join(silent)}。" if silent else "全部报齐。"
    return "\n".join(
        [
            f"【调度】{place}{period.label}{form_label}",
            f"截至 {found.at:%Y-%m-%d %H:%M}，应报 {came.owed} 个，已报 {came.reported} 个。{missing}",
            found.sentence,
            f"上报时点：{'；'.join(f'{step.hour} {step.words}' for step in chain)}。",
        ]
    )


def _hours(chain: tuple[Step, ...], rows: pd.DataFrame, now: datetime) -> None:
    for column, step in zip(st.columns(len(chain), gap="small"), chain, strict=True):
        past = step.is_past(now)
        then = arrivals(rows, step.due_at if past else now)
        with column:
            st.markdown(f"**{labels.plain(f'{step.hour} {step.words}')}**")
            st.caption(labels.plain(f"{step.left(now)}；依据：{step.source.partition('；')[0]}"))
            names = "、".join(then.missing)
            silent = f"{'未报' if past else '尚缺'} {len(then.missing)} 个：{names}" if names else "已报齐"
            st.markdown(labels.plain(f"{'届时' if past else '现'}已报 {then.reported}/{then.owed}，{silent}"))


def _history(warehouse: Warehouse, chosen: Filters, form: FormInfo, moments: tuple[datetime, ...]) -> None:
    """How the total stood at the hours that have passed, asked only when it is opened."""
    if not moments:
        return
    opened = st.expander(
        "各时点当时的合计", key="chain_history", on_change="rerun", icon=":material/history:", type="compact"
    )
    if not opened.open:
        return
    with opened:
        found = as_it_stood(warehouse, (form.form, chosen.area, chosen.period, moments))
        table(history_table(found))


@remembered
def as_it_stood(warehouse: Warehouse, asked: tuple[str, Area, Period, tuple[datetime, ...]]) -> tuple[Standing, ...]:
    """How a form stood on a day at each of some moments, knowing only what had been received by then."""
    form, area, period, moments = asked
    found = []
    for moment in moments:
        known = warehouse.known_at(moment)
        rows = known.obligations(form, area, [period])
        found.append(standing(known, (form, area, period), rows, moment))
        known.close()
    return tuple(found)


def history_table(found: tuple[Standing, ...]) -> pd.DataFrame:
    """时点, 已报, 沿用, 覆盖, and the sums with and without what was carried forward; one row a moment."""
    return pd.DataFrame(
        {
            "时点": [f"{entry.at:%m月%d日 %H:%M}" for entry in found],
            "已报（个）": [entry.coverage.reported for entry in found],
            "沿用（个）": [entry.coverage.carried for entry in found],
            "覆盖": [f"{entry.counted}/{entry.coverage.expected}" for entry in found],
            "缺工（已报）": [_or_gap(entry.totals.shortage_reported) for entry in found],
            "缺工（含沿用）": [_or_gap(entry.totals.shortage) for entry in found],
            "累计解决（已报）": [_or_gap(entry.totals.resolved_total_reported) for entry in found],
            "累计解决（含沿用）": [_or_gap(entry.totals.resolved_total) for entry in found],
        }
    )


def _or_gap(value: int | None) -> int | str:
    return NO_BASE if value is None else value


def _persons(value: int | None) -> str:
    return number(value, "人", missing=NO_BASE)
