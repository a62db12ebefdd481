"""The camera: sharp, the same every time, nothing from outside, no boxes; and the PDF says what the briefing says."""

import io
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image
from playwright.sync_api import Browser

from dashboard import theme
from dashboard.briefing import sheets
from dashboard.briefing.camera import DENSITY, WIDTH, Camera, Drawn, standing_alone
from dashboard.briefing.missing import MissingError
from dashboard.briefing.model import Figure
from dashboard.briefing.page import html
from tests.browser import golden_figures, likeness
from tests.browser.driver import PHONE
from tests.browser.golden_figures import GOLDEN
from tests.browser.server import Server
from tests.dashboard.briefing import sample_briefing

Result = TypeVar("Result")
OUTSIDE = "http://203.0.113.7/x.png"  # a number kept for documents: it belongs to nobody


class Darkroom:
    """A camera in a thread of its own: Playwright works for one thread, and the tests' own browser has another."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._camera = Camera(environment)
        self._pool.submit(self._camera.__enter__).result()

    def __call__(self, work: Callable[[Camera], Result]) -> Result:
        """What the work with the camera gives."""
        return self._pool.submit(work, self._camera).result()

    def close(self) -> None:
        """End the browser."""
        self._pool.submit(self._camera.__exit__, None, None, None).result()
        self._pool.shutdown()


@pytest.fixture(scope="module")
def camera() -> Iterator[Darkroom]:
    room = Darkroom()
    yield room
    room.close()


@pytest.fixture(scope="module")
def drawn(camera: Darkroom) -> Drawn:
    figures = [golden_figures.bars(), golden_figures.lines()]
    return camera(lambda its: its.figures(figures, standing_alone(sample_briefing.briefing())))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_pictures_are_sharp_white_and_of_the_size_of_the_figure(drawn: Drawn) -> None:
    figure = golden_figures.lines()
    picture = opened(drawn.png["lines"])
    assert picture.size == (WIDTH * DENSITY, figure.drawn["layout"]["height"] * DENSITY)
    assert picture.getpixel((2, 2)) == (255, 255, 255)
    assert f'width="{WIDTH}" height="{figure.drawn["layout"]["height"]}"' in drawn.svg["lines"]
    assert "滕州市" in drawn.svg["bars"]


def test_a_picture_that_goes_out_alone_carries_its_title_and_what_it_is_worth(drawn: Drawn) -> None:
    text = re.sub(r"<[^>]+>", "", drawn.framed_svg["bars"])
    made = sample_briefing.briefing()
    figure = golden_figures.bars()
    assert f"【演示数据】{figure.title.text}" in text
    assert figure.subtitle in text
    assert f"数据截至：{made.period.label}" in text
    assert "不得作为工作依据" in text
    bare, framed = opened(drawn.png["bars"]), opened(drawn.framed_png["bars"])
    assert framed.width > bare.width
    assert framed.height > bare.height + 100 * DENSITY


def test_another_browser_gives_the_same_bytes(drawn: Drawn) -> None:
    other = Darkroom()
    try:
        again = other(lambda its: its.figures([golden_figures.lines(), golden_figures.bars()]))
    finally:
        other.close()
    assert again.png == drawn.png
    assert again.svg == drawn.svg
    assert again.framed_png == {}


def test_two_figures_in_one_document_share_no_names(drawn: Drawn) -> None:
    names = [re.findall(r'\bid="([^"]+)"', svg) for svg in drawn.svg.values()]
    assert all(names)
    assert not set(names[0]) & set(names[1])


@pytest.mark.parametrize("key", ["bars", "lines"])
def test_pictures_are_like_the_golden_ones(drawn: Drawn, key: str) -> None:
    assert likeness.distance(opened(drawn.png[key]), GOLDEN / f"{key}.png") < likeness.UNLIKE
    assert (GOLDEN / f"{key}.png").stat().st_size < 60_000


def in_font(figure: Figure, family: str) -> Figure:
    text = json.dumps(figure.drawn, ensure_ascii=False).replace(theme.FONT_FAMILY, family)
    return replace(figure, drawn=json.loads(text))


def without_label(figure: Figure, number: int) -> Figure:
    shown = json.loads(json.dumps(figure.drawn))
    del shown["layout"]["annotations"][number]
    return replace(figure, drawn=shown)


@pytest.mark.parametrize(
    "figure",
    [
        golden_figures.bars(市中区=565.0),
        golden_figures.bars(滕州市=980.0),
        golden_figures.bars(高新区=1.0),
        without_label(golden_figures.lines(), 1),
        in_font(golden_figures.lines(), "DejaVu Sans"),
    ],
    ids=["one label", "one bar", "a gap filled", "no label", "another font"],
)
def test_pictures_of_something_else_are_not(camera: Darkroom, figure: Figure) -> None:
    picture = opened(camera(lambda its: its.figures([figure])).png[figure.key])
    assert likeness.distance(picture, GOLDEN / f"{figure.key}.png") > likeness.UNLIKE


def test_coarser_drawing_is_still_like_the_golden_one(drawn: Drawn) -> None:
    for key in ("bars", "lines"):
        picture = opened(drawn.png[key])
        coarse = picture.resize((WIDTH, picture.height // DENSITY), Image.Resampling.NEAREST)
        assert likeness.distance(coarse, GOLDEN / f"{key}.png") < likeness.UNLIKE


def test_a_machine_without_a_chinese_font_is_told_so(tmp_path: Path) -> None:
    latin = subprocess.run(
        ["fc-match", "--format=%{file}", "sans:lang=en"], capture_output=True, text=True, check=True
    ).stdout
    folder = tmp_path / "fonts"
    folder.mkdir()
    (folder / Path(latin).name).write_bytes(Path(latin).read_bytes())
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    with pytest.raises(MissingError, match=r"浏览器没有中文字体可用.*fonts-noto-cjk"):
        Darkroom({"FONTCONFIG_FILE": str(settings), "HOME": str(tmp_path)})


def test_a_character_that_no_font_has_is_named(camera: Darkroom) -> None:
    figure = golden_figures.bars()
    shown = json.loads(json.dumps(figure.drawn, ensure_ascii=False).replace("滕州市", "滕\ue863市"))
    with pytest.raises(MissingError, match=r"图“缺工人数：市中区最多”中有字体里没有的字：“\ue863”（U\+E863）"):
        camera(lambda its: its.figures([replace(figure, drawn=shown)]))


def test_a_name_that_looks_like_a_link_is_no_link(camera: Darkroom) -> None:
    figure = golden_figures.bars()
    text = json.dumps(figure.drawn, ensure_ascii=False).replace("滕州市", f"<a href='{OUTSIDE}'>滕州市</a>")
    svg = camera(lambda its: its.figures([replace(figure, drawn=json.loads(text))])).svg["bars"]
    assert "滕州市" in svg
    assert "203.0.113.7" not in svg


def test_nothing_outside_is_reached(camera: Darkroom) -> None:
    def reach(its: Camera) -> list[str]:
        page = its._context().new_page()
        page.goto("about:blank")
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.failure or ""))
        for address in (OUTSIDE, "http://example.com/"):
            page.evaluate("address => fetch(address, {mode: 'no-cors'}).catch(() => null)", address)
        page.context.close()
        return failed

    assert camera(reach) == ["net::ERR_NAME_NOT_RESOLVED"] * 2


def test_a_document_that_asks_for_something_is_refused(camera: Darkroom) -> None:
    with pytest.raises(MissingError, match=r"引用了外部资源.*203\.0\.113\.7"):
        camera(lambda its: its.pdf(f"<p>甲</p><img src='{OUTSIDE}'>"))


def words(pdf: Path, *options: str) -> list[str]:
    """Text of every page of a PDF."""
    read = subprocess.run(["pdftotext", *options, str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return read.split("\f")[:-1]


def close(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_pdf_says_what_the_briefing_says(camera: Darkroom, tmp_path: Path) -> None:
    made = sample_briefing.briefing()
    drawings = camera(lambda its: its.figures(made.figures)).svg
    pdf = tmp_path / "briefing.pdf"
    pdf.write_bytes(camera(lambda its: its.pdf(html(made, drawings))))
    pages = words(pdf, "-layout")
    whole = close("".join(pages))
    for sentence in made.sentences:
        assert close(sentence.text) in whole
    for table in (*made.tables, made.figures[0].table):
        assert close(table.title.text) in whole
        for number in table.numbers:
            assert close(number.text) in whole
    assert "薛城区" in whole, "the figure's own labels are text"
    for number, page in enumerate(pages, 1):
        assert f"第{number}页，共{len(pages)}页" in close(page)
        assert "【演示数据】" in close(page)
        assert "数据截至：2021年第20周（5.17—5.23）" in close(page)
    assert made.title in close(pages[0])
    assert all(f"{made.title}第20期" in close(page) for page in pages[1:])
    rows = [page for page in pages if re.search(r"演示企业\d+号", page)]
    assert len(rows) > 1
    assert all("企业缺工人数（人）" in close(page) for page in rows), "heads of long tables are repeated"
    sizes = subprocess.run(
        ["pdfinfo", str(pdf)], env={**os.environ, "TZ": "UTC"}, capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Page size:\s+59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)", sizes)
    assert "Tagged:          yes" in sizes
    assert re.search(r"CreationDate:\s+Fri May 21 06:00:00 2021 UTC", sizes), "that of the freeze"
    time.sleep(1.1)  # the browser's own date would be another
    assert camera(lambda its: its.pdf(html(made, drawings))) == pdf.read_bytes()


def test_the_document_fits_a_phone(browser: Browser, drawn: Drawn) -> None:
    made = sample_briefing.briefing()
    text = html(made, {"districts": drawn.svg["bars"]})
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    try:
        page = context.new_page()
        page.set_content(text)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert page.locator("details").first.evaluate("element => element.open") is False
    finally:
        context.close()


def test_pages_are_pictured_sheet_by_sheet(camera: Darkroom, server: Server) -> None:
    query = {"place": "370400", "period": "2022-W20", "as_of": "2022-05-22T12:00"}
    pictures = camera(lambda its: its.pages(server.address, query, ["jobs"]))
    names = list(pictures)
    assert names == [f"jobs-{number}" for number in range(1, len(names) + 1)] != []
    for name in ("jobs-1", "jobs-2"):
        picture = opened(pictures[name])
        assert picture.size == sheets.PIXELS
        assert picture.convert("L").getextrema()[0] < 80, f"{name} is empty"
    assert pictures["jobs-1"] != pictures["jobs-2"]
    assert camera(lambda its: its.pages(server.address, query, ["jobs"])) == pictures


def page_of(body: str, as_of: str = "", state: str = "complete") -> str:
    mark = f'<div id="render-mark" data-state="{state}" data-sheets="1" data-as-of="{as_of}"></div>'
    main = f'<div data-testid="stMain" style="height: 810px; overflow: auto">{body}</div>'
    app = '<div data-testid="stApp" data-test-connection-state="CONNECTED" data-test-script-state="running">'
    return f"<!doctype html><meta charset=utf-8>{app}{main}{mark}</div>"


@pytest.fixture
def pretended() -> Iterator[Callable[[str], str]]:
    """A server of this machine that answers everything with one page: give it the page, it gives the address."""
    answers: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(answers["page"])

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()

    def serve(page: str) -> str:
        answers["page"] = page.encode()
        return f"http://127.0.0.1:{running.server_port}"

    yield serve
    running.shutdown()
    running.server_close()


def refused(camera: Darkroom, address: str, **query: str) -> str:
    with pytest.raises(MissingError) as refusal:
        camera(lambda its: its.pages(address, query, ["jobs"]))
    return str(refusal.value)


def test_a_page_that_is_not_drawn_is_named_with_what_it_waits_for(
    camera: Darkroom, pretended: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "_PATIENCE", 800)
    said = refused(camera, pretended(page_of('<div class="chart" aria-busy="true"></div>', state="drawing")))
    assert "页面“工种缺工”" in said
    assert "没有画完（页面数据还在计算、图还没有画完）" in said
    assert "没有载入" in refused(camera, pretended("<p>甲</p>"))
    assert "图片没有生成" in refused(camera, "http://127.0.0.1:9")


def test_a_page_with_an_error_is_not_pictured(camera: Darkroom, pretended: Callable[[str], str]) -> None:
    error = '<div data-testid="stAlertContentError">页面没有显示出来，已记录，编号 1A2B。</div>'
    assert "“工种缺工”出错，图片没有生成：页面没有显示出来" in refused(camera, pretended(page_of(error)))


def test_a_page_that_asks_another_machine_is_not_pictured(camera: Darkroom, pretended: Callable[[str], str]) -> None:
    assert "203.0.113.7" in refused(camera, pretended(page_of(f"<img src='{OUTSIDE}'>")))


def test_a_page_as_of_another_moment_is_not_pictured(camera: Darkroom, pretended: Callable[[str], str]) -> None:
    address = pretended(page_of("<p>甲</p>"))
    assert "没有按数据时点 2021-05-21T12:00 显示" in refused(camera, address, as_of="2021-05-21T12:00")
    address = pretended(page_of("<p>甲</p>", as_of="2021-05-21T12:00"))
    pictures = camera(lambda its: its.pages(address, {"as_of": "2021-05-21T12:00"}, ["jobs"]))
    assert list(pictures) == ["jobs-1"]


def test_only_dashboards_of_this_machine_are_pictured(camera: Darkroom) -> None:
    assert "只能从本机" in refused(camera, "http://example.com:8501")
    with pytest.raises(ValueError, match="no such page: nothing"):
        camera(lambda its: its.pages("http://127.0.0.1:9", {}, ["nothing"]))
