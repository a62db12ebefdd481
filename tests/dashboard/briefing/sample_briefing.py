"""A small briefing built by hand, with every kind of part, for the tests of what lays briefings out."""

from datetime import datetime

import pandas as pd

from dashboard import charts
from dashboard.briefing.model import (
    Bound,
    Briefing,
    Column,
    Edition,
    Figure,
    Name,
    Section,
    Sentence,
    Source,
    State,
    Table,
    When,
)
from dashboard.queries import Coverage, Cut, ReleaseInfo
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

PERIOD = Period.parse("2021-W20")
WHOLE = Cut("370400")
HOSTILE = '=HYPERLINK("http://x") <b>&amp; 甲公司'


def value(text: str, number: float | None, metric: str = "shortage", key: str = "") -> Bound:
    """A number of the sample; with a key it is a district's."""
    by = Dimension.PLACE if key else None
    return Bound(text, number, "value", (Source(metric, WHOLE, PERIOD, by, key),))


def table(key: str, title: str) -> Table:
    """Two districts and their total."""
    return Table(
        key,
        Sentence(f"{key}.title", (title,)),
        (Column("地区"), Column("缺工人数（人）", is_number=True), Column("缺工率（%）", is_number=True, decimals=1)),
        (
            (Name("市中区"), value("1,234", 1234, key="370402"), value("9.4", 9.4, "shortage_rate", "370402")),
            (Name(HOSTILE), value("未报", None, key="370403"), value("—", None, "shortage_rate", "370403")),
            ("合计", value("1,234", 1234), value("9.4", 9.4, "shortage_rate")),
        ),
        notes=("合计不含未报的区。",),
        total_rows=frozenset({2}),
    )


def figure(key: str = "districts") -> Figure:
    """Bars of two districts."""
    rows = pd.DataFrame({"key": ["370402", "370403"], "label": ["市中区", "薛城区"], "value": [1234.0, 567.0]})
    return Figure(
        key,
        Sentence(f"{key}.figure", ("缺工人数：", Name("市中区"), "最多")),
        "缺工人数（人），枣庄市，2021年第20周（5.17—5.23）",
        charts.ordered_bars(rows, unit="人"),
        "按缺工人数从多到少排列的地区条形图。",
        table(f"{key}.data", "各区（市）缺工人数"),
    )


def briefing(*, state: State = State.FINAL, edition: Edition = Edition.INTERNAL, is_demo: bool = True) -> Briefing:
    """Two sections, one figure, two tables, an appendix table of 60 rows, a revision table."""
    overall = Sentence(
        "overall.shortage",
        (When(PERIOD.label), "，", Name("枣庄市"), "缺工人数 ", value("1,801", 1801), " 人，缺工率 ",
         value("9.4%", 9.4, "shortage_rate"), "，较上周扩大。"),
    )  # fmt: skip
    district = Sentence(
        "districts.top",
        (Name("市中区"), "缺工最多，为 ", value("1,234", 1234, key="370402"), " 人；", Name(HOSTILE), "未报。"),
    )
    long = Table(
        "enterprises",
        Sentence("enterprises.title", ("企业明细",)),
        (Column("企业"), Column("缺工人数（人）", is_number=True)),
        tuple((Name(f"演示企业{number}号"), value(str(number), number)) for number in range(1, 61)),
    )
    return Briefing(
        title="枣庄市重点企业用工调度周报",
        cadence=PERIOD.cadence,
        area="370400",
        place_name="枣庄市",
        period=PERIOD,
        issue_number=20,
        edition=edition,
        state=state,
        forms=("weekly_dispatch",),
        headline=Sentence("headline", ("缺工人数 ", value("1,801", 1801), " 人，较上周扩大")),
        sections=(
            Section("overall", "总体情况", (overall,), (), (table("overall.table", "主要指标"),), ("应有人数口径。",)),
            Section("districts", "区县", (district,), (figure(),)),
        ),
        appendix=(long,),
        revisions=table("revisions", "往期修订"),
        context=(
            ("数据截至", PERIOD.label),
            ("报送覆盖", "6/7，未报 1"),
            ("发布版本", "20210524T120000_sample（2021-05-24 12:00）"),
            *([("演示数据", "本文件中的数据为演示数据，不得作为工作依据。")] if is_demo else []),
        ),
        coverage=Coverage(7, 6, 0, 1),
        release=ReleaseInfo("20210524T120000_sample", datetime(2021, 5, 24, 12), is_demo, 7, 6),
        frozen_at=datetime(2021, 5, 21, 14) if state is State.FINAL else None,
        as_of=datetime(2021, 5, 21, 14) if state is State.FINAL else None,
        definitions=(("口径：缺工率（%）", "缺工率 = 缺工人数 ÷（用工规模 + 缺工人数）× 100"),),
    )  # fmt: skip
