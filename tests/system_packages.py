"""What the browser tests need besides Python packages: a Chromium and a Chinese font.

`python -m tests.system_packages` finds both, installs them on Debian, and otherwise says plainly what is missing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DEBIAN_PACKAGES = {"chromium": "chromium", "font": "fonts-noto-cjk"}
_MISSING_WORDS = {"chromium": "Chromium（或 Chrome）浏览器", "font": "中文字体"}


def chromium_path() -> str | None:
    """The Chromium or Chrome of this machine, None when there is none. CHROMIUM names another one."""
    named = os.environ.get("CHROMIUM", "").strip()
    candidates = (named,) if named else _BROWSERS
    return next((found for name in candidates if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font that covers Chinese."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True)
    return bool(listed.stdout.strip())


def missing() -> list[str]:
    """Which of "chromium" and "font" are not there."""
    present = {"chromium": chromium_path() is not None, "font": has_chinese_font()}
    return [name for name, is_there in present.items() if not is_there]


def install(packages: list[str]) -> None:
    """Install Debian packages, through sudo when not root.

    Raises:
        subprocess.CalledProcessError: apt-get failed.
    """
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-q"], check=True, env=quiet)
    subprocess.run(
        [*prefix, "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], check=True, env=quiet
    )


def can_install() -> bool:
    """Whether this is a Debian on which we may install packages."""
    is_debian = Path("/etc/debian_version").is_file() and shutil.which("apt-get") is not None
    return is_debian and (os.geteuid() == 0 or shutil.which("sudo") is not None)


def main() -> int:
    """0 when everything is there (now), 1 when something is missing and could not be installed."""
    absent = missing()
    if absent and can_install():
        packages = [_DEBIAN_PACKAGES[name] for name in absent]
        print("安装 " + " ".join(packages), flush=True)
        try:
            install(packages)
        except subprocess.CalledProcessError as error:
            print(f"安装没有成功：{' '.join(error.cmd)}（退出码 {error.returncode}）", file=sys.stderr)
        absent = missing()
    if not absent:
        return 0
    words = "、".join(_MISSING_WORDS[name] for name in absent)
    packages = [_DEBIAN_PACKAGES[name] for name in absent]
    print(f"浏览器测试缺少：{words}。Debian/Ubuntu：sudo apt-get install {' '.join(packages)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
