"""`?view=screen`: the wall screen turns by itself, never scrolls, follows new releases, and can be left."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from data.warehouse.home import Home
from data.warehouse.release import current_release_id
from tests.browser.driver import Reader, reader
from tests.browser.modes import open_wall, show_scene
from tests.browser.server import Server
from tests.browser.wording import foreign_words

# Texts of the scene on show that reach beyond the board.
_BEYOND = """
() => {
  const scene = document.querySelector(`.st-key-scene_${document.documentElement.dataset.wallScene}`);
  const edge = document.querySelector('.st-key-wallboard').getBoundingClientRect();
  return [...scene.querySelectorAll('h2, p, b, small, .chart')].filter(part => {
    const box = part.getBoundingClientRect();
    return box.height > 0 && (box.right > edge.right + 1 || box.bottom > edge.bottom + 1);
  }).map(part => part.innerText.slice(0, 60));
}
"""
# How far down the board the scene on show reaches, from 0 to 1.
_REACHES = """
() => {
  const scene = document.querySelector(`.st-key-scene_${document.documentElement.dataset.wallScene}`);
  const board = document.querySelector('.st-key-wallboard').getBoundingClientRect();
  const parts = [...scene.querySelectorAll('h2, p, b, small, .chart')].map(part => part.getBoundingClientRect());
  return (Math.max(...parts.map(box => box.bottom)) - board.top) / board.height;
}
"""
_SCENE = "document.documentElement.dataset.wallScene"


def test_every_scene_fills_the_screen_and_nothing_more(view: Reader) -> None:
    scenes = open_wall(view, "&every=600")
    assert scenes == 5
    titles = []
    for scene in range(1, scenes + 1):
        show_scene(view, scene)
        titles.append(view.page.locator(f".st-key-scene_{scene} .wall-title span").inner_text())
        assert view.page.evaluate(_BEYOND) == []
        assert view.page.evaluate(_REACHES) > 0.85, titles[-1]
    assert titles == ["总体", "区县", "技能等级", "渠道", "报送"]
    assert view.page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [
        1080,
        1920,
    ]
    assert view.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor") == (
        "rgb(14, 17, 23)"
    )
    smallest = view.page.evaluate(
        "Math.min(...[...document.querySelectorAll('.st-key-wallboard .xtick text, .st-key-wallboard .ytick text')]"
        ".map(text => text.getBoundingClientRect().height))"
    )
    assert smallest >= 20, "words that can be read from the other end of a room"
    assert view.page.get_by_role("combobox").count() == 0
    expect(view.page.locator(".wall-head")).to_contain_text("数据截至 2022年第20周")
    expect(view.page.locator(".wall-head")).to_contain_text("演示数据")
    assert foreign_words(view.page) == []
    view.sound()


def test_scenes_turn_without_drawing_anything_again(view: Reader) -> None:
    open_wall(view, "&every=3")
    view.page.evaluate(
        "window.added = 0; new MutationObserver(all => all.forEach(one => window.added +="
        " [...one.addedNodes].filter(node => node.nodeType === 1).length))"
        ".observe(document.querySelector('.st-key-wallboard'), {subtree: true, childList: true})"
    )
    seen = []
    for _ in range(4):
        before = view.page.evaluate(_SCENE)
        view.page.wait_for_function(f"before => {_SCENE} !== before", arg=before, timeout=8000)
        seen.append(view.page.evaluate(_SCENE))
    assert len(set(seen)) == 4
    assert view.page.evaluate("window.added") == 0
    view.page.keyboard.press("Space")
    expect(view.page.get_by_role("button", name="继续")).to_have_count(1)
    stopped = view.page.evaluate(_SCENE)
    view.page.wait_for_timeout(4000)
    assert view.page.evaluate(_SCENE) == stopped


def test_way_in_and_ways_out(view: Reader) -> None:
    view.open("/?place=370481")
    with view.page.context.expect_page() as opened:
        view.page.get_by_test_id("stSidebar").get_by_role("link", name="大屏").click()
    wall = opened.value
    wall.locator(".wall-clock:not(:empty)").wait_for()
    expect(wall.locator(".wall-head h1")).to_contain_text("滕州市")
    wall.keyboard.press("Escape")
    wall.wait_for_url(view.server + "/?place=370481")
    wall.close()
    open_wall(view)
    view.page.mouse.move(500, 500)
    view.page.get_by_role("button", name="退出（Esc）").click()
    view.page.wait_for_url(view.server + "/")
    view.ready()
    assert "view" not in view.query()


def test_a_new_release_is_shown_by_itself(browser: Browser, own_home: Home, tmp_path: Path) -> None:
    with Server(own_home, tmp_path / "server.log") as server, reader(browser, server.address) as view:
        view.page.clock.install()
        open_wall(view, "&every=600")
        before = current_release_id(own_home)
        assert before is not None
        expect(view.page.locator(".wall-head")).to_contain_text(before)
        after = f"{before[:-1]}9"
        shutil.copyfile(own_home.release_file(before), own_home.release_file(after))
        own_home.current.write_text(after, encoding="utf-8")
        with view.page.expect_event("load", timeout=30_000):
            view.page.clock.fast_forward(31_000)
        view.page.locator(".wall-head").wait_for()
