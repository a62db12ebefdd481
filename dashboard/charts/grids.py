"""Tables drawn as pictures: a heat table of values and a grid of reporting states."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import labels, theme
from dashboard.charts import canvas
from dashboard.charts.canvas import Figure, annotation, bare_axis
from dashboard.charts.inks import ink_on
from dashboard.charts.scales import Scale, scale, value_text
from dashboard.charts.times import tick_label
from data.warehouse.period import Period

_ROW_HEIGHT = 30
_LABEL_CHARACTERS = 7
_KEYS_IN_LINE = 3
_MOST_NAMES = 26  # of columns, before only every second one, or fewer, is named
_LEAST_DARKEST = 5.0  # persons, findings: what the darkest shade stands for at least
_STEPS = len(theme.SEQUENTIAL)
_EDGE = 1e-6  # of a step: a value on the edge of two takes the upper one
_SHADES = [
    [edge, colour]
    for step, colour in enumerate(theme.SEQUENTIAL)
    for edge in (max(step - _EDGE / 2, 0) / _STEPS, 1.0 if step == _STEPS - 1 else (step + 1 - _EDGE / 2) / _STEPS)
]
"""Ten even shades without any between them: whatever is written on a cell has one known ground."""


def heat_table(frame: pd.DataFrame, *, unit: str) -> Figure:
    """A table whose cells are shaded in one hue by value; every cell says its number.

    Args:
        frame: row, column (text, or Period for Chinese period labels), value, status: NaN with status n is 不适用,
            with c 不公开, otherwise 未报, all hatched grey, never 0; status e (沿用) is marked with a star. Rows and
            columns stand in order of first appearance. A combination without a row is `—`: nothing of the kind was
            reported. Cells carry row and column as customdata: those of `row_key` and `column_key` where the frame
            has them.
        unit: of the values; rates are written with one decimal and without the sign to save room.
    """
    rows = list(dict.fromkeys(str(row) for row in frame["row"]))
    columns = list(dict.fromkeys(frame["column"]))
    cells = {
        (str(row), column): (value, str(status))
        for row, column, value, status in zip(
            frame["row"], frame["column"], frame["value"], frame["status"], strict=True
        )
    }
    row_keys, column_keys = _keys(frame, "row", rows), _keys(frame, "column", columns)
    values = [[_number(cells.get((row, column))) for column in columns] for row in rows]
    texts = [[_cell_text(cells.get((row, column)), unit) for column in columns] for row in rows]
    names = _column_names(columns)
    present = [value for line in values for value in line if value is not None]
    least = 0.0 if unit == "%" else _LEAST_DARKEST  # a single person or finding is not painted as black as many
    shades = scale(min(present, default=0.0), max(least, *present, 0.0), unit, from_zero=False)
    heat = {
        "type": "heatmap",
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "z": values,
        "hovertext": _heat_hover(rows, names, texts, unit),
        "hoverinfo": "text",
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "colorscale": _SHADES,
        "zmin": shades.low,
        "zmax": shades.high,
        "customdata": [[[row, column] for column in column_keys] for row in row_keys],
    }
    gaps = [
        (x, y)
        for y, line in enumerate(values)
        for x, value in enumerate(line)
        if value is None and (rows[y], columns[x]) in cells
    ]
    notes = [
        annotation(texts[y][x], x=x, y=y, font={"size": canvas.SMALL_SIZE, "color": theme.INK})
        for y, line in enumerate(values)
        for x, value in enumerate(line)
        if value is None
    ]
    return _grid([heat, _hatching(gaps), _numbers(values, texts, shades)], notes, rows, columns)


def status_grid(frame: pd.DataFrame) -> Figure:
    """District × period grid of reporting states, each a symbol and a colour, with a key line above.

    Args:
        frame: row, column (text or Period), status (on_time, late, returned, missing, exempt, pending); `row_key` and
            `column_key` as for `heat_table`.
    """
    rows = list(dict.fromkeys(str(row) for row in frame["row"]))
    columns = list(dict.fromkeys(frame["column"]))
    names = _column_names(columns)
    row_keys, column_keys = _keys(frame, "row", rows), _keys(frame, "column", columns)
    traces: list[Figure] = []
    for status, (symbol, words) in labels.REPORT_STATUS.items():
        chosen = frame[frame["status"] == status]
        if chosen.empty:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "text",
                "x": [columns.index(column) for column in chosen["column"]],
                "y": [rows.index(str(row)) for row in chosen["row"]],
                "text": [symbol] * len(chosen),
                "textfont": {"size": 16, "color": _status_colour(status)},
                "hovertext": [
                    f"{row} {names[columns.index(column)].replace('<br>', ' ')}<br>{words}"
                    for row, column in zip(chosen["row"], chosen["column"], strict=True)
                ],
                "hoverinfo": "text",
                "name": words,
                "customdata": [
                    [row_keys[rows.index(str(row))], column_keys[columns.index(column)]]
                    for row, column in zip(chosen["row"], chosen["column"], strict=True)
                ],
            }
        )
    keys = [
        f'<span style="color:{_status_colour(status)}">{symbol}</span> {words}'
        for status, (symbol, words) in labels.REPORT_STATUS.items()
        if (frame["status"] == status).any()
    ]
    key_lines = ["　".join(keys[start : start + _KEYS_IN_LINE]) for start in range(0, len(keys), _KEYS_IN_LINE)]
    figure = _grid(traces, [], rows, columns)
    top = figure["layout"]["margin"]["t"]
    extra = 20 * len(key_lines) + 8
    figure["layout"]["margin"]["t"] = top + extra
    figure["layout"]["height"] += extra
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    figure["layout"]["annotations"].append(annotation("<br>".join(key_lines), **place, yshift=top, align="left"))
    return figure


def _numbers(values: list[list[float | None]], texts: list[list[str]], shades: Scale) -> Figure:
    """The numbers on the cells, each in the ink that reads best on its shade."""
    cells = [
        (x, y, texts[y][x], _shade(value, shades))
        for y, line in enumerate(values)
        for x, value in enumerate(line)
        if value is not None
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _, _ in cells],
        "y": [y for _, y, _, _ in cells],
        "text": [text for _, _, text, _ in cells],
        "textfont": {"size": canvas.SMALL_SIZE, "color": [ink_on(shade) for _, _, _, shade in cells]},
        "hoverinfo": "skip",
    }


def _shade(value: float, shades: Scale) -> str:
    share = (value - shades.low) / (shades.high - shades.low)
    return theme.SEQUENTIAL[min(int(share * _STEPS + _EDGE), _STEPS - 1)]


def _status_colour(status: str) -> str:
    colours = {"on_time": theme.GOOD, "late": theme.ORANGE, "returned": theme.MAROON, "missing": theme.BAD}
    return colours.get(status, theme.GREY)


def _keys(frame: pd.DataFrame, of: str, shown: list[Any]) -> list[str]:
    """What rows or columns stand for in a click, in the order in which they are shown."""
    given = dict(zip(frame[of], frame.get(f"{of}_key", frame[of]), strict=True))
    by_text = {str(name): str(key) for name, key in given.items()}
    return [by_text[str(name)] for name in shown]


def _number(cell: tuple[Any, str] | None) -> float | None:
    return float(cell[0]) if cell is not None and canvas.known(cell[0]) else None


def _cell_text(cell: tuple[Any, str] | None, unit: str) -> str:
    if cell is None:
        return "—"
    value, status = cell
    if not canvas.known(value):
        return canvas.absent(status)
    return value_text(float(value), unit).removesuffix("%") + ("*" if status == "e" else "")


def _column_names(columns: Sequence[Any]) -> list[str]:
    names = []
    year = None
    for column in columns:
        if isinstance(column, Period):
            label, this_year = tick_label(column)
            names.append(label if this_year == year or label == str(this_year) else f"{this_year}年<br>{label}")
            year = this_year
        else:
            names.append(canvas.wrapped(str(column), 3))
    return names


def _heat_hover(rows: list[str], names: list[str], texts: list[list[str]], unit: str) -> list[list[str]]:
    flat = [name.replace("<br>", " ") for name in names]
    return [
        [
            f"{row} {name}<br>{text.removesuffix('*')}{f' {unit}' if text[:1].isdigit() else ''}"
            f"{'（沿用上期）' if text.endswith('*') else ''}"
            for name, text in zip(flat, line, strict=True)
        ]
        for row, line in zip(rows, texts, strict=True)
    ]


def _hatching(cells: list[tuple[int, int]]) -> Figure:
    return {
        "type": "bar",
        "x": [x for x, _ in cells],
        "y": [0.94] * len(cells),
        "base": [y - 0.47 for _, y in cells],
        "width": 0.97,
        "marker": {
            "color": theme.SHADE,
            "line": {"width": 0},
            "pattern": {"shape": "/", "size": 6, "solidity": 0.18, "fgcolor": canvas.RESIDUAL},
        },
        "hoverinfo": "skip",
        "name": "未报",
    }


def _grid(traces: list[Figure], notes: list[Figure], rows: list[str], columns: Sequence[Any]) -> Figure:
    row_labels = [canvas.wrapped(row, _LABEL_CHARACTERS) for row in rows]
    step = -(-len(columns) // _MOST_NAMES) or 1
    names = _column_names(columns[::step])
    lines = max((name.count("<br>") + 1 for name in names), default=1)
    top = 12 + 16 * lines
    height = _ROW_HEIGHT + (6 if any("<br>" in label for label in row_labels) else 0)
    return canvas.figure(
        traces,
        height=max(len(rows), 1) * height + top + 8,
        margin={"l": canvas.label_margin(row_labels), "r": 8, "t": top, "b": 8},
        barmode="overlay",
        xaxis=bare_axis(
            side="top",
            tickvals=list(range(0, len(columns), step)),
            ticktext=names,
            tickangle=0,
            tickfont={"size": canvas.SMALL_SIZE},
            range=[-0.5, max(len(columns), 1) - 0.5],
        ),
        yaxis=bare_axis(
            tickvals=list(range(len(rows))),
            ticktext=row_labels,
            range=[max(len(rows), 1) - 0.5, -0.5],
            ticklabelstandoff=5,
        ),
        annotations=notes,
    )
