"""Pictures of every page in every mode: `python -m tests.browser.screenshots [--docs]`.

They show the current release of this installation (REPORTS_HOME, else `data/`) and go to `screenshots/`; with --docs
the picture of the README is made as well. Modes: a desk by day and in the dark, a phone, paper (sheets of
1920 × 1080 and A4 landscape as PDF), and the scenes of the wall screen. Two runs over the same release give the
same pictures.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, sync_playwright

from dashboard.navigation import PAGES
from dashboard.views.printing import SHEET
from data.warehouse.home import Home
from data.warehouse.release import current_release_id
from tests.browser.driver import PHONE, WALL, Reader, launch, reader
from tests.browser.driver import address as page_address
from tests.browser.modes import open_wall, printed, show_scene
from tests.browser.server import REPOSITORY, Server

_DOCUMENT_SIZE = (1440, 900)
_DOCUMENT_BYTES = 300_000


def main(arguments: list[str] | None = None) -> int:
    """0 when all pictures are there, 1 when nothing has been published."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description="给各页拍照。")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "screenshots", help="输出文件夹，默认 screenshots")
    parser.add_argument("--page", action="append", choices=[entry.key for entry in PAGES], help="只拍这一页，可重复")
    parser.add_argument("--docs", action="store_true", help="另存 docs/screenshot.png（总览）")
    options = parser.parse_args(arguments)
    home = Home.from_environment()
    if current_release_id(home) is None:
        print("尚未发布任何数据：请先运行 make samples。", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    keys = options.page or [entry.key for entry in PAGES]
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(home, Path(folder) / "server.log") as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for key in keys:
            _page(browser, server.address, key, options.out)
            _paper(browser, server.address, key, options.out)
        _wall(browser, server.address, options.out)
        if options.docs:
            _for_documents(browser, server.address, REPOSITORY / "docs" / "screenshot.png")
        browser.close()
    return 0


def _page(browser: Browser, address: str, key: str, out: Path) -> None:
    """First screen and whole page, on a wall screen and on a phone."""
    path = page_address(key)
    width, height = WALL
    with reader(browser, address, WALL) as wall:
        wall.open(path)
        _save(wall, out / f"{key}-{width}x{height}.png")
        wall.grow()
        _save(wall, out / f"{key}-{width}-full.png")
    with reader(browser, address, WALL, dark=True) as dark:
        dark.open(path)
        dark.grow()
        _save(dark, out / f"{key}-{width}-dark.png")
    width, height = PHONE
    with reader(browser, address, PHONE, phone=True) as phone:
        phone.open(path)
        _save(phone, out / f"{key}-{width}x{height}.png")
        phone.grow()
        _save(phone, out / f"{key}-{width}-full.png")


def _paper(browser: Browser, address: str, key: str, out: Path) -> None:
    """Every sheet as a picture, and A4 landscape as the browser prints it."""
    with printed(browser, address, page_address(key)) as (view, sheets):
        view.page.pdf(path=out / f"{key}-A4.pdf", prefer_css_page_size=True, print_background=True)
        print(f"{key}-A4.pdf", flush=True)
        view.page.set_viewport_size({"width": SHEET[0], "height": SHEET[1] * sheets})
        for sheet in range(sheets):
            path = out / f"{key}-print-{sheet + 1}.png"
            clip: FloatRect = {"x": 0, "y": sheet * SHEET[1], "width": SHEET[0], "height": SHEET[1]}
            view.page.screenshot(path=path, clip=clip, animations="disabled")
            print(path.name, flush=True)


def _wall(browser: Browser, address: str, out: Path) -> None:
    """The scenes of the wall screen."""
    with reader(browser, address, WALL) as wall:
        for scene in range(1, open_wall(wall, "&every=600") + 1):
            show_scene(wall, scene)
            _save(wall, out / f"screen-{scene}.png")


def _save(view: Reader, path: Path) -> None:
    view.page.screenshot(path=path, animations="disabled")
    print(path.name, flush=True)


def _for_documents(browser: Browser, address: str, path: Path) -> None:
    """总览 for the README, with 256 colours so that the file stays small."""
    with reader(browser, address, _DOCUMENT_SIZE) as view:
        view.open("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        _save(view, path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    if path.stat().st_size > _DOCUMENT_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, more than {_DOCUMENT_BYTES}")


if __name__ == "__main__":
    sys.exit(main())
