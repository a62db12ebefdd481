"""Which remarks give the reason for an earlier rise: each sentence beside neighbours that must not."""

import pytest

from data.warehouse.period import Period
from etl.validate.findings.rules import RiseUnexplained
from etl.validate.remarks.looking_back import EarlierReason, Pointing, earlier_reason

WEEK = Period.parse("2021-W21")
PERIOD, ISSUE, NOTHING = Pointing.PERIOD, Pointing.ISSUE, Pointing.NOTHING


def reason(text: str, own: Period = WEEK, back: int = 1) -> EarlierReason | None:
    return earlier_reason(text, own, own.shift(-back))


@pytest.mark.parametrize(
    ("text", "words", "pointing"),
    [
        ("上周新增订单，扩产招工", "新增订单、扩产", PERIOD),
        ("上周新增订单，本周解决5人（招聘5人）", "新增订单", PERIOD),
        ("本周解决5人，上周新增订单", "新增订单", PERIOD),
        ("新增5人（招聘5人）；上周缺工增加系新上生产线一条", "新上生产线", PERIOD),
        ("上周缺工增加，原因是新增订单", "新增订单", PERIOD),
        ("上周，因新增订单，缺工增加", "新增订单", PERIOD),
        ("缺工增加（上周新增订单）", "新增订单", PERIOD),
        ("上周五新增订单", "新增订单", PERIOD),
        ("上个星期员工集中离职", "员工集中离职", PERIOD),
        ("第20周新增订单", "新增订单", PERIOD),
        ("5月21日新增订单", "新增订单", PERIOD),
        ("５月２１日新增订单", "新增订单", PERIOD),
        ("上周返乡人员多，缺工增加", "返乡", PERIOD),
        ("上期新增订单，缺工增加", "新增订单", ISSUE),
        ("上一期因扩产缺工增加。本期解决8人", "扩产", ISSUE),
        ("因新增订单，缺工增加", "新增订单", NOTHING),
        ("缺工增加原因：新增订单", "新增订单", NOTHING),
        ("企业扩大产能，新增缺工", "扩大产能", NOTHING),
        ("新增订单，缺工增加，本周解决5人", "新增订单", NOTHING),
        ("因新增订单，缺工增加；上周扩产", "扩产", PERIOD),
    ],
)
def test_a_reason_for_the_week_before(text: str, words: str, pointing: Pointing) -> None:
    found = reason(text)
    assert found is not None
    assert (found.words, found.pointing) == (words, pointing)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无新增",
        "上周解决5人，招聘3人",  # no reason at all
        "因新增订单",  # put to no time, and of no rise
        "本周新增订单，缺工增加",
        "本期新增订单，缺工增加",
        "新增订单，本周缺工增加",
        "目前缺工增加，因新增订单",
        "较上周新增订单，缺工增加",
        "订单较上周增加，缺工增加",
        "与上周相比扩产，缺工增加",
        "上上周新增订单",
        "第19周新增订单",
        "5月14日新增订单",
        "5月28日新增订单",  # of its own week
        "上月新增订单，缺工增加",
        "昨日新增订单",  # in a weekly report, a day of its own week
        "周五新增订单",
        "上周与本周均新增订单，缺工增加",
        "上周招聘5人，新增订单",  # of which week the orders are is not said
        "上期75人，本期80人，新增订单，缺工增加",
        "计划扩产，缺工增加",
        "下周投产，缺工增加",
        "上周无新增订单",
        "上周未扩产",
        "上周可能扩产，缺工增加",
        "上周扩产计划取消",
        "新增订单，缺工未增加",
        "上周用工需求增加",  # the rise itself
        "上周返乡人员留在本地3人",  # those who were found
        "线上周边企业招工，新增订单",
        "上期工程扩产",
    ],
)
def test_no_reason_for_the_week_before(text: str) -> None:
    assert reason(text) is None


def test_only_what_names_the_week_reaches_further_back() -> None:
    assert reason("上周新增订单", back=2) is None
    assert reason("第20周新增订单", back=2) is None
    found = reason("第19周新增订单，第20周解决5人", back=2)
    assert found == EarlierReason("新增订单", "第19周新增订单,第20周解决5人", PERIOD)
    assert reason("5月10日新增订单", back=2) is not None


def test_days_and_turns_of_the_year() -> None:
    day = Period.parse("2020-02-20")
    for text, back in (("昨日新增订单", 1), ("2月19日新增订单", 1), ("前一天扩产", 1), ("2月18日扩产", 2)):
        found = reason(text, day, back)
        assert found is not None
        assert found.pointing is PERIOD
        assert reason(text, day, 3 - back) is None
    assert reason("上周新增订单，缺工增加", day) is None  # which of its days is not said
    first = Period.parse("2021-W01")
    assert reason("第53周新增订单", first) is not None
    assert reason("12月30日新增订单", first) is not None
    assert reason("2月30日新增订单", first) is None
    assert reason("第60周新增订单", first) is None


@pytest.mark.parametrize("form", ["2021-W21", "2020-02-20"])
def test_what_the_rule_advises_is_understood(form: str) -> None:
    advised = RiseUnexplained.advice.partition("“")[2].partition("”")[0]
    found = reason(advised, Period.parse(form))
    assert found is not None
    assert found.pointing is ISSUE
