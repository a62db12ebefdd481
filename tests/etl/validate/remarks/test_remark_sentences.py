"""Whole sentences, labelled by hand before they were read: 25 real ones, 200 in the manner of clerks and newspapers,
a large set, half of it from newspapers and official sites, and a further one from newspapers of 2020 to 2026 about the
resumption of work, all with the names of enterprises and persons invented or left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl.validate.remarks import CHANNELS, read_remark

HERE = Path(__file__).parent


def labelled(name: str) -> list[dict[str, Any]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


REAL = labelled("real_remarks.jsonl")
MORE = labelled("more_remarks.jsonl")
MANY = labelled("clerk_and_news_remarks.jsonl")
NEWS = labelled("resumption_news_remarks.jsonl")


@pytest.mark.parametrize("example", [*REAL, *MORE], ids=lambda example: example["text"][:24])
def test_a_careful_reader_finds_the_same(example: dict[str, Any]) -> None:
    reading = read_remark(example["text"])
    assert reading.channels in [example["expected"], *example.get("also_acceptable", [])]
    assert reading.approximate == example.get("approximate", False)
    if "intent_only" in example:
        assert reading.intent_only in [example["intent_only"], *example.get("also_intent", [])]
    for name in ("stated_new", "stated_total"):
        if name in example:
            assert getattr(reading, name) == example[name], name


@pytest.mark.parametrize("examples", [MANY, NEWS], ids=["clerks and news", "resumption news"])
def test_a_large_set_is_read_as_a_careful_reader_reads_it(examples: list[dict[str, Any]]) -> None:
    wrong = [example["text"] for example in examples if not _is_read_right(example)]
    assert wrong == []


def _is_read_right(example: dict[str, Any]) -> bool:
    reading = read_remark(example["text"])
    return (
        reading.channels in [example["expected"], *example.get("also_acceptable", [])]
        and reading.approximate == (bool(reading.channels) and example.get("approximate", False))
        and reading.intent_only == example.get("intent_only", reading.intent_only)
    )


def test_channels_come_in_the_order_of_the_notice() -> None:
    for example in [*REAL, *MORE, *MANY, *NEWS]:
        names = list(read_remark(example["text"]).channels)
        assert names == [name for name in CHANNELS if name in names]


def test_the_files_hold_what_they_promise() -> None:
    assert len(REAL) == 25
    assert len(MORE) == 200
    assert len(MANY) > 900
    assert len(NEWS) > 150
    texts = {example["text"] for example in [*REAL, *MORE, *MANY, *NEWS]}
    assert len(texts) == 225 + len(MANY) + len(NEWS)
    for example in [*REAL, *MORE, *MANY, *NEWS]:
        for channels in [example["expected"], *example.get("also_acceptable", [])]:
            assert set(channels) <= set(CHANNELS)
