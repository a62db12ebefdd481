"""Opening the views that are not the desk: paper and the wall screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from dashboard.views.printing import MARK, SCALE, SHEET
from tests.browser.driver import Reader, watched

_DRAWN_CHARTS = (
    "[...document.querySelectorAll('.chart')].every(chart => chart.matches('.chart-drawn:not([aria-busy])'))"
)


@contextmanager
def printed(browser: Browser, server: str, path: str, *, dark: bool = False) -> Iterator[tuple[Reader, int]]:
    """A page on paper once its mark says that it is drawn, and how many sheets it has."""
    context = browser.new_context(
        viewport={"width": SHEET[0], "height": SHEET[1]},
        device_scale_factor=SCALE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    try:
        view = watched(context, server)
        view.page.goto(f"{server}{path}{'&' if '?' in path else '?'}view=print")
        mark = view.page.locator(MARK)
        mark.wait_for(state="attached")
        yield view, int(mark.get_attribute("data-sheets") or 0)
    finally:
        context.close()


def open_wall(view: Reader, query: str = "") -> int:
    """Open the wall screen, wait until all scenes are drawn, and return how many there are."""
    view.page.goto(f"{view.server}/?view=screen{query}")
    view.page.locator(".wall-clock:not(:empty)").wait_for()
    view.ready()
    view.page.wait_for_function(_DRAWN_CHARTS)
    return view.page.locator("[class*=st-key-scene_]").count()


def show_scene(view: Reader, number: int) -> None:
    """Go on with the arrow key until a scene is the one that is seen."""
    for _ in range(view.page.locator("[class*=st-key-scene_]").count()):
        if view.page.evaluate("document.documentElement.dataset.wallScene") == str(number):
            break
        view.page.keyboard.press("ArrowRight")
    view.page.wait_for_function(
        "number => getComputedStyle(document.querySelector(`.st-key-scene_${number}`)).opacity === '1'", arg=number
    )
