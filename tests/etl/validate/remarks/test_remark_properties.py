"""What holds for every remark: no exception, no invented persons, no dependence on width, order or idle additions."""

import json
import re
import time
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.validate.remarks import CHANNELS, read_remark
from etl.validate.remarks.channels import find_cues
from etl.validate.remarks.numbers import find_counts
from etl.validate.remarks.text import normalise

HERE = Path(__file__).parent
SENTENCES = [
    json.loads(line)["text"]
    for name in ("real_remarks.jsonl", "more_remarks.jsonl")
    for line in (HERE / name).read_text(encoding="utf-8").splitlines()
]
CHANNEL_WORDS = {
    "招聘": "人员招聘",
    "线上招聘": "线上招聘",
    "余缺调剂": "余缺调剂",
    "本地挖储": "本地挖储",
    "点对点返岗": "返岗",
    "劳务派遣": "劳务派遣",
    "劳务协作": "劳务协作",
    "顶岗实习": "实习",
    "志愿者": "志愿者",
}
WORDS = [
    "今日", "本期", "新增", "解决", "累计", "其中", "其余", "共", "合计", "截至", "昨日", "较上期增加", "缺工", "岗位",
    "意向", "报名", "拟", "预计", "未", "已", "到岗", "培训", "招聘", "调剂", "返岗", "包车", "志愿者", "实习生",
    "劳务派遣", "线上", "企业", "员工", "，", "。", "；", "：", "、", "（", "）", "和", "\n", " ",
]  # fmt: skip
persons = st.integers(min_value=0, max_value=30_000)
pieces = st.one_of(st.sampled_from(WORDS), persons.map(lambda number: f"{number}人"))
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in (*range(0x30, 0x3A), *map(ord, ",;:()%+."))})


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert all(number > 0 for number in read_remark(text).channels.values())


@given(st.lists(pieces, max_size=25))
@settings(max_examples=400, deadline=None)
def test_no_more_persons_than_the_text_names(parts: list[str]) -> None:
    text = "".join(part if not part[0].isdigit() else f"，{part}" for part in parts)
    named = sum(int(number) for number in re.findall(r"(\d+)人", text))
    reading = read_remark(text)
    assert sum(reading.channels.values()) <= named
    assert set(reading.channels) <= set(CHANNELS)
    assert 0 <= reading.intent_only <= named


@given(st.lists(pieces, max_size=20))
@settings(max_examples=200, deadline=None)
def test_full_width_reads_as_half_width(parts: list[str]) -> None:
    text = "".join(parts)
    assert read_remark(text.translate(FULL_WIDTH)) == read_remark(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_do_not_depend_on_width_or_idle_additions(text: str) -> None:
    reading = read_remark(text)
    assert read_remark(text.translate(FULL_WIDTH)) == reading
    assert read_remark(f"  {text} ") == reading
    if not text.endswith("/"):
        longer = read_remark(f"{text.rstrip('。')}，联系电话略")
        assert (longer.channels, longer.unread, longer.stated_new) == (
            reading.channels,
            reading.unread,
            reading.stated_new,
        )


@given(
    st.lists(st.tuples(st.sampled_from(sorted(CHANNEL_WORDS)), st.integers(1, 5_000)), min_size=1, max_size=5),
    st.sampled_from("，、；"),
    st.sampled_from(["{}{}人", "{}：{}人", "{}{}名", "{}{}", "{} {} 人"]),
)
@settings(max_examples=300, deadline=None)
def test_a_plain_list_adds_up_in_any_order(items: list[tuple[str, int]], mark: str, pattern: str) -> None:
    items = list({word: (word, number) for word, number in items}.values())
    expected = {CHANNEL_WORDS[word]: number for word, number in items}
    for order in list(permutations(items))[:6]:
        assert read_remark(mark.join(pattern.format(*item) for item in order)).channels == expected


@given(
    st.lists(st.tuples(st.sampled_from(sorted(CHANNEL_WORDS)), st.integers(1, 900)), min_size=1, max_size=4), persons
)
@settings(max_examples=200, deadline=None)
def test_parts_and_running_totals_are_not_added(items: list[tuple[str, int]], earlier: int) -> None:
    items = list({word: (word, number) for word, number in items}.values())
    whole = sum(number for _, number in items)
    parts = "，".join(f"{word}{number}人" for word, number in items)
    reading = read_remark(f"本期新增解决{whole}人，其中{parts}，累计解决{whole + earlier}人。")
    assert reading.channels == dict(_ordered(items))
    assert (reading.stated_new, reading.stated_total) == (whole, whole + earlier)


def _ordered(items: list[tuple[str, int]]) -> list[tuple[str, int]]:
    found = {CHANNEL_WORDS[word]: number for word, number in items}
    return [(name, found[name]) for name in CHANNELS if name in found]


@given(
    st.integers(1, 9_999),
    st.sampled_from(["拟招聘{}人", "缺工{}人", "达成意向{}人", "昨日解决{}人", "提供岗位{}个", "培训{}人"]),
)
def test_what_is_not_solved_is_never_counted(number: int, pattern: str) -> None:
    assert read_remark(pattern.format(number)).channels == {}


@given(st.text(alphabet="一二三十百千万零两0123456789.,-~至余多约人名位次个月日年:/() ", max_size=30))
@settings(max_examples=300, deadline=None)
def test_counts_lie_in_the_text_in_order(text: str) -> None:
    plain = normalise(text)
    counts = find_counts(plain)
    assert all(0 <= count.start < count.end <= len(plain) and count.value >= 0 for count in counts)
    assert all(one.end <= other.start for one, other in pairwise(counts))


@given(st.lists(st.sampled_from(WORDS), max_size=15))
def test_cues_never_overlap(words: list[str]) -> None:
    cues = find_cues(normalise("".join(words)))
    assert all(one.end <= other.start for one, other in pairwise(cues))


@pytest.mark.parametrize(
    "unit",
    [
        "招聘8人、",
        "招聘8",
        "12人",
        "今日解决12人：",
        "其中招聘8人，其余",
        "（",
        "12人（",
        "一",
        "9",
        "未",
        "解决",
        "这12人，",
        "20-",
        "1,",
        "招聘、调剂分别8人、",
        "和其他2人",
        "除2人",
        "普工3人，均",
        "壹",
    ],
)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    """Four times the text takes about four times as long; a quadratic step would take sixteen."""
    text = (unit * 20_000)[:20_000]
    assert _fastest(text) < 10 * _fastest(text[:5_000])


def _fastest(text: str) -> float:
    taken = []
    for _ in range(4):
        started = time.process_time()
        read_remark(text)
        taken.append(time.process_time() - started)
    return min(taken)
