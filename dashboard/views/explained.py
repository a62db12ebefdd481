"""What became of findings that ask for a word: given by a person, or written in the remark of a later report."""

import pandas as pd

from dashboard.formats import NO_BASE
from dashboard.views.quality_tables import STATES, Addresses, label
from data.warehouse.period import Period

BY_LATER_REPORT = "后期报表"


def standing(findings: pd.DataFrame) -> list[str]:
    """待说明, 已有新版 or 已说明：… for rows with state and explanation; — for findings that ask for nothing."""
    return [
        NO_BASE
        if not isinstance(state, str)
        else STATES[state] + (f"：{explanation}" if state == "explained" and isinstance(explanation, str) else "")
        for state, explanation in zip(findings["state"], findings["explanation"], strict=True)
    ]


def headline(explained: pd.DataFrame) -> str:
    """How many have been explained, and how many of them by a later report."""
    later = int(explained["explained_by"].isna().sum())
    return f"已说明 {len(explained):,} 处" + (f"，其中 {later:,} 处由后期报表的备注说明" if later else "")


def explained_table(explained: pd.DataFrame, to: Addresses) -> pd.DataFrame:
    """Explained findings of `dashboard.queries.quality` as readers see them, each leading to its report."""
    return pd.DataFrame(
        {
            "规则": [label(code) for code in explained["code"]],
            "地区": explained["place"],
            "报告期": [Period.parse(period).short_label for period in explained["period"]],
            "问题": explained["message"],
            "说明": explained["explanation"],
            "由谁说明": explained["explained_by"].fillna(BY_LATER_REPORT),
            "说明时间": explained["explained_at"],
            "文件": to.files(explained),
            "位置": [
                " ".join(part for part in (sheet, cell) if part) or NO_BASE
                for sheet, cell in zip(explained["sheet"], explained["cell"], strict=True)
            ],
        }
    ).reset_index(drop=True)
