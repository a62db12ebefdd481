"""The part 比较 of a page: steps and lines that add up, and what stands beside them."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard import against
from dashboard.filters import Filters
from dashboard.queries import Breakdown, Part, QuestionError, Warehouse
from dashboard.views import compare
from data.warehouse.metrics import Denominator
from data.warehouse.period import Period

NOW = Period.parse("2021-W25")
CHOSEN = Filters("370400", "weekly_dispatch", NOW, None, (), (), Denominator.STAFF_AND_SHORTAGE)
PART = Part(
    key="370400",
    label="枣庄市",
    gap_before=4097,
    entered=12,
    entered_shortage=170,
    left=9,
    left_shortage=68,
    stayed=331,
    risen=251,
    fallen=599,
    stayed_gap_before=4029,
    stayed_gap=3681,
    rate_before=3.4,
    rate=3.0,
    gap=3851,
    silent_entered_shortage=0,
    silent_left_shortage=0,
    resolved=400,
    is_reported_before=True,
    is_reported=True,
    is_carried=False,
)


def test_steps_add_up_to_the_last() -> None:
    rows = compare.steps(PART)
    assert list(rows["label"]) == ["新进企业", "退出企业", "留存企业扩大", "留存企业收窄", "缺工变化"]
    assert list(rows["change"]) == [170, -68, 251, -599, -246]
    assert rows["change"].iloc[:-1].sum() == rows["change"].iloc[-1] == PART.gap - PART.gap_before


def test_what_a_silent_place_takes_away_stands_apart() -> None:
    rows = compare.steps(replace(PART, silent_entered_shortage=100, silent_left_shortage=8)).set_index("label")
    assert rows.loc[["新进企业", "退出企业", "报送范围变化"], "change"].tolist() == [70, -60, 92]
    assert rows["change"].iloc[:-1].sum() == rows["change"].iloc[-1]


def test_words() -> None:
    assert compare.finding(CHOSEN, PART) == "缺工 4,097 → 3,851 人，较上周收窄 246 人（−6.0%）"
    said = compare.same_list_words(CHOSEN, PART)
    assert "同口径（两期都在名单上）331 家缺工 4,029 → 3,681 人，收窄 348 人（−8.6%）" in said
    assert "推算新增需求 52 人（推算" in said  # 251 − 599 + 400
    assert "报送范围" not in said
    assert "推算" not in compare.same_list_words(CHOSEN, replace(PART, resolved=None))


def test_districts_that_moved_most_are_named_with_ties() -> None:
    def part(label: str, before: int, now: int, **changed: bool) -> Part:
        return replace(PART, label=label, gap_before=before, gap=now, **changed)  # type: ignore[arg-type]

    found = Breakdown(NOW.shift(-1), NOW, PART, (part("甲", 500, 400), part("乙", 300, 200), part("丙", 100, 150)))
    assert compare.parts_finding(CHOSEN, found) == "丙扩大最多（50 人），甲、乙收窄最多（各 100 人）"
    silent = replace(found, parts=(part("甲", 500, 0, is_reported=False), part("乙", 300, 301)))
    assert compare.parts_finding(CHOSEN, silent) == "各地缺工基本持平"


def test_a_silent_end_has_no_numbers() -> None:
    silent = replace(PART, key="370402", label="市中区", is_reported=False)
    rows = compare.breakdown_table(Breakdown(NOW.shift(-1), NOW, PART, (silent,)), [PART, silent], "上期")
    line = rows.iloc[1]
    assert (line["上期"], line["本期"], line["变化"], line["新进"]) == (4097, "未报", "—", "—")
    whole = rows.iloc[0]
    assert whole["上期"] + whole["新进"] + whole["退出"] + whole["留存扩大"] + whole["留存收窄"] == whole["本期"]


def test_every_line_of_the_release_adds_up(warehouse: Warehouse) -> None:
    for chosen in (CHOSEN, replace(CHOSEN, against=against.chosen(NOW, Period.parse("2021-W20")))):
        found = compare.ask(warehouse, chosen)
        rows = compare.breakdown_table(found, [found.whole, *found.parts], chosen.comparison.short)
        moves = rows[["新进", "退出", "留存扩大", "留存收窄"]].apply(pd.to_numeric).sum(axis=1)
        assert list(rows[chosen.comparison.short] + moves) == list(rows["本期"])
        assert compare.adds_up(found)
        assert found.whole.gap == warehouse.measure(["shortage"], chosen.cut, [NOW])["value"].iloc[0]


def test_a_base_that_nobody_reported_cannot_be_compared(warehouse: Warehouse) -> None:
    with pytest.raises(QuestionError, match="没有任何报送"):
        compare.ask(warehouse, replace(CHOSEN, against=against.year(NOW)))


def test_only_what_is_carried_forward_is_marked_so() -> None:
    reported, carried = replace(PART, label="市中区"), replace(PART, label="薛城区", is_carried=True)
    found = Breakdown(NOW.shift(-1), NOW, PART, (reported, carried))
    rows = compare.breakdown_table(found, [reported, carried], "上期")
    assert rows["数据"].tolist() == ["", "含沿用"]  # nothing, which a table would call 未报
    assert "数据" not in compare.breakdown_table(found, [reported], "上期")
