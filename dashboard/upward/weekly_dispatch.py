"""附件1 企业用工24小时服务保障机制周调度 (枣庄市 2021), filled for the level above."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from dashboard.queries import Area, Cut, Warehouse, upward
from dashboard.upward.model import Heading
from dashboard.views.weekly_sheet import EnterpriseLines, LevelNumbers, WeeklySheet
from data.warehouse.period import Period

FORM: Final = "weekly_dispatch"
_MEASURES = ("shortage", "resolved", "resolved_total")


@dataclass(frozen=True)
class DispatchSheet:
    """附件1 with the sums of its block 总计."""

    sheet: WeeklySheet

    @property
    def totals(self) -> dict[str, int | None]:
        """企业数, 用工规模, 缺工, 本周解决 and 累计解决 of the line 合计; None where nothing was reported."""
        rows = self.sheet.totals
        whole = rows[(rows["category"] == "") & (rows["skill_level"] == "")].iloc[0]
        return {name: _whole(whole[name]) for name in ("enterprises", "headcount", *_MEASURES)}

    def xlsx(self) -> bytes:
        """The workbook, one sheet 周调度."""
        return self.sheet.xlsx()


def sheet(warehouse: Warehouse, heading: Heading) -> DispatchSheet:
    """附件1 of the place and week of the heading. A number that was not reported is a blank cell, which is no zero."""
    cut = Cut(heading.area)
    listed = warehouse.enterprises(cut, heading.period)
    order = {node.code: number for number, node in enumerate(warehouse.places())}
    listed = listed.assign(place_order=listed["place_code"].map(order)).sort_values(
        ["place_order", "enterprise_name", "enterprise_id"], kind="stable"
    )
    table = warehouse.weekly_table(cut, heading.period)
    notes = [f"　　{number}.{note}" for number, note in enumerate(heading.notes, start=4)]
    return DispatchSheet(
        WeeklySheet(
            place=f"{heading.office}（签章）",
            period=heading.period,
            is_demo=False,  # the mark says so
            skills=tuple(warehouse.skill_levels(heading.area)),
            enterprises=lines(warehouse, heading.area, heading.period, listed),
            totals=pd.concat([table[table["category"] != ""], table[table["category"] == ""]], ignore_index=True),
            context=(),
            mark=heading.mark,
            gap="",
            warning=heading.warning,
            notes=tuple(notes),
        )
    )


def lines(warehouse: Warehouse, area: Area, period: Period, listed: pd.DataFrame) -> tuple[EnterpriseLines, ...]:
    """The listed enterprises (rows of `Warehouse.enterprises`) with their lines by skill level, in the same order."""
    found: dict[tuple[str, str], dict[str, LevelNumbers]] = {}
    for row in upward.weekly_lines(warehouse, FORM, area, period).to_dict("records"):
        levels = found.setdefault((str(row["place_code"]), str(row["enterprise_id"])), {})
        levels[str(row["skill_level"])] = (
            _whole(row["shortage"]),
            _whole(row["resolved"]),
            _whole(row["resolved_total"]),
        )
    return tuple(_enterprise(row, found) for row in listed.to_dict("records"))


def _enterprise(row: Mapping[Any, Any], found: Mapping[tuple[str, str], dict[str, LevelNumbers]]) -> EnterpriseLines:
    return EnterpriseLines(
        name=str(row["enterprise_name"]),
        types="" if pd.isna(row["categories"]) else str(row["categories"]),
        headcount=_whole(row["headcount"]),
        place=str(row["place"]),
        levels=found.get((str(row["place_code"]), str(row["enterprise_id"])), {}),
    )


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
