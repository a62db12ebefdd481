"""数据质量: counts against the tables read row by row in plain Python, and against what was planted."""

from collections import Counter
from datetime import datetime, timedelta

import duckdb
import pandas as pd
import pytest

from dashboard.formats import NO_BASE
from dashboard.queries import Warehouse
from dashboard.queries.quality import Quality, quality
from dashboard.views.explained import explained_table
from dashboard.views.explained import headline as explained_headline
from dashboard.views.quality_tables import (
    Addresses,
    carried_by_period,
    district_table,
    doubt_table,
    file_table,
    finding_cells,
    headline,
    newest_alike,
    revision_table,
    rule_table,
    waiting,
    waiting_table,
)
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.places import places
from tests.dashboard.planted_release import (
    CHANGED,
    DOUBTED,
    EXPLAINED_AT,
    EXPLANATION,
    STATES,
    WRONG_ROWS,
    copied,
    first_submission,
)
from tests.dashboard.small_release import RELEASE, SILENT_LAST_WEEK, WEEKS

CITY = "370400"
FORM = "weekly_dispatch"
PERIODS = [Period.parse("2021-W20").shift(number) for number in range(WEEKS)]
TO = Addresses(FORM, None)


@pytest.fixture(scope="module")
def found(planted: Warehouse) -> Quality:
    return quality(planted, FORM, CITY, PERIODS)


def _files(warehouse: Warehouse) -> list[dict[str, object]]:
    """The city's weekly files, read row by row."""
    cursor = warehouse.connection.execute("select * from meta_submission")
    names = [column[0] for column in cursor.description or []]
    inside = set(places().subtree(CITY))
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [row for row in rows if row["form"] == FORM and row["place_code"] in inside]


def test_findings_and_their_states_are_those_of_the_tables(planted: Warehouse, found: Quality) -> None:
    files = {row["submission_id"]: row for row in _files(planted)}
    expected = Counter()
    states = {
        (submission, ordinal): state
        for submission, ordinal, state, *_ in planted.connection.execute("select * from finding_state").fetchall()
    }
    rows = planted.connection.execute("select submission_id, ordinal, code, level from meta_finding").fetchall()
    for submission, ordinal, code, level in rows:
        if submission not in files:
            continue
        file = files[submission]
        state = states.get((submission, ordinal))
        if state is None and file["outcome"] == "rejected":
            slot = (file["place_code"], file["period"])
            again = any(
                (other["place_code"], other["period"]) == slot and other["outcome"] == "accepted"
                for other in files.values()
            )
            state = "superseded" if again else "returned"
        expected[code, level, state or "told"] += 1
    assert expected[("total-disagrees", "阻断", "returned")] == 1
    assert Counter(zip(found.findings["code"], found.findings["level"], found.findings["state"], strict=True)) == (
        expected
    )
    made = rule_table(found.findings)
    assert made["处数"].sum() == sum(expected.values())
    assert made["待说明"].sum() == sum(state == "open" for _, state in STATES.values())
    assert made["退回未重报"].sum() == 1
    assert made["级别"].iloc[0] == "阻断"


def test_an_earlier_moment_knows_neither_the_explanation_nor_the_new_version(planted: Warehouse) -> None:
    states = {}
    for moment in (datetime(2021, 6, 1, 12, 0), EXPLAINED_AT, EXPLAINED_AT - timedelta(minutes=1)):
        then = planted.known_at(moment)
        listed = quality(then, FORM, CITY, PERIODS).findings
        states[moment] = dict(
            zip(zip(listed["place_code"], listed["period"], strict=True), listed["state"], strict=True)
        )
        then.close()
    before, explained, unexplained = states.values()
    assert before["370403", "2021-W21"] == "open", "its second version came on 2 June"
    assert explained["370403", "2021-W21"] == "superseded"
    assert explained["370405", "2021-W23"] == "explained"
    assert unexplained["370405", "2021-W23"] == "open"


def test_what_is_explained_says_by_whom_or_by_which_later_report(found: Quality) -> None:
    rows = found.findings[found.findings["state"] == "explained"]
    made = explained_table(rows, TO)
    assert len(made) == sum(state == "explained" for _, state in STATES.values()) == 1
    row = made.iloc[0]
    assert (row["说明"], row["由谁说明"], row["说明时间"]) == (EXPLANATION, "就业科", EXPLAINED_AT)
    assert (row["地区"], row["报告期"], row["规则"]) == ("台儿庄区", "2021年第23周", "合计不符")
    assert explained_headline(rows) == "已说明 1 处"
    both = pd.concat([rows, rows.assign(explained_by=None, explanation="第24周报表备注说明")])
    assert list(explained_table(both, TO)["由谁说明"]) == ["就业科", "后期报表"]
    assert explained_headline(both) == "已说明 2 处，其中 1 处由后期报表的备注说明"


def test_what_waits_is_listed_once_for_each_place_and_leads_to_where_it_is_answered(found: Quality) -> None:
    rows = waiting(found.findings)
    assert set(rows["state"]) == {"open", "returned"}
    newest = newest_alike(rows)
    made = waiting_table(newest, TO)
    told = made[made["状态"] == "待说明"].iloc[0]
    assert told["同样的（处）"] == 2
    assert told["报告期"] == "2021年第23周"
    assert told["文件"].address.startswith(f"reporting?place=370404&form={FORM}&period=2021-W23&part=")
    assert len(waiting_table(rows, TO)) == 3


def test_rows_of_files_are_added_up_again(planted: Warehouse, found: Quality) -> None:
    files = _files(planted)
    parts = ("rows_loaded", "rows_set_aside", "rows_total", "rows_blank")
    wrong = {
        row["submission_id"]: row["rows_in_file"] - sum(row[part] for part in parts)  # type: ignore[operator,misc]
        for row in files
    }
    made = file_table(found.files, TO)
    assert len(made) == len(files)
    assert made["相差（行）"].iloc[0] == WRONG_ROWS[2]
    assert made["核对"].iloc[0] == "不符"
    assert (made["核对"].iloc[1:] == "相符").all()
    assert sorted(made["相差（行）"]) == sorted(wrong.values())
    assert made["文件"].iloc[0].address == f"reporting?place={WRONG_ROWS[0]}&form={FORM}&period={WRONG_ROWS[1]}"


def test_carried_forward_shares_are_those_of_the_silent_places(planted: Warehouse, found: Quality) -> None:
    made = carried_by_period(found.standing, PERIODS).set_index("period")
    districts = len(planted.parts_of(CITY, PERIODS[0]))
    for period in PERIODS[:-1]:
        assert (made.at[period, "counted"], made.at[period, "carried"]) == (districts, 0)
    last = made.loc[PERIODS[-1]]
    assert (last["counted"], last["carried"]) == (districts, SILENT_LAST_WEEK)
    assert last["place_share_pct"] == round(SILENT_LAST_WEEK / districts * 100, 1)
    # The silent are places number 0 and 1; shortages as small_release makes them, of the week before for those two.
    whole = [
        3 * sum(10 * (p + 1) + 5 * i + (WEEKS - 2 if p < SILENT_LAST_WEEK else WEEKS - 1) for i in range(2))
        for p in range(districts)
    ]
    assert (last["shortage"], last["carried_shortage"]) == (sum(whole), sum(whole[:SILENT_LAST_WEEK]))
    assert last["shortage_share_pct"] == round(sum(whole[:SILENT_LAST_WEEK]) / sum(whole) * 100, 1)


def test_a_later_version_is_a_change_with_its_effect_on_the_city(planted: Warehouse, found: Quality) -> None:
    place, week, more = CHANGED
    made = revision_table(found.revisions, TO)
    assert len(made) == 1
    row = made.iloc[0]
    rows = planted.connection.execute(
        "select submission_id, shortage from mart_enterprise where submission_id in (?, 9200)",
        [first_submission(planted.connection, place, week)],
    ).fetchall()
    before, after = (sum(value for number, value in rows if (number == 9200) is new) for new in (False, True))
    assert (row["原为"], row["改为"], row["变动"]) == (before, after, more)
    assert (row["指标"], row["类别"], row["与何时比"]) == ("缺工人数", "区县更正", "首次接收时")
    city = planted.connection.execute(
        "select place_code, value from mart_place where metric = 'shortage' and form = ? and period = ?", [FORM, week]
    ).fetchall()
    total = sum(value for code, value in city if code in places().subtree(CITY))
    assert found.revisions["effect_pct"].iloc[0] == pytest.approx(more / total * 100)


def test_a_correction_counts_apart_from_the_version_it_corrects(
    planted_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copied(planted_home, tmp_path_factory.mktemp("corrected") / "home")
    with duckdb.connect(str(home.release_file(RELEASE))) as connection:
        # The publisher has put 5 persons less into the second version than was reported.
        connection.execute(
            "update mart_enterprise set shortage = shortage - 5 where submission_id = 9200 and enterprise_id = "
            "(select min(enterprise_id) from mart_enterprise where submission_id = 9200)"
        )
        connection.execute(
            "insert into correction_applied (submission_id, place_code, enterprise_id, table_name, sheet, cell, field, "
            "was, used, because, dated, corrected_by, file_name, is_counted) values (9200, ?, 'E', 'fact_shortage', "
            "'Sheet1', 'F5', 'shortage', 25, 20, '多写', timestamp '2021-06-03', '市局', 'x.toml', true)",
            [CHANGED[0]],
        )
    opened = Warehouse(home.release_file(RELEASE))
    changes = quality(opened, FORM, CITY, PERIODS).revisions
    opened.close()
    assert sorted(zip(changes["kind"], changes["difference"], strict=True)) == [
        ("区县更正", CHANGED[2]),
        ("系统更正", -5),
    ]


def test_doubts_are_ranked_by_effect_and_lead_to_the_enterprise(planted: Warehouse, found: Quality) -> None:
    place, week, value, expected = DOUBTED
    made = doubt_table(found.judgement.doubts, TO)
    assert len(made) == 1
    row = made.iloc[0]
    city = planted.connection.execute(
        "select place_code, value from mart_place where metric = 'shortage' and form = ? and period = ?", [FORM, week]
    ).fetchall()
    total = sum(persons for code, persons in city if code in places().subtree(CITY))
    assert row["差额占全市（%）"] == pytest.approx((value - expected) / total * 100)
    assert row["企业"].address.startswith(f"enterprise?place={place}&enterprise=E")
    assert str(row["企业"]) == row["企业"].text
    assert "偏高" in row["为何存疑"]
    assert found.judgement.unjudged == 0, "unjudged are those of the last period only"
    assert quality(planted, FORM, CITY, PERIODS[:5]).judgement.unjudged == 2


def test_cells_say_zero_for_a_clean_file_and_nothing_for_a_silent_place(found: Quality) -> None:
    cells = finding_cells(found, PERIODS)
    by_slot = {(row.row_key, str(row.column)): (row.value, row.status) for row in cells.itertuples()}
    assert by_slot["370402", "2021-W20"] == (0.0, "p")
    assert by_slot["370402", "2021-W26"] == (1.0, "p"), "it sent a file, which was returned"
    value, status = by_slot["370403", "2021-W26"]
    assert (value != value, status) == (True, "m")
    assert sum(value for value, _ in by_slot.values() if value == value) == len(found.findings)


def test_the_headline_names_wrong_rows_first(found: Quality) -> None:
    assert headline(found, 4.1) == "1 份文件行数不符，2 处待说明、1 处退回未重报，沿用占 4.1%"
    table = district_table(found).set_index("地区")
    assert table.at["薛城区", "其中沿用"] == 1
    assert table.at["滕州市", "沿用占比（%）"] == 0
    assert table["收到文件"].sum() == len(found.files)
    assert NO_BASE not in set(table["沿用占比（%）"])


def test_several_places_are_asked_for_together(planted: Warehouse, found: Quality) -> None:
    two = ("370403", "370404")
    part = quality(planted, FORM, two, PERIODS)
    assert set(part.files["place_code"]) == set(two)
    assert len(part.findings) == found.findings["place_code"].isin(two).sum()
