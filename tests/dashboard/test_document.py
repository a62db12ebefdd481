"""The document around the app and the views of the address."""

import re
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from dashboard import theme
from dashboard.document import PARTS, STATIC, chinese, style_sheet, themed
from tests.dashboard.test_app import app as app
from tests.dashboard.test_server import get


def test_the_document_of_this_streamlit_becomes_chinese() -> None:
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    made = chinese(index)
    assert '<html lang="zh-CN" data-view="">' in made
    assert made.index("跳到正文") < made.index('id="root"')
    with pytest.raises(ValueError, match="does not hold"):
        chinese(made)


def test_style_sheet_names_only_declared_parts_and_no_generated_class() -> None:
    made = style_sheet()
    assert "part(" not in made.replace("part(…)", "")
    assert set(re.findall(r'data-testid="(\w+)"', made)) <= set(PARTS.values())
    assert re.findall(r"\.st-emotion|\.e1\w{5,}", (STATIC / "house.css").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", None),
        ("place=370403", None),
        ("view=desk", None),
        ("view=print&embed=true&embed_options=light_theme", None),
        ("view=print&place=370403", "view=print&place=370403&embed=true&embed_options=light_theme"),
        ("view=screen&embed_options=light_theme", "view=screen&embed=true&embed_options=dark_theme"),
    ],
)
def test_a_view_brings_its_theme(query: str, expected: str | None) -> None:
    assert themed(query) == expected


def test_a_view_is_sent_to_its_theme_and_other_answers_pass() -> None:
    answer = get("/jobs?view=print")
    assert (answer.status, answer.headers["location"]) == (307, "/jobs?view=print&embed=true&embed_options=light_theme")
    assert get("/jobs").text == "inside"


def test_unknown_view_and_colours_are_said(app: AppTest) -> None:
    app.query_params["view"] = "cinema"
    app.query_params["colours"] = "rainbow"
    app.run()
    said = " ".join(element.value for element in app.warning)
    assert "print（打印）" in said
    assert "safe（橙蓝）" in said
    assert not app.exception


def test_the_reader_chooses_the_colours_in_the_address(app: AppTest) -> None:
    app.run()
    app.toggle(key="safe_colours").set_value(True).run()
    assert app.query_params["colours"] in ("safe", ["safe"])
    app.toggle(key="safe_colours").set_value(False).run()
    assert "colours" not in app.query_params


def test_safe_colours_are_another_pair() -> None:
    assert theme.in_safe_colours(f'["{theme.BAD}","{theme.GOOD}","{theme.INK}"]') == (
        f'["{theme.SAFE_BAD}","{theme.BLUE}","{theme.INK}"]'
    )


@pytest.mark.parametrize("view", ["print", "screen"])
def test_views_run_for_every_kind_of_place(app: AppTest, view: str) -> None:
    for place in ("370400", "370403", "220100", "370000"):
        app.query_params["view"] = view
        app.query_params["place"] = place
        app.run()
        assert not app.exception
        assert not app.error
