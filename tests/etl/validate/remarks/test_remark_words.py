"""Numerals, counts and the vocabulary."""

import pytest

from etl.validate.remarks import CHANNELS
from etl.validate.remarks.channels import Kind, find_cues, vocabulary
from etl.validate.remarks.numbers import Form, find_counts, read_numeral
from etl.validate.remarks.text import normalise


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("二十三", 23), ("两百", 200), ("一百二十", 120), ("一百二", 120), ("一百零二", 102), ("十五", 15),
        ("一万二", 12_000),
        ("三千零五", 3_005), ("两万三千四百五十六", 23_456), ("二〇二〇", 2_020), ("三万", 30_000), ("十二万", 120_000),
        ("二三十", None), ("三五", None), ("百千", None), ("万万", None),
    ],
)  # fmt: skip
def test_numerals(words: str, value: int | None) -> None:
    assert read_numeral(words) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12人", [12]), ("１２ 人", [12]), ("1,234人", [1234]), ("4.4万人次", [44_000]), ("2万余人", [20_000]),
        ("一名", [1]),
        ("20位学生", [20]), ("600多万农民工", [6_000_000]), ("3个焊工", [3]), ("百余名", [100]),
        ("近千人", [1000]),
        ("9趟", []), ("12辆", []), ("7家", []), ("30个岗位", []), ("3个工作组", []), ("50%", []),
        ("21:40", []), ("2月21日", []),
        ("2020年", []), ("A67147", []), ("13912345678", []), ("0431-88881234", []), ("第3批", []),
        ("每车20人", []), ("1.5人", []),
        ("2人力资源", []),
    ],
)  # fmt: skip
def test_counts_of_persons(text: str, values: list[int]) -> None:
    assert [count.value for count in find_counts(normalise(text)) if count.form is Form.PERSONS] == values


@pytest.mark.parametrize(
    "text", ["20-30人", "20至30名", "2、3人", "十几人", "几十名", "数百人", "二三十人", "若干名", "各5人"]
)
def test_what_has_no_figure_is_vague(text: str) -> None:
    assert [count.form for count in find_counts(normalise(text))] == [Form.VAGUE]


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("约20人", True),
        ("20余人", True),
        ("20人左右", True),
        ("近300名", True),
        ("预约20人", False),
        ("送上20人", False),
        ("20人", False),
    ],
)
def test_approximate(text: str, approximate: bool) -> None:
    assert [count.approximate for count in find_counts(normalise(text))] == [approximate]


def test_every_word_of_the_vocabulary_is_found_as_what_it_is() -> None:
    for word, (kind, channel, weight) in vocabulary().items():
        if kind is Kind.NEUTRAL:
            continue
        [cue] = find_cues(word)
        assert (cue.kind, cue.channel, cue.weight, cue.end) == (kind, channel, weight, len(word)), word


def test_every_channel_but_the_derived_ones_has_words() -> None:
    named = {channel for _, channel, _ in vocabulary().values() if channel}
    assert named == set(CHANNELS) - {"线上招聘", "现场招聘", "未注明"}
