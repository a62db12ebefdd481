"""Whole sentences, labelled by hand: 25 real ones and 200 in the manner of clerks and newspapers."""

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


def test_channels_come_in_the_order_of_the_notice() -> None:
    for example in [*REAL, *MORE]:
        names = list(read_remark(example["text"]).channels)
        assert names == [name for name in CHANNELS if name in names]


def test_the_files_hold_what_they_promise() -> None:
    assert len(REAL) == 25
    assert len(MORE) == 200
    assert len({example["text"] for example in [*REAL, *MORE]}) == 225
    for example in [*REAL, *MORE]:
        for channels in [example["expected"], *example.get("also_acceptable", [])]:
            assert set(channels) <= set(CHANNELS)
