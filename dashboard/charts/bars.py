"""Ordered bars and diverging bars: one horizontal bar per label, its value written at the end."""

import pandas as pd

from dashboard import theme
from dashboard.charts import canvas
from dashboard.charts.canvas import Figure, annotation, bare_axis, known
from dashboard.charts.scales import change_text, value_text
from dashboard.formats import FLAT, MINIMUM_BASE, UNCHANGED, Judgement, change_word
from data.warehouse.metrics import Direction
from data.warehouse.rounding import round_half_up

RESIDUAL_LABELS = ("其他", "未归类", "未分等级", "未注明")
_ROW_HEIGHT = 27
_TICK_BELOW = 0.43  # of a row, from the middle of the bar to the middle of its tick
_TICK_SIZE = 5
_LABEL_CHARACTERS = 7


def ordered_bars(
    frame: pd.DataFrame,
    *,
    unit: str,
    highlight: str | list[str] | None = None,
    top: int = 15,
    share: bool = False,
    notes: bool = False,
    earlier: str = "上期",
) -> Figure:
    """Horizontal bars, largest first, the value right at the end; a tick under the bar marks the last period.

    Args:
        frame: label, value (NaN: 未报), optional `previous` (the tick), `key` (handed to clicks as customdata),
            `status` and `previous_status` (NaN with c: 不公开, and then neither a share nor a folded sum is said).
        unit: of the values; parts of persons and counts beyond `top` are folded into one bar, rates never are.
        highlight: labels drawn in the emphasis colour while the others turn grey; None: all in the emphasis colour.
        top: number of bars before the rest is folded; 其他 and 未归类 always keep a bar of their own, at the bottom.
        share: whether the bar end also says the share of the total, where that is at least 30.
        notes: whether a column on the right shows the texts of the frame's column `note`, such as the change
            (+12 扩大, 0 持平), in the colour of its column `judgement`.
        earlier: what the ticks stand for.
    """
    rows = _ordered(canvas.numeric(frame, "value", "previous"), top=top, fold=unit != "%")
    values = canvas.numbers(rows["value"])
    previous = canvas.numbers(rows["previous"]) if "previous" in rows else canvas.numbers([None] * len(rows))
    labels = [canvas.wrapped(label, _LABEL_CHARACTERS) for label in rows["label"]]
    total = None if canvas.is_withheld(rows).any() else sum(value for value in values if value is not None)
    ends = [value or 0.0 for value in values]
    texts = [
        _end_text(value, unit, total if share else None, status)
        for value, status in zip(values, _statuses(rows, "status"), strict=True)
    ]
    positions = list(range(len(rows)))
    longest = max((canvas.text_width(text) for text in texts), default=0)
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [value or 0 for value in values],
            "y": positions,
            "width": 0.62,
            "marker": {"color": _bar_colours(rows["label"], highlight), "line": {"width": 0}},
            "customdata": _keys(rows),
            "hovertext": _hover(rows, unit, earlier),
            "hoverinfo": "text",
        },
        _previous_ticks(values, previous, positions),
    ]
    ends_said = [
        annotation(text, x=end, y=y, xanchor="left", xshift=7, font={"size": canvas.FONT_SIZE})
        for text, end, y in zip(texts, ends, positions, strict=True)
    ]
    right = longest + 14
    column = _note_column(rows, right + 6) if notes else []
    right += max((canvas.text_width(note["text"], canvas.SMALL_SIZE) for note in column), default=-10) + 10
    high = max([*ends, *(before for before in previous if before is not None), 1.0 if unit != "%" else 0.1])
    return _horizontal(traces, [*ends_said, *column], labels, high=high, right=right)


def diverging_bars(frame: pd.DataFrame, *, unit: str, direction: Direction) -> Figure:
    """Bars of change from a zero line, rises to the right, with signed value and word (扩大/收窄) in a column.

    Args:
        frame: label, change (NaN rows are left out), optional `previous`: a change that is small beside it
            is grey 基本持平 (`formats.BANDS`).
        unit: of the change; for % the numbers are 个百分点.
        direction: whether a rise is bad; decides colour and word.
    """
    rows = canvas.numeric(frame, "change", "previous")
    rows = rows[rows["change"].notna()]
    rows = rows.sort_values(["change", "label"], ascending=[False, True], kind="stable")
    changes = [float(change) for change in rows["change"]]
    previous = canvas.numbers(rows["previous"]) if "previous" in rows else canvas.numbers([None] * len(rows))
    words = [_judgement(c, p, unit, direction) for c, p in zip(changes, previous, strict=True)]
    texts = [f"{change_text(c, unit)} {word}" for c, (word, _) in zip(changes, words, strict=True)]
    labels = [canvas.wrapped(str(label), _LABEL_CHARACTERS) for label in rows["label"]]
    positions = list(range(len(rows)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": changes,
        "y": positions,
        "width": 0.62,
        "marker": {"color": [colour for _, colour in words], "line": {"width": 0}},
        "customdata": _keys(rows),
        "hovertext": [f"{label}：{text}" for label, text in zip(rows["label"], texts, strict=True)],
        "hoverinfo": "text",
    }
    notes = [
        annotation(text, xref="paper", x=1, y=y, xanchor="left", xshift=8)
        for text, y in zip(texts, positions, strict=True)
    ]
    longest = max((canvas.text_width(text) for text in texts), default=0) + 16
    return _diverging(bars, notes, labels, changes, longest)


def _ordered(frame: pd.DataFrame, *, top: int, fold: bool) -> pd.DataFrame:
    rows = frame.assign(label=frame["label"].astype(str))
    residual = rows["label"].isin(RESIDUAL_LABELS)
    named = rows[~residual].sort_values(["value", "label"], ascending=[False, True], na_position="last", kind="stable")
    rest = rows[residual & (rows["value"].notna() | canvas.is_withheld(rows))]
    rest = rest.sort_values(["value", "label"], ascending=[False, True])
    if fold and len(named) > top:
        hidden = named.iloc[top:]
        folded: dict[str, object] = {"label": f"其余 {len(hidden)} 项", "key": None}
        for column, status in (("value", "status"), ("previous", "previous_status")):
            if column in rows:
                is_kept_back = bool(canvas.is_withheld(hidden, status).any())
                folded[column] = None if is_kept_back else hidden[column].sum(min_count=1)
                folded[status] = "c" if is_kept_back else None
        line = pd.DataFrame([{column: folded.get(column) for column in rows.columns}])
        return pd.concat([named.iloc[:top].astype(object), line.astype(object), rest.astype(object)], ignore_index=True)
    return pd.concat([named, rest], ignore_index=True)


def _bar_colours(labels: pd.Series, highlight: str | list[str] | None) -> list[str]:
    chosen = [highlight] if isinstance(highlight, str) else highlight
    colours = []
    for label in labels:
        residual = label in RESIDUAL_LABELS or label.startswith("其余 ")
        emphasised = not residual if chosen is None else label in chosen
        colours.append(canvas.EMPHASIS if emphasised else canvas.RESIDUAL)
    return colours


def _statuses(rows: pd.DataFrame, of: str) -> list[object]:
    return list(rows[of]) if of in rows else [None] * len(rows)


def _end_text(value: float | None, unit: str, total: float | None, status: object) -> str:
    if value is None:
        return canvas.absent(status)
    text = value_text(value, unit)
    if total is None or total < MINIMUM_BASE:
        return text
    return f"{text}（{round_half_up(value / total * 100, 1):.1f}%）"


def _hover(rows: pd.DataFrame, unit: str, earlier: str) -> list[str]:
    word = "" if unit == "%" else f" {unit}"
    texts = []
    for row in rows.to_dict("records"):
        said = [
            value_text(row[of], unit) + word if known(row[of]) else canvas.absent(row.get(status))
            for of, status in (("value", "status"), ("previous", "previous_status"))
            if of in row
        ]
        text = f"{row['label']}：{said[0]}"
        texts.append(f"{text}<br>{earlier}：{said[1]}" if len(said) > 1 else text)
    return texts


def _keys(rows: pd.DataFrame) -> list[str]:
    column = rows["key"] if "key" in rows else rows["label"]
    return [str(key) if known(key) else "" for key in column]


def _note_column(rows: pd.DataFrame, shift: int) -> list[Figure]:
    """The texts beside the bars, `shift` pixels right of the longest bar; none where a row has no text."""
    colours = {Judgement.BAD: theme.BAD, Judgement.GOOD: theme.GOOD}
    notes = []
    for y, (text, judgement) in enumerate(zip(rows["note"], rows["judgement"], strict=True)):
        if text and known(text):
            font = {"size": canvas.SMALL_SIZE, "color": colours.get(judgement, canvas.MUTED_TEXT)}
            notes.append(annotation(str(text), xref="paper", x=1, y=y, xanchor="left", xshift=shift, font=font))
    return notes


def _previous_ticks(values: list[float | None], previous: list[float | None], positions: list[int]) -> Figure:
    """Short ticks at the lower edge of the bars, below the values, so that they never cover one.

    A thin line leads from the end of its bar to a tick that stands beyond it.
    """
    shown = [(before, y) for before, y in zip(previous, positions, strict=True) if before is not None]
    beyond = [
        max(before - (value or 0.0), 0.0) for value, before in zip(values, previous, strict=True) if before is not None
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value for value, _ in shown],
        "y": [y + _TICK_BELOW for _, y in shown],
        "marker": {
            "symbol": "line-ns-open",
            "size": _TICK_SIZE,
            "color": theme.INK,
            "line": {"width": 2, "color": theme.INK},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [0.0] * len(shown),
            "arrayminus": beyond,
            "thickness": 1,
            "width": 0,
            "color": canvas.MUTED_TEXT,
        },
        "hoverinfo": "skip",
        "name": "上期",
    }


def _judgement(change: float, previous: float | None, unit: str, direction: Direction) -> tuple[str, str]:
    nouns = ("扩大", "收窄") if direction is Direction.UP_IS_BAD else ("增加", "减少")
    word = change_word(change, previous, nouns, is_percentage=unit == "%")
    if word in (UNCHANGED, FLAT.word):
        return word, canvas.RESIDUAL
    if direction is Direction.NEUTRAL:
        return word, canvas.EMPHASIS
    is_bad = (change > 0) == (direction is Direction.UP_IS_BAD)
    return word, theme.BAD if is_bad else theme.GOOD


def _horizontal(traces: list[Figure], notes: list[Figure], labels: list[str], *, high: float, right: int) -> Figure:
    left = canvas.label_margin(labels)
    count = max(len(labels), 1)
    axis = bare_axis(tickvals=list(range(len(labels))), ticktext=labels, range=[count - 0.5, -0.5], ticklabelstandoff=5)
    return canvas.figure(
        traces,
        height=count * _row_height(labels) + 16,
        margin={"l": left, "r": right, "t": 6, "b": 10},
        xaxis=bare_axis(range=[0, high], showticklabels=False),
        yaxis=axis,
        annotations=notes,
    )


def _diverging(bars: Figure, notes: list[Figure], labels: list[str], changes: list[float], right: int) -> Figure:
    low, high = min([*changes, 0.0]), max([*changes, 0.0])
    if low == high:
        low, high = -1.0, 1.0
    zero = {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1}
    made = _horizontal([bars], notes, labels, high=high, right=right)
    made["layout"]["xaxis"]["range"] = [low, high]
    made["layout"]["shapes"] = [{**zero, "line": {"color": canvas.MUTED_TEXT, "width": 1}}]
    return made


def _row_height(labels: list[str]) -> int:
    return _ROW_HEIGHT + (9 if any("<br>" in label for label in labels) else 0)
