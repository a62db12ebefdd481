"""Finding a browser and a Chinese font, and saying plainly what is missing."""

import subprocess
from pathlib import Path

import pytest

from tests import system_packages


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which no program is found and nothing is installed."""
    monkeypatch.setattr(system_packages, "AXE", tmp_path / "none" / "axe.min.js")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system_packages, "driver_starts", lambda: False)


def test_this_machine_has_what_the_browser_tests_need() -> None:
    assert system_packages.missing() == []
    path = system_packages.chromium_path()
    assert path is not None
    assert Path(path).is_file()


def test_browser_may_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "my-chromium"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert system_packages.chromium_path() == str(browser)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert system_packages.chromium_path() is None


@pytest.mark.usefixtures("bare_machine")
def test_what_is_missing_and_cannot_be_installed_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert system_packages.main() == 1
    said = capsys.readouterr().err
    assert "浏览器测试缺少：Chromium（或 Chrome）浏览器、中文字体、npm、驱动浏览器的 Playwright" in said
    assert "pdftotext" in said
    assert "sudo apt-get install chromium fontconfig fonts-noto-cjk npm libatomic1 poppler-utils" in said


@pytest.mark.usefixtures("bare_machine")
def test_failed_installation_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[list[str]] = []

    def fail(packages: list[str]) -> None:
        asked.append(packages)
        raise subprocess.CalledProcessError(100, ["apt-get", "update"])

    monkeypatch.setattr(system_packages, "can_install", lambda: True)
    monkeypatch.setattr(system_packages, "install", fail)
    assert system_packages.main() == 1
    assert asked == [["chromium", "fontconfig", "fonts-noto-cjk", "npm", "libatomic1", "poppler-utils"]]
    assert "安装没有成功：apt-get update（退出码 100）" in capsys.readouterr().err


def test_axe_of_another_version_is_not_the_pinned_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert system_packages.has_axe()
    other = tmp_path / "axe-core"
    other.mkdir()
    (other / "axe.min.js").write_text("")
    (other / "package.json").write_text('{"version": "1.0.0"}')
    monkeypatch.setattr(system_packages, "AXE", other / "axe.min.js")
    assert not system_packages.has_axe()


@pytest.mark.usefixtures("bare_machine")
def test_axe_that_cannot_be_installed_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise subprocess.CalledProcessError(1, ["npm", "ci"])

    monkeypatch.setattr(system_packages, "missing", list)
    monkeypatch.setattr(system_packages, "install_axe", fail)
    assert system_packages.main() == 1
    assert "axe-core 没有装上：npm ci（退出码 1）" in capsys.readouterr().err
