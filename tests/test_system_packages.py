"""Finding a browser and a Chinese font, and saying plainly what is missing."""

import subprocess
from pathlib import Path

import pytest

from tests import system_packages


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which no program is found."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


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
    assert "浏览器测试缺少：Chromium（或 Chrome）浏览器、中文字体" in said
    assert "sudo apt-get install chromium fonts-noto-cjk" in said


@pytest.mark.usefixtures("bare_machine")
def test_failed_installation_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[list[str]] = []

    def fail(packages: list[str]) -> None:
        asked.append(packages)
        raise subprocess.CalledProcessError(100, ["apt-get", "update"])

    monkeypatch.setattr(system_packages, "can_install", lambda: True)
    monkeypatch.setattr(system_packages, "install", fail)
    assert system_packages.main() == 1
    assert asked == [["chromium", "fonts-noto-cjk"]]
    assert "安装没有成功：apt-get update（退出码 100）" in capsys.readouterr().err
