"""What the address may ask to compare with."""

import pytest

from dashboard import against
from dashboard.against import Basis
from data.warehouse.period import Period

NOW = Period.parse("2022-W08")
KNOWN = [NOW.shift(-steps) for steps in range(60)]


@pytest.mark.parametrize(
    ("text", "base", "than", "words"),
    [
        (None, "2022-W07", "较上周", "环比：与2022年第7周比"),
        ("previous", "2022-W07", "较上周", "环比：与2022年第7周比"),
        ("year", "2021-W09", "较去年同期", "同比：与去年同处春节后第 3 周的2021年第9周比"),
        ("2021-W10", "2021-W10", "较2021年第10周", "自选：与2021年第10周比"),
        ("same-list", "2022-W07", "同口径较上周", "同口径环比：与2022年第7周比，只比两期都在名单上的企业"),
        (
            "same-list-year",
            "2021-W09",
            "同口径较去年同期",
            "同口径同比：与去年同处春节后第 3 周的2021年第9周比，只比两期都在名单上的企业",
        ),
        (
            "same-list-2021-W10",
            "2021-W10",
            "同口径较2021年第10周",
            "同口径自选：与2021年第10周比，只比两期都在名单上的企业",
        ),
        ("2022-W07", "2022-W07", "较上周", "环比：与2022年第7周比"),
    ],
)
def test_read(text: str | None, base: str, than: str, words: str) -> None:
    found, notice = against.read(text, NOW, KNOWN)
    assert (str(found.base), found.than, found.label, notice) == (base, than, words, None)


@pytest.mark.parametrize("text", ["year", "2021-W10", "same-list", "same-list-year", "same-list-2021-W10"])
def test_what_is_read_is_written_the_same(text: str) -> None:
    assert against.read(text, NOW, KNOWN)[0].key == text


@pytest.mark.parametrize("text", ["", "wat", "2021-W99", "2022-W08", "2022-W09", "2021-05", "1999-W01", "same-list-x"])
def test_what_cannot_be_compared_is_said_and_ignored(text: str) -> None:
    found, notice = against.read(text, NOW, KNOWN)
    if text == "":
        assert notice is None
    else:
        assert notice is not None
        assert "已按环比显示" in notice
    assert found == against.previous(NOW)


def test_two_comparisons_of_one_base_differ_by_their_list() -> None:
    assert against.previous(NOW) != against.previous(NOW, is_same_list=True)
    assert against.chosen(NOW, NOW.shift(-1)).basis is Basis.PREVIOUS
