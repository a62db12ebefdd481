"""What stands on every table for the level above besides its numbers: who stands behind them and what is still open."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from dashboard import as_known, labels
from dashboard.queries import QuestionError, Warehouse, upward
from data.warehouse.period import Period
from data.warehouse.places import places

if TYPE_CHECKING:
    from dashboard.upward.refusal import Blocking

_SILENT = {"missing": "未报", "returned": "退回未重报", "pending": "未到期，尚未报"}


@dataclass(frozen=True, slots=True)
class Carried:
    """A place whose earlier report stands in, and the period of that report."""

    place: str
    source: Period


@dataclass(frozen=True, slots=True)
class Standing:
    """The places behind a table. expected = reported + carried + without a number; exempt ones are not expected."""

    expected: int
    reported: int
    carried: tuple[Carried, ...]
    silent: tuple[tuple[str, tuple[str, ...]], ...]
    """未报, 退回未重报 and 未到期 with the places, carried ones included; only those that occur."""
    zero_reports: tuple[str, ...]
    exempt: tuple[str, ...]
    last_received_at: datetime | None

    @property
    def counted(self) -> int:
        """Places whose numbers are in the table."""
        return self.reported + len(self.carried)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a table is about and what it was made from.

    Attributes:
        area: code of the place whose bureau hands the table upward.
        frozen_at: when the period was frozen; None: 初报.
        changes: numbers that changed after the freeze.
        blocking: what is still returned; empty unless the table was made in spite of it.
    """

    area: str
    form: str
    period: Period
    standing: Standing
    frozen_at: datetime | None
    changes: int
    release_id: str
    published_at: datetime
    as_of: datetime | None
    is_demo: bool
    blocking: tuple["Blocking", ...] = ()

    @property
    def place(self) -> str:
        """Name of the place."""
        return places()[self.area].name

    @property
    def office(self) -> str:
        """The bureau of the place; zones name it differently, so only the zone itself stands there."""
        place = places()[self.area]
        return place.name if place.level == "zone" else f"{place.name}人力资源社会保障局"

    @property
    def open_items(self) -> int:
        """Blocking findings still open."""
        return sum(entry.items for entry in self.blocking)

    @property
    def mark(self) -> str:
        """What follows the title: 【演示数据】【历史时点】【仍有 2 项阻断未处理】.

        It names no place and no day besides those of the table, by which its readers know whose and of when it is.
        """
        demo = f"【{labels.DEMO_MARK}】" if self.is_demo else ""
        still = f"【仍有 {self.open_items} 项阻断未处理】" if self.blocking else ""
        return f"{demo}{'【历史时点】' if self.as_of else ''}{still}"

    @property
    def warning(self) -> str:
        """注意：仍有 2 项阻断未处理：朝阳区 2 项（…）; empty where nothing is open."""
        if not self.blocking:
            return ""
        return f"注意：仍有 {self.open_items} 项阻断未处理：" + "；".join(entry.words for entry in self.blocking) + "。"

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines below the table: coverage, who is silent, what is carried forward, edition, moment, release."""
        found = self.standing
        lines = [f"报送：应报 {found.expected} 个，本期已报 {found.reported} 个，沿用 {len(found.carried)} 个。"]
        lines += [f"{word}：{'、'.join(names)}。" for word, names in found.silent]
        if found.carried:
            words = "、".join(f"{entry.place}（{entry.source.short_label}）" for entry in found.carried)
            lines.append(f"沿用：{words}；缺工和累计数为所注报告期的数。")
        if found.zero_reports:
            lines.append(f"零报告：{'、'.join(found.zero_reports)}。")
        if found.exempt:
            lines.append(f"免报：{'、'.join(found.exempt)}。")
        return (*lines, self._edition(), self._source())

    def _edition(self) -> str:
        if self.frozen_at is None:
            return "版次：初报，尚未定稿。"
        changed = f"；定稿后有 {self.changes} 处变动，本表为变动后的数" if self.changes else ""
        return f"版次：定稿（{as_known.said(self.frozen_at)}）{changed}。"

    def _source(self) -> str:
        received = self.standing.last_received_at
        last = f"，最后收到报送 {as_known.said(received)}" if received else ""
        moment = f"，数据时点 {as_known.said(self.as_of)}" if self.as_of else ""
        demo = "。演示数据，不得作为工作依据" if self.is_demo else ""
        return (
            f"数据截至{self.period.short_label}{last}{moment}；"
            f"发布版本 {self.release_id}（{self.published_at:%Y-%m-%d %H:%M}）{demo}。"
        )


def heading(
    warehouse: Warehouse, form: str, area: str, period: Period, blocking: tuple["Blocking", ...] = ()
) -> Heading:
    """What stands on the table of one place and period.

    Raises:
        QuestionError: unknown place, a form that it does not have, a period that the form does not know, or nothing
            reported at all.
    """
    name = warehouse.place_name(area)
    info = next((entry for entry in warehouse.forms(area) if entry.form == form), None)
    if info is None:
        raise QuestionError(f"{name}没有“{form}”的报送，不能生成上报表。")
    if period.cadence is not info.cadence:
        raise QuestionError(f"“{info.label}”的报告期不能是 {period}。")
    if period not in warehouse.periods(form, area):
        raise QuestionError(f"{name}没有{period.label}的“{info.label}”：没有应报，也没有收到报送。")
    found = _standing(upward.standing(warehouse, form, area, period))
    if not found.counted:
        raise QuestionError(f"{name}{period.label}还没有可用的报送，没有可填的数。")
    frozen_at = warehouse.frozen_at(form, area, period)
    release = warehouse.release
    return Heading(
        area=area,
        form=form,
        period=period,
        standing=found,
        frozen_at=frozen_at,
        changes=0 if frozen_at is None else len(warehouse.revisions(form, area, period)),
        release_id=release.release_id,
        published_at=release.published_at,
        as_of=warehouse.as_of,
        is_demo=release.is_demo,
        blocking=blocking,
    )


def _standing(rows: pd.DataFrame) -> Standing:
    exempt = rows["status"].eq("exempt") & rows["age"].isna()
    expected = rows[~exempt]
    carried = expected[expected["age"] > 0]
    without = expected[~expected["age"].eq(0)]
    silent = [(word, tuple(without.loc[without["status"].eq(status), "place"])) for status, word in _SILENT.items()]
    received = expected["received_at"].max()
    return Standing(
        expected=len(expected),
        reported=int(expected["age"].eq(0).sum()),
        carried=tuple(
            Carried(str(place), Period.parse(str(source)))
            for place, source in zip(carried["place"], carried["source_period"], strict=True)
        ),
        silent=tuple((word, names) for word, names in silent if names),
        zero_reports=tuple(expected.loc[expected["is_zero_report"] & expected["age"].eq(0), "place"]),
        exempt=tuple(rows.loc[exempt, "place"]),
        last_received_at=None if pd.isna(received) else received.to_pydatetime(),
    )
