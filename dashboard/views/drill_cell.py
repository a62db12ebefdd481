"""One source cell: the text as written, what was read from it, how it counts, what was found in it."""

import pandas as pd
import streamlit as st

from dashboard import labels
from dashboard.formats import NO_BASE, number
from dashboard.pipeline import PipelineRefusedError
from dashboard.queries.drill import Drill
from dashboard.views import rows
from dashboard.views.drill_tables import PARTS
from dashboard.views.rows import Heading, Link, TableRow
from dashboard.written import written
from data.warehouse.period import Period

_NOT_READ = "（未读到）"


def detail(drill: Drill, release_id: str, found: pd.DataFrame) -> None:
    """A table of two columns.

    Args:
        found: the rows of `Drill.cells` that this cell stands in: more than one where it counts in several ways.
    """
    first = found.iloc[0]
    facts = [
        ("原文", _text(drill, release_id, first)),
        ("读作", number(float(first["used"]))),
        *(("计入", _counted(row)) for _, row in found.iterrows()),
        ("文件", f"{first['file_name']}（第 {first['version']} 版）"),
        ("工作表与单元格", f"{first['sheet']}!{first['cell']}"),
        ("收到时间", f"{first['received_at']:%Y-%m-%d %H:%M}"),
        ("地区", str(first["place"])),
        ("企业", str(first["enterprise_name"]) or NO_BASE),
        ("数据", labels.VALUE_STATUS[str(first["status"])]),
    ]
    if first["because"]:
        facts.append(("更正", f"原为 {first['reported']}：{first['because']}（{first['corrected_by']}）"))
    facts += [("校验发现", text) for text in str(first["findings"]).splitlines()] or [("校验发现", "没有")]
    facts.append(("文件指纹", str(first["sha256"])[:16]))
    lines = [TableRow((Link(name), Link(text))) for name, text in facts]
    caption = f"单元格 {first['cell']} 的原文与计入情况"
    rows.table([Heading("项目"), Heading("内容")], lines, key="drill_rows", caption=caption)


def _text(drill: Drill, release_id: str, row: "pd.Series[str]") -> str:
    where = (int(row["submission_id"]), str(row["sheet"]), str(row["cell"]))
    try:
        text = written(drill, release_id, where, row["place_code"], row["period"], row["enterprise_id"])
    except PipelineRefusedError as error:
        st.warning(f"没有读到原文：{labels.plain(error)}", icon=":material/warning:")
        return _NOT_READ
    return _NOT_READ if text is None else f"“{text}”"


def _counted(row: "pd.Series[str]") -> str:
    """−8（2021年第20周，减上次累计）."""
    said = [
        Period.parse(row["period"]).short_label,
        PARTS[row["part"]] if row["part"] == "denominator" else "",
        row["role"],
    ]
    return f"{number(float(row['value'])).replace('-', '−')}（{'，'.join(filter(None, said))}）"
