"""Whether this machine has a Chinese font: without one, every picture would show boxes instead of words."""

import shutil
import subprocess
from collections.abc import Iterable

from dashboard.briefing.missing import MissingError

EVERYDAY = "缺工人数枣庄市报送率较上期扩大收窄"
"""Characters that stand in every briefing; a browser that cannot draw them has no Chinese font."""

_HOW = (
    "Debian/Ubuntu：sudo apt-get install fontconfig fonts-noto-cjk；Windows、macOS 自带中文字体（微软雅黑、苹方），"
    "如已删除请恢复。装好后重新运行。"
)


def check() -> None:
    """Ask fontconfig, where there is one, for a font that covers Chinese. The camera looks at drawn characters itself.

    Raises:
        MissingError: fontconfig knows none.
    """
    if shutil.which("fc-list") is None:
        return
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True)
    if listed.returncode == 0 and not listed.stdout.strip():
        raise MissingError(f"没有中文字体，图片和 PDF 中的字会变成方框，因此没有生成。{_HOW}")


def check_drawn(lacking: Iterable[str], where: str) -> None:
    """Refuse what the browser can only draw as boxes.

    Args:
        lacking: characters for which the browser has no glyph.
        where: the picture they stand in, for the message.

    Raises:
        MissingError: there are such characters.
    """
    found = sorted(set(lacking))
    if not found:
        return
    if set(EVERYDAY) & set(found):
        raise MissingError(f"浏览器没有中文字体可用，{where}中的字会变成方框，因此没有生成。{_HOW}")
    named = "、".join(f"“{sign}”（U+{ord(sign):04X}）" for sign in found[:10])
    raise MissingError(
        f"{where}中有字体里没有的字：{named}。图片中会变成方框，因此没有生成。"
        "请改正报表里的这个字，或在本机安装含有它的字体（Debian/Ubuntu：sudo apt-get install fonts-noto-cjk）。"
    )
