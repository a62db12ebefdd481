"""Text is cut to what a cell holds, counted as spreadsheet programs count, and never written as markup."""

import pytest

from data.warehouse.sheet_text import sheet_text

LONGEST = 32_767
RARE = "\U00020000"
"""A character that takes two units of UTF-16."""


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("text", ["", "缺" * LONGEST, RARE * (LONGEST // 2), "<r>", "</r>", "<r>a", "a</r>", "=1"])
def test_what_fits_stays_as_it_is(text: str) -> None:
    assert sheet_text(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("缺" * (LONGEST + 1), "缺" * (LONGEST - 1)),
        (RARE * 20_000, RARE * ((LONGEST - 1) // 2)),
        ("缺" + RARE * 20_000, "缺" + RARE * ((LONGEST - 2) // 2)),  # half of the last one would fit
        (f"<r>{'缺' * LONGEST}</r>", f"<r>{'缺' * (LONGEST - 4)}"),
    ],
    ids=["usual", "rare", "mixed", "markup"],
)
def test_what_is_too_long_is_cut_and_says_so(text: str, kept: str) -> None:
    assert sheet_text(text) == f"{kept}…"
    assert units(sheet_text(text)) <= LONGEST


@pytest.mark.parametrize("text", ["<r></r>", "<r><t>公司</t></r>", f"<r>{'缺' * (LONGEST - 7)}</r>"])
def test_markup_of_runs_is_not_written_as_such(text: str) -> None:
    found = sheet_text(text)
    assert not (found.startswith("<r>") and found.endswith("</r>"))
    assert found[: LONGEST - 1].strip() == text[: LONGEST - 1]
    assert units(found) <= LONGEST
