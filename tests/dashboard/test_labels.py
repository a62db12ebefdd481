"""Text of report files as Markdown shows exactly its characters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.labels import category, place, plain, short_places

JOINER = "\u2060"


@pytest.mark.parametrize(
    "text",
    ["![x](http://evil/x.png)", "[点我](https://evil)", "**粗**", "`a`", "$x$", "# 标题", "<b>", "~~删~~", "| a | b |"],
)
def test_markup_of_a_report_is_escaped(text: str) -> None:
    shown = plain(text)
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)
    assert not re.search(r"[!-/:-@\[-`{-~]", bare)


@pytest.mark.parametrize(
    "text", ["https://evil.example", "www.evil.example", "a@b.example", ":material/bug:", ":red[x]"]
)
def test_what_the_renderer_would_link_or_draw_is_broken(text: str) -> None:
    shown = plain(text).replace("\\", "")
    assert not re.search(r"https?://|www\.|\w@\w|:\w", shown)
    assert shown.replace(JOINER, "") == text


@given(st.text(max_size=60))
def test_no_character_is_lost_but_white_space(text: str) -> None:
    shown = plain(text)
    unescaped = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown).replace(JOINER, "")
    assert unescaped == " ".join(text.split()).replace(JOINER, "")
    assert "\n" not in shown


def test_unknown_codes_are_shown_as_they_are() -> None:
    assert place("999999") == "999999"
    assert category("enterprise_type", "major_project") == "企业类型：重大项目涉及企业"


def test_places_that_share_a_short_name_keep_their_full_one() -> None:
    assert short_places(["3704Z1", "2201Z2", "370403"]) == {
        "3704Z1": "枣庄高新区",
        "2201Z2": "长春高新区",
        "370403": "薛城",
    }
