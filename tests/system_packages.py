"""What the browser tests need besides Python packages: Chromium and its driver, a Chinese font, pdftotext, axe-core.

`python -m tests.system_packages` finds them, installs what is missing on Debian, and otherwise says plainly what it is.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dashboard.briefing.chromium import chromium_path

_DEBIAN_PACKAGES = {
    "chromium": ("chromium",),
    "font": ("fontconfig", "fonts-noto-cjk"),
    "npm": ("npm",),
    "driver": ("libatomic1",),
    "pdf": ("poppler-utils",),
}
_MISSING_WORDS = {
    "chromium": "Chromium（或 Chrome）浏览器",
    "font": "中文字体",
    "npm": "npm",
    "driver": "驱动浏览器的 Playwright 所需的系统库（libatomic）",
    "pdf": "读回 PDF 的 pdftotext（poppler）",
}
_ACCESSIBILITY = Path(__file__).resolve().parent / "browser" / "accessibility"
AXE = _ACCESSIBILITY / "node_modules" / "axe-core" / "axe.min.js"
"""The script that looks for barriers, once it has been installed."""


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font that covers Chinese."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True)
    return bool(listed.stdout.strip())


def missing() -> list[str]:
    """Which of the keys of the tables above are not there; npm is needed until axe-core is installed."""
    present = {
        "chromium": chromium_path() is not None,
        "font": has_chinese_font(),
        "npm": has_axe() or shutil.which("npm") is not None,
        "driver": driver_starts(),
        "pdf": shutil.which("pdftotext") is not None,
    }
    return [name for name, is_there in present.items() if not is_there]


def driver_starts() -> bool:
    """Whether the program by which Playwright drives the browser runs: a bare Debian lacks a library of it."""
    return subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True).returncode == 0


def has_axe() -> bool:
    """Whether the pinned axe-core is installed."""
    installed = AXE.parent / "package.json"
    if not (AXE.is_file() and installed.is_file()):
        return False
    pinned = json.loads((_ACCESSIBILITY / "package.json").read_text(encoding="utf-8"))["devDependencies"]["axe-core"]
    return bool(json.loads(installed.read_text(encoding="utf-8"))["version"] == pinned)


def install_axe() -> None:
    """Install axe-core as the lock file pins it.

    Raises:
        subprocess.CalledProcessError: npm failed.
    """
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=_ACCESSIBILITY, check=True)


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
        packages = [package for name in absent for package in _DEBIAN_PACKAGES[name]]
        print("安装 " + " ".join(packages), flush=True)
        try:
            install(packages)
        except subprocess.CalledProcessError as error:
            print(f"安装没有成功：{' '.join(error.cmd)}（退出码 {error.returncode}）", file=sys.stderr)
        absent = missing()
    if not absent:
        return _axe()
    words = "、".join(_MISSING_WORDS[name] for name in absent)
    packages = [package for name in absent for package in _DEBIAN_PACKAGES[name]]
    print(f"浏览器测试缺少：{words}。Debian/Ubuntu：sudo apt-get install {' '.join(packages)}", file=sys.stderr)
    return 1


def _axe() -> int:
    """0 when axe-core is installed (now), 1 when npm could not install it."""
    if has_axe():
        return 0
    print("安装 axe-core", flush=True)
    try:
        install_axe()
    except subprocess.CalledProcessError as error:
        print(f"axe-core 没有装上：{' '.join(error.cmd)}（退出码 {error.returncode}）", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
