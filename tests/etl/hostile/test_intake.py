"""What lies where a report should: pipes, folders, links, files without permission, names that trick."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from weekly_files import write_weekly

from etl.load.intake import NotReceivedError, harmless_name, take
from tests.etl.hostile.test_zoo import etl, load

NOBODY = 65534
RIGHT_TO_LEFT = "\u202e"


def test_what_is_no_file_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder, outside = tmp_path / "来文", tmp_path / "别处"
    write_weekly(folder / "薛城区.xlsx")
    write_weekly(outside / "山亭区.xlsx", place="山亭区")
    os.mkfifo(folder / "管道.xlsx")
    (folder / "文件夹.xlsx").mkdir()
    (folder / "链接到外.xlsx").symlink_to(outside / "山亭区.xlsx")
    (folder / "链接在内.xlsx").symlink_to(folder / "薛城区.xlsx")
    (folder / "断链.xlsx").symlink_to(folder / "没有.xlsx")
    (folder / "成环.xlsx").symlink_to(folder / "成环.xlsx")
    (folder / "外面").symlink_to(outside)
    files = load(tmp_path / "home", folder)
    missed = {name: file for name, file in files.items() if file["outcome"] == "not_received"}
    reasons = {name: file["findings"][0]["message"] for name, file in missed.items()}
    assert reasons == {
        "管道.xlsx": "没有收下这个文件：这是管道或设备，不是普通文件。",
        "文件夹.xlsx": "没有收下这个文件：这是文件夹，不是文件。",
        "链接到外.xlsx": "没有收下这个文件：链接指向所给文件夹之外。",
        "断链.xlsx": "没有收下这个文件：链接指向的文件不存在。",
        "成环.xlsx": "没有收下这个文件：链接指向的文件不存在。",
        "外面": "没有收下这个文件：链接指向所给文件夹之外。",
    }
    assert {file["sha256"] for file in missed.values()} == {None}
    assert {files[name]["outcome"] for name in ("薛城区.xlsx", "链接在内.xlsx")} == {"accepted", "duplicate"}
    assert len((tmp_path / "home" / "archive" / "log.jsonl").read_bytes().splitlines()) == 1


def test_a_link_named_by_the_operator_is_followed(tmp_path: Path) -> None:
    write_weekly(tmp_path / "薛城区.xlsx")
    (tmp_path / "链接.xlsx").symlink_to(tmp_path / "薛城区.xlsx")
    assert load(tmp_path / "home", tmp_path / "链接.xlsx", code=0)["链接.xlsx"]["outcome"] == "accepted"


@pytest.mark.parametrize("name", ["管道.xlsx", "设备"])
def test_a_pipe_or_device_named_directly_does_not_hang(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "设备":
        path = Path(os.devnull)
    else:
        os.mkfifo(path)
    with pytest.raises(NotReceivedError, match="不是普通文件"):
        take(path)


def test_files_and_folders_without_permission_are_told(tmp_path: Path) -> None:
    """As a user to whom the permissions apply, also where tests run as root."""
    folder = tmp_path / "来文"
    write_weekly(folder / "薛城区.xlsx")
    write_weekly(folder / "秘密.xlsx", place="山亭区").chmod(0)
    (folder / "锁着").mkdir(mode=0)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from etl.commands.options import report_files\n"
        "from etl.load.intake import NotReceivedError, take\n"
        f"os.getuid() == 0 and os.setuid({NOBODY})\n"
        "for path in report_files([Path(sys.argv[1])]):\n"
        "    try:\n"
        "        print(path.name, len(take(path)) > 0)\n"
        "    except NotReceivedError as error:\n"
        "        print(path.name, error)\n"
    )
    for opened in (*tmp_path.parents, tmp_path):
        if opened.stat().st_uid == os.getuid() and len(opened.parts) > 2:
            opened.chmod(opened.stat().st_mode | 0o055)
    ended = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )
    (folder / "锁着").chmod(0o700)
    assert ended.returncode == 0, ended.stderr
    assert sorted(ended.stdout.splitlines()) == [
        "秘密.xlsx 没有读取权限",
        "薛城区.xlsx True",
        "锁着 文件夹没有读取权限",
    ]


TRICKS = [
    "../../x.xlsx",
    "C:\\x.xlsx",
    "/etc/passwd",
    "a\0b.xlsx",
    "x.xlsx...",
    "表" * 300 + ".xlsx",
    "第一行\n第二行.xlsx",
    f"薛城区{RIGHT_TO_LEFT}xslx.exe",
    "=cmd|' /C calc'!A0.xlsx",
    "\udcff\udcfe.xlsx",
    "\x1b[31m红色.xlsx",
    "[bold]粗:warning:.xlsx",
    "",
]


@pytest.mark.parametrize("name", TRICKS)
def test_a_name_is_one_harmless_line(name: str) -> None:
    shown = harmless_name(name)
    assert len(shown) <= 255
    assert shown.isprintable()
    shown.encode()
    if len(name) > 255:
        assert shown.endswith("….xlsx")


def test_tricky_names_are_loaded_and_shown_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "来文"
    folder.mkdir()
    sound = write_weekly(tmp_path / "薛城区.xlsx").read_bytes()
    on_disk = [name for name in TRICKS if name and "/" not in name and "\0" not in name and len(name) < 80]
    on_disk = [name if name.endswith(".xlsx") else f"{name}.xlsx" for name in on_disk]
    for number, name in enumerate(on_disk):
        with os.fdopen(os.open(os.fsencode(folder / name), os.O_WRONLY | os.O_CREAT), "wb") as file:
            file.write(sound + bytes(number))
    files = load(tmp_path / "home", folder, code=0)
    assert set(files) == {harmless_name(name) for name in on_disk}
    assert {file["place"] for file in files.values()} == {"370403"}
    printed = etl(tmp_path / "home", "load", folder)
    assert printed.returncode == 0
    assert "[bold]粗:warning:.xlsx" in printed.stdout
    assert "\x1b[31m红" not in printed.stdout
    assert RIGHT_TO_LEFT not in printed.stdout
    lines = (tmp_path / "home" / "archive" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == len(on_disk)
