"""工种缺工: which jobs are short, where, since when. Forms without job types show skill levels in their place."""

import pandas as pd
import streamlit as st

from dashboard import charts, labels, modes
from dashboard.formats import MINIMUM_BASE, NO_BASE, number
from dashboard.queries import Warehouse, joined_names
from dashboard.views import frame, screen, tables
from dashboard.views.answers import Number
from dashboard.views.jobs_data import Lines, compared, finding, moves_finding, trend_finding
from dashboard.views.ranks import largest
from dashboard.views.tables import Column
from data.warehouse.metrics import Direction
from data.warehouse.period import Period
from data.warehouse.relations import Dimension
from data.warehouse.rounding import round_half_up

_MOVES = 10
_IN_HEAT_TABLE = 10
_IN_NARROW_HEAT_TABLE = 5
_LINES = 4
_LISTED = 50
_UNIT = "人"


def heading(asked: Lines) -> None:
    """Title, and why skill levels stand in for job types."""
    frame.title(finding(asked), f"{asked.word}缺工：{_place_words(asked)}，{asked.chosen.period.label}")
    if asked.dimension is Dimension.SKILL and asked.now():
        st.caption(labels.plain(f"{asked.form.label}只分技能等级、不填工种，本页按技能等级显示。"))


def ranking(asked: Lines) -> None:
    """Ordered bars with a tick for the base; a click chooses a line."""
    rows = compared(asked)
    picked = next((item.label for item in asked.now() if (item.key,) == asked.picked), None)
    named = asked.named()
    since = f"，{asked.since(named[0].key)}" if named else ""
    title = f"{named[0].label}缺 {number(named[0].value, _UNIT)}{since}" if named else f"各{asked.word}缺工"
    is_published = asked.shared is None  # a tick of other enterprises says nothing beside the bar
    bars = rows if is_published else rows.drop(columns="previous")
    ticks = f"短竖线为{asked.against.short}，" if is_published else ""
    frame.chart(
        charts.ordered_bars(bars, unit=_UNIT, highlight=picked, share=True, earlier=asked.against.short),
        key="ranking",
        title=title,
        subtitle=_subtitle(asked, f"按{asked.word}；{ticks}括号内为占比"),
        alt=f"按{asked.word}从多到少排列的缺工人数条形图：{finding(asked)}。",
        table=_ranking_table(asked, rows),
        file_stem=f"{asked.word}缺工_{asked.chosen.period}",
        metrics=["shortage"],
        columns={"占比（%）": Column(decimals=1), f"{asked.against.column}（人）": Column(is_signed=True)},
        missing="—",
        click=_field(asked),
    )


def moves(asked: Lines) -> None:
    """What changed since the base: diverging bars of the largest moves."""
    rows = compared(asked)
    rows = rows[rows["change"].notna() & (rows["change"] != 0)]
    title = moves_finding(asked)
    if rows.empty:
        with st.container(border=True):
            frame.heading(title, _subtitle(asked, f"{asked.against.column}变化"))
        return
    size = rows["change"].abs()
    largest = rows.assign(size=size).sort_values(["size", "label"], ascending=[False, True]).head(_MOVES)
    frame.chart(
        charts.diverging_bars(largest, unit=_UNIT, direction=Direction.UP_IS_BAD),
        key="moves",
        title=title,
        subtitle=_subtitle(asked, f"{asked.against.column}变化，变化最大的 {len(largest)} 项"),
        alt=f"各{asked.word}缺工人数{asked.against.column}变化的条形图：{title}。",
        table=pd.DataFrame(
            {
                asked.word: rows["label"],
                _before(asked): rows["previous"],
                f"{_same_list(asked)}本期（人）": rows["compared"],
                f"{asked.against.column}（人）": rows["change"],
            }
        ),
        file_stem=f"{asked.word}缺工变化_{asked.chosen.period}",
        metrics=["shortage"],
        columns={f"{asked.against.column}（人）": Column(is_signed=True)},
        missing="—",
        click=_field(asked),
    )


def skill_levels(asked: Lines) -> None:
    """Skill levels beside the job types, where the form has both."""
    if not asked.skills:
        return
    rows = pd.DataFrame(
        {
            "key": [level.key for level in asked.skills],
            "label": [level.label for level in asked.skills],
            "value": [level.value for level in asked.skills],
        }
    )
    first = largest((level.label, level.value) for level in asked.skills if level.value)
    frame.chart(
        charts.ordered_bars(rows, unit=_UNIT, share=True),
        key="skills",
        title=f"按技能等级，{'、'.join(first)}缺得最多" if first else "各技能等级缺工",
        subtitle=_subtitle(asked, "按技能等级；括号内为占比"),
        alt="按技能等级排列的缺工人数条形图。",
        table=rows[["label", "value"]].rename(columns={"label": "技能等级", "value": "缺工人数（人）"}),
        file_stem=f"技能等级缺工_{asked.chosen.period}",
        metrics=["shortage"],
        click="skill",
    )


def heat_table(asked: Lines) -> None:
    """Line × district; on a phone districts stand in the rows and fewer lines in the columns."""
    keys = _heat_keys(asked)
    if len(asked.by_place) < 2 or not keys:
        return
    names = labels.short_places(list(asked.by_place))
    cells = pd.DataFrame(
        [
            {"line": label, "line_key": key, "place": names[code], "place_key": code, **_cell(answer, key)}
            for key, label in keys
            for code, answer in asked.by_place.items()
        ]
    )
    top = cells[cells["value"].notna()].sort_values(["value", "line", "place"], ascending=[False, True, True])
    title = f"{top.iloc[0]['place']}的{top.iloc[0]['line']}缺口最大" if len(top) else "各区缺工"
    subtitle = _subtitle(asked, f"缺工最多的 {len(keys)} 个{asked.word} × 地区")
    wide = cells.pivot_table(index="line", columns="place", values="value", sort=False, dropna=False)
    alt = f"{asked.word}与地区交叉的缺工人数表，{title}。"
    with st.container(border=True, key="card_heat"):
        frame.heading(title, subtitle)
        with screen.wide("heat"):
            figure = charts.heat_table(_as_cells(cells, row="line", column="place"), unit=_UNIT)
            frame.draw(figure, key="heat", alt=alt, click=(_field(asked), "place"), number="shortage")
        with screen.narrow("heat"):
            few = cells[cells["line"].isin([label for _, label in keys[:_IN_NARROW_HEAT_TABLE]])]
            figure = charts.heat_table(_as_cells(few, row="place", column="line"), unit=_UNIT)
            frame.draw(figure, key="heat_narrow", alt=alt, click=("place", _field(asked)), number="shortage")
            if len(keys) > _IN_NARROW_HEAT_TABLE:
                st.caption(f"手机上只画缺得最多的 {_IN_NARROW_HEAT_TABLE} 个{asked.word}，其余见“查看数据”。")
        frame.behind(
            wide.reset_index().rename(columns={"line": asked.word}).rename_axis(columns=None),
            key="heat",
            title=title,
            subtitle=subtitle,
            file_stem=f"{asked.word}缺工_分地区_{asked.chosen.period}",
            metrics=["shortage"],
        )


def trend(asked: Lines) -> None:
    """The lines that are short of most (and the chosen one) over time."""
    keys = [item.key for item in asked.named()[:_LINES]]
    missing = [key for key in asked.picked if key not in keys][:_LINES]
    keys = [*keys[: _LINES - len(missing)], *missing]
    names = {item.key: item.label for period in asked.periods for item in asked.lines.of("shortage", period)}
    keys = [key for key in keys if key in names]
    if not keys or len(asked.periods) < 2:
        return
    rows = pd.DataFrame(
        [
            {
                "period": str(period),
                "key": key,
                "label": names[key],
                "value": asked.value(key, period),
                "status": status,
            }
            for key in keys
            for period in asked.periods
            for status in [_status(asked, period)]
        ]
    )
    title = trend_finding(asked)
    wide = rows.pivot_table(index="period", columns="label", values="value", sort=False, dropna=False)
    wide.index = [Period.parse(str(key)).label for key in wide.index]
    frame.chart(
        charts.trend_lines(rows, unit=_UNIT, highlight=[names[key] for key in keys]),
        key="trend",
        title=title,
        subtitle=f"缺工人数（人），{_place_words(asked)}，{asked.periods[0].short_label}—{asked.periods[-1].short_label}；空心点为沿用",
        alt=f"缺工最多的{asked.word}逐期走势图，{title}。",
        table=wide.reset_index(names="报告期").rename_axis(columns=None),
        file_stem=f"{asked.word}缺工走势_{asked.chosen.period}",
        metrics=["shortage"],
        click=(_field(asked), "period"),
    )


def enterprises(warehouse: Warehouse, asked: Lines) -> None:
    """The enterprises behind the chosen line; their shortage adds up to the number that was clicked."""
    if not asked.picked:
        if not modes.is_print():
            st.caption(f"点击上图的一个{asked.word}，可查看缺该{asked.word}的企业。")
        return
    names = {item.key: item.label for item in asked.now()}
    name = joined_names([names.get(key, key) for key in asked.picked], "项")
    cut, period = asked.chosen.cut, asked.chosen.period
    found = warehouse.shortest(cut, period, _LISTED)
    frame.section(f"缺{name}的企业：{found.short} 家，合计 {number(found.persons, _UNIT)}")
    shown = _listing(found.rows)
    if found.short > len(shown):
        st.caption(f"显示缺工最多的 {len(shown)} 家，全部 {found.short} 家见下载文件。")
    tables.table(shown)
    made = frame.late_export(
        lambda: _listing(warehouse.enterprises(cut, period)),
        title=f"缺{name}的企业",
        subtitle=_subtitle(asked, f"缺{name}"),
        metrics=["shortage"],
    )
    frame.downloads(made, f"缺{name}的企业_{asked.chosen.period}", "enterprises")


def _listing(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Those that lack anybody, as shown."""
    listed = enterprises[enterprises["shortage"].fillna(0) > 0]
    return pd.DataFrame(
        {
            "企业": listed["enterprise_name"],
            "地区": listed["place"],
            "企业类别": listed["categories"],
            "缺工人数（人）": listed["shortage"],
            "数据": [labels.VALUE_STATUS[status] for status in listed["status"]],
            "来源": tables.source(listed),
        }
    )


def _field(asked: Lines) -> str:
    """The filter that a line of the page sets."""
    return "job" if asked.dimension is Dimension.JOB_TYPE else "skill"


def _as_cells(cells: pd.DataFrame, *, row: str, column: str) -> pd.DataFrame:
    names = {row: "row", f"{row}_key": "row_key", column: "column", f"{column}_key": "column_key"}
    return cells.rename(columns=names)


def _place_words(asked: Lines) -> str:
    chosen = asked.chosen
    category = f"，{'、'.join(labels.categories_of(*chosen.category))}" if chosen.category else ""
    return f"{chosen.place_name}{category}"


def _subtitle(asked: Lines, how: str) -> str:
    return f"缺工人数（人），{_place_words(asked)}，{asked.chosen.period.label}；{how}"


def _same_list(asked: Lines) -> str:
    return "同口径" if asked.against.is_same_list else ""


def _before(asked: Lines) -> str:
    """The head of the numbers of the base: 上期（人）, 同口径去年同期（人）."""
    return f"{_same_list(asked)}{asked.against.short}（人）"


def _status(asked: Lines, period: Period) -> str:
    return asked.whole.one("shortage", period).status


def _ranking_table(asked: Lines, rows: pd.DataFrame) -> pd.DataFrame:
    total = asked.whole.value("shortage", asked.chosen.period) or 0
    values = rows["value"].astype(float)
    return pd.DataFrame(
        {
            asked.word: rows["label"],
            "缺工人数（人）": values,
            "占比（%）": [
                round_half_up(value / total * 100, 1) if total >= MINIMUM_BASE else NO_BASE for value in values
            ],
            _before(asked): rows["previous"].astype(float),
            f"{asked.against.column}（人）": rows["change"].astype(float),
            "连续缺工（期）": [asked.run(key) for key in rows["key"]],
        }
    )


def _heat_keys(asked: Lines) -> list[tuple[str, str]]:
    named = [(item.key, item.label) for item in asked.named()]
    picked = [pair for pair in named if pair[0] in asked.picked and pair not in named[:_IN_HEAT_TABLE]]
    return [*named[: _IN_HEAT_TABLE - len(picked)], *picked]


def _cell(found: dict[str, Number] | None, key: str) -> dict[str, object]:
    """One cell of the heat table; a district that reported no such line has 0, one that did not report 未报."""
    if found is None:
        return {"value": None, "status": "m"}
    item = found.get(key)
    if item is None or item.value is None:
        return {"value": 0.0, "status": "p"}
    return {"value": item.value, "status": item.status}
