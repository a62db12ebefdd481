"""No browser, no font, no server: each is said plainly, with what to do, before anything is made."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard.briefing import chromium, fonts
from dashboard.briefing.camera import Camera
from dashboard.briefing.missing import MissingError
from dashboard.briefing.refusal import BriefingRefusedError
from dashboard.briefing.serving import Served

REPOSITORY = Path(__file__).resolve().parents[3]


def program(folder: Path, name: str, text: str = "exit 0") -> Path:
    """A shell script that can be run by its name from that folder."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The only folder in which programs are found."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_errors_are_refusals() -> None:
    assert issubclass(MissingError, BriefingRefusedError)


@pytest.mark.parametrize("name", ["chromium", "google-chrome-stable", "msedge"])
def test_usual_browsers_are_found_by_name(bare: Path, name: str) -> None:
    assert chromium.chromium_path() is None
    path = program(bare, name)
    assert chromium.chromium_path() == str(path)


def test_a_named_browser_goes_before_others_and_is_not_replaced(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "chromium")
    other = program(bare, "other")
    monkeypatch.setenv("CHROMIUM", str(other))
    assert chromium.chromium_path() == str(other)
    monkeypatch.setenv("CHROMIUM", str(bare / "none"))
    assert chromium.chromium_path() is None


@pytest.mark.parametrize("variable", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
def test_browsers_of_windows_are_found_where_they_are_installed(
    bare: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    folder = bare / "Microsoft" / "Edge" / "Application"
    folder.mkdir(parents=True)
    path = program(folder, "msedge.exe")
    monkeypatch.setenv(variable, str(bare))
    assert chromium.chromium_path() == str(path)


@pytest.mark.usefixtures("bare")
def test_no_browser_is_said_with_how_to_install_one() -> None:
    with pytest.raises(MissingError, match=r"没有找到浏览器.*apt-get install chromium.*Edge.*CHROMIUM"), Camera():
        pass


def test_a_named_browser_that_is_not_there_is_said(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", str(bare / "none"))
    with pytest.raises(MissingError, match=r"CHROMIUM 指定的浏览器.*none.*不存在"), Camera():
        pass


def test_a_browser_that_ends_at_once_is_said(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", str(program(bare, "broken", "exit 3")))
    with pytest.raises(MissingError, match=r"没有启动.*CHROMIUM.*运行日志"), Camera():
        pass


def test_a_driver_that_does_not_run_is_said(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(program(bare, "node", "exit 127")))
    with pytest.raises(MissingError, match=r"Playwright 不能运行.*libatomic1"), Camera():
        pass


def test_fontconfig_without_a_chinese_font_is_said(bare: Path) -> None:
    fonts.check()  # without fontconfig the browser is asked
    program(bare, "fc-list", "exit 0")
    with pytest.raises(MissingError, match=r"没有中文字体.*fonts-noto-cjk.*Windows"):
        fonts.check()
    for able in ("echo Noto Sans CJK SC", "exit 1"):  # one that does not work says nothing
        program(bare, "fc-list", able)
        fonts.check()


def test_what_cannot_be_drawn_is_named() -> None:
    fonts.check_drawn([], "图片")
    with pytest.raises(MissingError, match="浏览器没有中文字体可用，图片中的字会变成方框"):
        fonts.check_drawn(list(fonts.EVERYDAY), "图片")
    with pytest.raises(MissingError, match=r"图“甲”中有字体里没有的字：“\ue863”（U\+E863）。.*请改正报表"):
        fonts.check_drawn(["\ue863"], "图“甲”")


def test_a_server_that_ends_at_once_is_said_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    served = Served(script=str(tmp_path / "none.py"), log=tmp_path / "log.txt")
    with caplog.at_level(logging.ERROR), pytest.raises(MissingError, match=r"随即退出.*make serve.*运行日志"), served:
        pass
    assert "none.py" in caplog.text
    assert "none.py" in (tmp_path / "log.txt").read_text()


# A "dashboard" that starts a helper, says its number, and answers as healthy until it is told to end.
_SERVER = """
import subprocess, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("helper", helper.pid, flush=True)
port = int(sys.argv[sys.argv.index("--server.port") + 1])
HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `python -m streamlit` that is the server above; its log."""
    (tmp_path / "streamlit.py").write_text(_SERVER)
    monkeypatch.setattr("dashboard.briefing.serving.REPOSITORY", tmp_path)
    return tmp_path / "log.txt"


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended (a dead one may wait for its parent to notice)."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


def gone(pid: int) -> bool:
    """Whether a process ends within a few seconds."""
    for _ in range(50):
        if not is_running(pid):
            return True
        time.sleep(0.1)
    return False


def test_the_server_and_what_it_started_end_whatever_happens(pretended: Path) -> None:
    served = Served(log=pretended)
    pids: list[int] = []

    def interrupted() -> None:
        with served as address:
            assert address == served.address == f"http://127.0.0.1:{served.port}"
            pids.extend([served.pid, int(pretended.read_text().split()[1])])
            assert all(is_running(pid) for pid in pids)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert all(gone(pid) for pid in pids)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port))


def test_what_a_dead_server_has_started_ends_too(pretended: Path) -> None:
    served = Served(log=pretended)
    with served:
        helper = int(pretended.read_text().split()[1])
        os.kill(served.pid, signal.SIGKILL)
    assert gone(helper)


_HOLDER = """
import sys, time
from pathlib import Path
from dashboard.briefing import serving

serving.REPOSITORY = Path(sys.argv[1])
served = serving.Served(log=Path(sys.argv[1], "log.txt"))
served.start()
print(served.pid, flush=True)
time.sleep(600)
"""


def test_the_server_ends_when_we_are_killed(pretended: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(pretended.parent)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        pid = int(holder.stdout.readline())
        helper = int(pretended.read_text().split()[1])
        assert is_running(pid)
        holder.kill()
    assert gone(pid)
    os.kill(helper, signal.SIGKILL)


def test_a_server_without_data_does_not_get_ready(pretended: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (pretended.parent / "streamlit.py").write_text(_SERVER.replace("200", "503"))
    monkeypatch.setattr("dashboard.briefing.serving._PATIENCE", 1.5)
    served = Served(log=pretended)
    with pytest.raises(MissingError, match="没有就绪"), served:
        pass
    assert gone(int(pretended.read_text().split()[1]))


def test_finding_a_browser_needs_only_what_runs() -> None:
    """`tests.system_packages` asks for it on a bare machine."""
    listed = "import sys, dashboard.briefing.chromium; print([n for n in sys.modules if n in ('streamlit', 'plotly')])"
    done = subprocess.run([sys.executable, "-c", listed], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
