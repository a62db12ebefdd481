"""Finding and starting the one browser that draws all pictures: a Chromium, Chrome or Edge of this machine."""

import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Playwright
from playwright.sync_api import Error as BrowserError

from dashboard.briefing.missing import MissingError

_LOGGER = logging.getLogger("dashboard.briefing")
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
_OLDEST = 131
"""The first version that prints running words in the margins of a page (CSS margin boxes)."""

_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    # No name and no number of another machine leads anywhere, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


def chromium_path() -> str | None:
    """The Chromium, Chrome or Edge of this machine, None when there is none. CHROMIUM names another one."""
    named = os.environ.get("CHROMIUM", "").strip()
    candidates = (named,) if named else (*_NAMES, *_MAC, *_on_windows(os.environ))
    return next((found for name in candidates if (found := shutil.which(name))), None)


def _on_windows(environment: Mapping[str, str]) -> list[str]:
    folders = [environment[name] for name in _WINDOWS_FOLDERS if environment.get(name)]
    return [str(Path(folder, program)) for folder in folders for program in _WINDOWS]


def launch(playwright: Playwright, environment: Mapping[str, str] | None = None) -> Browser:
    """The browser, started without a window and cut off from every other machine.

    Args:
        environment: of the browser's process; None: ours.

    Raises:
        MissingError: there is none, it does not start, or it is too old.
    """
    path = chromium_path()
    if path is None:
        raise MissingError(_not_found())
    try:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(_ARGUMENTS), env=None if environment is None else dict(environment)
        )
    except BrowserError as error:
        _LOGGER.exception("浏览器没有启动：%s", path)
        raise MissingError(
            f"浏览器“{path}”没有启动，不能生成图片和 PDF。请先在本机单独打开它，看能否运行；"
            "也可用环境变量 CHROMIUM 指定另一个浏览器程序。详细原因见运行日志。"
        ) from error
    if int(browser.version.partition(".")[0]) < _OLDEST:
        version = browser.version
        browser.close()
        raise MissingError(f"浏览器“{path}”的版本 {version} 过旧，页眉页脚打印不出来。请升级到 {_OLDEST} 以上。")
    return browser


def _not_found() -> str:
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        return f"环境变量 CHROMIUM 指定的浏览器“{named}”不存在或不能运行，不能生成图片和 PDF。请改正或去掉这个变量。"
    return (
        "没有找到浏览器，不能生成图片和 PDF。Debian/Ubuntu：sudo apt-get install chromium；"
        "Windows、macOS：安装 Chrome 或 Edge；装在别处的，用环境变量 CHROMIUM 写明程序的位置。"
    )
