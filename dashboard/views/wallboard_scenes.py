"""The scenes of the wall screen: the whole place, its parts, jobs or skills, channels, reports."""

from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from dashboard import charts, filters, labels
from dashboard.formats import Judgement, signed
from dashboard.queries import Warehouse, joined_names
from dashboard.views.answers import Answer, history, with_year_earlier
from dashboard.views.cards import CardWords, in_words
from dashboard.views.compared import Compared
from dashboard.views.figure import draw as draw_figure
from dashboard.views.overview_data import Overview, channel_finding, leading, ranked, summary
from dashboard.views.ranks import largest
from dashboard.views.reporting_tables import headline, status_cells
from data.warehouse.metrics import Direction, Metric, metric
from data.warehouse.period import Period

_RATES = ("reporting_rate", "on_time_rate")
_MOST_CARDS = 6
_MOST_LINES = 10
_FEW_LINES = 4  # bars that leave room for their course below them
_FEW_HEIGHT, _COURSE_HEIGHT = 172, 186
_REPORTS_WIDTHS = (1, 4)
_REPORTS_HEIGHT = 410
_NAMED = 6  # places under a word such as 迟报; more are counted
_ARROWS = {Judgement.BAD: "bad", Judgement.GOOD: "good", Judgement.NEUTRAL: "even"}


def draw(warehouse: Warehouse, asked: Overview) -> int:
    """Draw the scenes that the place has data for, one over the other; return how many there are."""
    scenes: list[Callable[[], None]] = [lambda: _whole(asked)]
    if len(asked.by_place.of(asked.main.key, asked.chosen.period)) > 1:
        scenes.append(lambda: _places(asked))
    if asked.by_line is not None:
        scenes.append(lambda: _lines(warehouse, asked))
    if asked.by_channel is not None and not asked.by_channel.empty:
        scenes.append(lambda: _channels(asked))
    owed = _owed(warehouse, asked)
    if not owed.empty:
        scenes.append(lambda: _reports(warehouse, asked, owed))
    for number, scene in enumerate(scenes, start=1):
        with st.container(key=f"scene_{number}"):
            scene()
    return len(scenes)


def _heading(name: str, finding: str) -> None:
    st.html(f'<h2 class="wall-title"><span>{escape(name)}</span>{escape(finding)}</h2>')


def _card(words: CardWords) -> str:
    kind = _ARROWS[words.judgement]
    return (
        f'<div class="wall-card"><p>{escape(words.label)}</p><b>{escape(words.value)}</b>'
        f'<p class="wall-{kind}">{escape(words.change)}</p><small>{escape(words.comparison)}</small></div>'
    )


def _cards(made: list[CardWords]) -> None:
    st.html(f'<div class="wall-cards">{"".join(map(_card, made))}</div>')


def _whole(asked: Overview) -> None:
    _heading("总体", asked.sentence_of(asked.main.key))
    keys = asked.keys[:_MOST_CARDS]
    _cards([in_words(asked.named(key), asked.whole, asked.chosen.period, asked.compared) for key in keys])
    rates = [key for key in (asked.main.key, "shortage_rate") if key in asked.keys]
    for column, key in zip(st.columns(len(rates), gap="medium"), dict.fromkeys(rates), strict=False):
        with column:
            _trend(asked, asked.named(key))
    st.html(f'<p class="wall-words">{escape(summary(asked))}</p>')


def _trend(asked: Overview, shown: Metric) -> None:
    periods = history(asked.chosen.period)
    name = asked.chosen.place_name
    rows = pd.DataFrame(
        {
            "period": periods,
            "label": name,
            "value": asked.whole.series(shown.key, periods),
            "status": [asked.whole.one(shown.key, period).status for period in periods],
        }
    )
    st.html(f'<p class="wall-caption">{escape(shown.label)}（{escape(shown.unit)}），近 {len(periods)} 期</p>')
    made = charts.trend_lines(rows, unit=shown.unit, city=name, height=175)
    draw_figure(made, key=f"wall_trend_{shown.key}", alt=f"{name}近 {len(periods)} 期{shown.label}走势。")


def _bars(answer: Answer, compared: Compared, shown: Metric, period: Period) -> pd.DataFrame:
    """key, label, value, the tick of the compared period, the change in words."""
    now = answer.of(shown.key, period)
    names = labels.short_places([item.key for item in now])
    moves = [compared.change(shown, item.key) for item in now]
    return pd.DataFrame(
        {
            "key": [item.key for item in now],
            "label": [names[item.key] if names[item.key] != item.key else item.label for item in now],
            "value": [item.value for item in now],
            **compared.ticks(shown.key, [item.key for item in now]),
            "note": [
                "" if moved.difference is None else f"{signed(moved.difference, shown.decimals)} {moved.word}"
                for moved in moves
            ],
            "judgement": [moved.judgement for moved in moves],
            "change": [moved.difference for moved in moves],
        }
    )


def _places(asked: Overview) -> None:
    order = ranked(asked)
    first = joined_names(leading(order), "个地区")
    _heading("区县", f"{asked.main.label}最多的是{first}" if len(order) > 1 else f"各地{asked.main.label}")
    keys = [asked.main.key] + (
        ["shortage_rate"] if "shortage_rate" in asked.keys and asked.main.key == "shortage" else []
    )
    for column, key in zip(st.columns(len(keys), gap="medium"), keys, strict=True):
        shown = asked.named(key)
        rows = _bars(asked.by_place, asked.places_compared, shown, asked.chosen.period)
        with column:
            words = f"{shown.label}（{shown.unit}）{asked.places_compared.ticks_words(shown.key)}"
            st.html(f'<p class="wall-caption">{escape(words)}</p>')
            made = charts.ordered_bars(rows, unit=shown.unit, notes=True, earlier=asked.places_compared.against.short)
            draw_figure(made, key=f"wall_places_{key}", alt=f"各地区{shown.label}条形图。", height=_height(made))


def _height(made: charts.Figure) -> int:
    """Bars as tall as the scene allows, and no taller than reads well."""
    return min(int(made["layout"]["height"] * 1.8), 400)


def _lines(warehouse: Warehouse, asked: Overview) -> None:
    assert asked.by_line is not None
    assert asked.lines_compared is not None
    shown, word = asked.main, asked.line_dimension.label
    rows = _bars(asked.by_line, asked.lines_compared, shown, asked.chosen.period)
    known = rows[rows["value"].fillna(0) > 0]
    first = joined_names(largest(zip(known["label"], known["value"], strict=True)), f"个{word}")
    _heading(word, f"{shown.label}最多的是{first}" if first else f"各{word}{shown.label}")
    is_few = len(rows) <= _FEW_LINES
    left, right = st.columns(2, gap="medium")
    with left:
        words = f"{shown.label}（{shown.unit}）及占比{asked.lines_compared.ticks_words(shown.key)}"
        st.html(f'<p class="wall-caption">{escape(words)}</p>')
        earlier = asked.lines_compared.against.short
        made = charts.ordered_bars(rows, unit=shown.unit, share=True, top=_MOST_LINES, earlier=earlier)
        height = _FEW_HEIGHT if is_few else _height(made)
        draw_figure(made, key="wall_lines", alt=f"各{word}{shown.label}条形图。", height=height)
    with right:
        st.html(f'<p class="wall-caption">{escape(asked.lines_compared.column(shown.key))}（{escape(shown.unit)}）</p>')
        moved = rows.assign(size=rows["change"].abs()).nlargest(_MOST_LINES, ["size"])
        changes = moved.assign(previous=moved["value"] - moved["change"])
        made = charts.diverging_bars(changes, unit=shown.unit, direction=Direction(shown.direction))
        height = _FEW_HEIGHT if is_few else _height(made)
        draw_figure(made, key="wall_changes", alt=f"各{word}{shown.label}变化条形图。", height=height)
    if is_few:
        _course(warehouse, asked)


def _course(warehouse: Warehouse, asked: Overview) -> None:
    """How each of a few lines moved, under their bars."""
    chosen, shown, word = asked.chosen, asked.main, asked.line_dimension.label
    periods = _known(warehouse, asked)
    answer = Answer(warehouse.measure([shown.key], chosen.cut, periods, asked.line_dimension, form=chosen.form))
    lines = [(item.key, item.label) for item in answer.of(shown.key, chosen.period)]
    found = [(period, label, answer.one(shown.key, period, key)) for key, label in lines for period in periods]
    rows = pd.DataFrame(
        {
            "period": [period for period, _, _ in found],
            "label": [label for _, label, _ in found],
            "value": [item.value for _, _, item in found],
            "status": [item.status for _, _, item in found],
        }
    )
    st.html(f'<p class="wall-caption">{escape(shown.label)}（{escape(shown.unit)}），近 {len(periods)} 期</p>')
    made = charts.trend_lines(rows, unit=shown.unit, highlight=[label for _, label in lines], height=_COURSE_HEIGHT)
    draw_figure(made, key="wall_course", alt=f"各{word}近 {len(periods)} 期{shown.label}走势。")


def _channels(asked: Overview) -> None:
    assert asked.by_channel is not None
    rows = asked.by_channel.rename(columns={"key": "channel"})
    _heading("渠道", channel_finding(rows[rows["period"] == str(asked.chosen.period)]))
    st.html('<p class="wall-caption">各渠道占本期解决人数的比重（%）</p>')
    made = charts.stacked_share(rows, share=True, height=395)
    draw_figure(made, key="wall_channels", alt="各期解决渠道构成的堆叠柱形图。")


def _known(warehouse: Warehouse, asked: Overview) -> list[Period]:
    """The periods of a sparkline that the form has."""
    known = set(warehouse.periods(asked.chosen.form, asked.chosen.area))
    return [period for period in history(asked.chosen.period) if period in known]


def _owed(warehouse: Warehouse, asked: Overview) -> pd.DataFrame:
    return warehouse.obligations(asked.chosen.form, asked.chosen.area, _known(warehouse, asked))


def _reports(warehouse: Warehouse, asked: Overview, owed: pd.DataFrame) -> None:
    chosen = asked.chosen
    now = owed[owed["period"] == str(chosen.period)]
    _heading("报送", headline(now))
    periods = [Period.parse(text) for text in dict.fromkeys(owed["period"])]
    rated = with_year_earlier(periods, chosen.period, warehouse.periods(chosen.form, chosen.area))
    answer = Answer(warehouse.measure(_RATES, filters.place_only(chosen), rated, form=chosen.form))
    compared = Compared.with_previous(answer, chosen.period)
    left, right = st.columns(_REPORTS_WIDTHS, gap="medium")
    with left:
        for key in _RATES:
            _cards([in_words(metric(key, chosen.denominator), answer, chosen.period, compared)])
        for words in _troubles(now):
            st.html(f'<p class="wall-words">{escape(words)}</p>')
    with right:
        made = charts.status_grid(status_cells(owed, periods))
        height = min(int(made["layout"]["height"] * 1.35), _REPORTS_HEIGHT)
        draw_figure(made, key="wall_reports", alt="各地各期报送状态。", height=height)


def _troubles(now: pd.DataFrame) -> list[str]:
    """迟报：薛城、峄城 for each state of the period's reports that is none to be content with."""
    names = labels.short_places(list(now["place_code"]))
    found = []
    for status in ("missing", "returned", "late"):
        codes = list(now.loc[now["status"] == status, "place_code"])
        if codes:
            several = f" {len(codes)} 个地区" if len(codes) > _NAMED else "、".join(names[code] for code in codes)
            found.append(f"{labels.REPORT_STATUS[status][1]}：{several}")
    return found
