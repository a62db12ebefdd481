"""Pictures of the dashboard's pages on paper (`?view=print`), sheet by sheet at double density."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as DrawingTimeoutError

from dashboard import as_known
from dashboard.briefing.missing import MissingError
from dashboard.document import part
from dashboard.modes import VIEW_KEY, View
from dashboard.navigation import PAGES
from dashboard.views.printing import MARK, SHEET

PIXELS = (3840, 2160)
"""Of a sheet's picture."""

_DENSITY = PIXELS[0] / SHEET[0]
_AT_ONCE = 2
"""Pages on their way: one is drawn while the other is pictured."""
_PATIENCE = 60_000
_HERE = frozenset({"127.0.0.1", "localhost"})
_WRONG = '[data-testid="stException"], [data-testid="stAlertContentError"]'

# What a page that is not drawn waits for.
_WAITING = """
(selectors) => {
  const app = document.querySelector('[data-testid=stApp]');
  if (!app) return ['页面框架没有载入'];
  const found = [];
  if (app.dataset.testConnectionState !== 'CONNECTED') found.push('没有连上看板服务');
  if (app.dataset.testScriptState !== 'notRunning') found.push('页面数据还在计算');
  if (document.querySelector('.chart[aria-busy=true], .chart:not(.chart-drawn)')) found.push('图还没有画完');
  if (document.querySelector(selectors)) found.push('有内容还在载入');
  if (document.fonts.status !== 'loaded') found.push('字体没有载入');
  return found;
}
"""


@dataclass
class _Shot:
    """A page on its way to being drawn, and the other machines that it asked for."""

    key: str
    title: str
    page: Page
    foreign: list[str] = field(default_factory=list)


def take(browser: Browser, address: str, query: Mapping[str, str], keys: Sequence[str]) -> dict[str, bytes]:
    """Pictures of all sheets of the pages; see `camera.Camera.pages`."""
    parts = urlsplit(address)
    if parts.hostname not in _HERE:
        raise MissingError(f"页面图片只能从本机的看板（http://127.0.0.1:端口）拍摄，不能用 {address}。")
    titles = {entry.key: entry.title for entry in PAGES}
    if unknown := [key for key in keys if key not in titles]:
        raise ValueError(f"no such page: {unknown[0]}")
    asked = urlencode({**query, VIEW_KEY: View.PRINT.value})
    context = browser.new_context(
        viewport={"width": SHEET[0], "height": SHEET[1]},
        device_scale_factor=_DENSITY,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="light",
        reduced_motion="reduce",
    )
    pictures: dict[str, bytes] = {}
    coming: list[_Shot] = []
    left = list(keys)
    try:
        while left or coming:
            while left and len(coming) < _AT_ONCE:
                coming.append(_open(context, parts.netloc, left.pop(0), titles, asked))
            shot = coming.pop(0)
            for number, picture in enumerate(_pictures(shot, query), start=1):
                pictures[f"{shot.key}-{number}"] = picture
            shot.page.close()
    finally:
        context.close()
    return pictures


def _open(context: BrowserContext, host: str, key: str, titles: Mapping[str, str], asked: str) -> _Shot:
    """Begin to load a page; it goes on while others are pictured."""
    shot = _Shot(key, titles[key], context.new_page())

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != host:
            shot.foreign.append(url)

    shot.page.on("request", lambda request: note(request.url))
    shot.page.on("websocket", lambda socket: note(socket.url))
    path = "" if key == PAGES[0].key else key
    try:
        shot.page.goto(f"http://{host}/{path}?{asked}", wait_until="commit", timeout=_PATIENCE)
    except BrowserError as error:
        raise MissingError(
            f"看板（{host}）没有应答，页面“{shot.title}”的图片没有生成。请确认看板在运行，再重试。"
        ) from error
    return shot


def _pictures(shot: _Shot, query: Mapping[str, str]) -> Iterator[bytes]:
    page = shot.page
    mark = page.locator(MARK)
    try:
        mark.wait_for(state="attached", timeout=_PATIENCE)
    except DrawingTimeoutError as late:
        waiting = page.evaluate(_WAITING, f"{part('skeleton')}, {part('spinner')}")
        words = "、".join(waiting) or "完成标记没有出现"
        raise MissingError(
            f"页面“{shot.title}”在 {_PATIENCE // 1000} 秒内没有画完（{words}），图片没有生成。"
            "请在浏览器中打开这一页看是否正常，然后重试。"
        ) from late
    _check(shot, query)
    for sheet in range(int(mark.get_attribute("data-sheets") or 0)):
        page.evaluate("top => document.querySelector('[data-testid=stMain]').scrollTo(0, top)", sheet * SHEET[1])
        yield page.screenshot(animations="disabled", caret="hide")


def _check(shot: _Shot, query: Mapping[str, str]) -> None:
    if shot.foreign:
        raise MissingError(f"页面“{shot.title}”向本机以外请求了 {shot.foreign[0]}，图片没有生成。请告知开发人员。")
    wrong = shot.page.locator(_WRONG)
    if wrong.count():
        raise MissingError(f"页面“{shot.title}”出错，图片没有生成：{wrong.first.inner_text()}")
    wanted = query.get(as_known.KEY)
    if wanted and not shot.page.locator(MARK).get_attribute("data-as-of"):
        raise MissingError(
            f"页面“{shot.title}”没有按数据时点 {wanted} 显示，图片没有生成。"
            "时点应晚于第一份报送、不晚于当前发布版本，写作 2021-06-01T12:00。"
        )
