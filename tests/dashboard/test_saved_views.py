"""Saved views: what is kept, who may write at the same time, and names that want to do harm."""

import json
import multiprocessing
from pathlib import Path

import pytest

from dashboard.saved_views import LONGEST_NAME, ViewError, ViewStore, clean
from dashboard.settings import Settings

QUERY = {"place": "370403,370404", "period": "2021-W22", "category": "major_project"}


@pytest.fixture
def store(tmp_path: Path) -> ViewStore:
    return ViewStore(tmp_path / "views" / "log.jsonl")


def _names(store: ViewStore) -> list[str]:
    return [view.name for view in store.read().standing]


def test_a_view_keeps_page_and_address(store: ViewStore) -> None:
    assert store.read().standing == ()
    made = store.save("  薛城、峄城\n重大项目 ", "jobs", QUERY)
    again = ViewStore(store.path).read().standing
    assert again == (made,)
    assert (again[0].name, again[0].page, again[0].query) == ("薛城、峄城 重大项目", "jobs", QUERY)


def test_renaming_deleting_and_restoring(store: ViewStore) -> None:
    first, second = store.save("甲", "jobs", QUERY), store.save("乙", "", {})
    store.rename(first.view_id, "丙")
    store.rename(first.view_id, "丙")  # nothing to do
    assert _names(store) == ["丙", "乙"]
    store.delete(second.view_id)
    assert (_names(store), [view.name for view in store.read().deleted]) == (["丙"], ["乙"])
    store.restore(second.view_id)
    assert _names(store) == ["丙", "乙"]
    assert store.read().deleted == ()


def test_a_name_is_taken_once_and_free_after_deletion(store: ViewStore) -> None:
    first = store.save("甲", "jobs", QUERY)
    with pytest.raises(ViewError, match="“甲”"):
        store.save("甲", "trends", {})
    store.delete(first.view_id)
    second = store.save("甲", "trends", {})
    with pytest.raises(ViewError, match="“甲”"):
        store.restore(first.view_id)
    assert [view.view_id for view in store.read().standing] == [second.view_id]


def test_what_another_person_deleted_is_said(store: ViewStore) -> None:
    made = store.save("甲", "jobs", QUERY)
    store.delete(made.view_id)
    with pytest.raises(ViewError, match="已被别人"):
        store.delete(made.view_id)
    with pytest.raises(ViewError, match="已被别人"):
        store.rename(made.view_id, "乙")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b\u202ec\u200b", "a b c"),
        ('"},{"act":"delete"', '"},{"act":"delete"'),
        ("第一行\n第二行", "第一行 第二行"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_hostile_names_stay_one_harmless_line(store: ViewStore, written: str, kept: str) -> None:
    store.save(written, "jobs", QUERY)
    assert _names(store) == [kept]
    assert store.path.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize("name", ["", " \n\t", "\u200b\x00", "长" * (LONGEST_NAME + 1)])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(ViewError):
        clean(name)


def test_an_address_without_end_is_refused(store: ViewStore) -> None:
    with pytest.raises(ViewError, match="过长"):
        store.save("甲", "jobs", {"place": "3" * 3000})
    assert not store.path.exists()


def test_a_line_cut_short_by_a_kill_spoils_no_other(store: ViewStore) -> None:
    store.save("甲", "jobs", QUERY)
    with store.path.open("ab") as log:
        log.write(b'{"act": "save", "view_id": "x", "na')
    store.save("乙", "jobs", QUERY)
    found = store.read()
    assert ({view.name for view in found.standing}, found.unreadable) == ({"甲", "乙"}, 1)


@pytest.mark.parametrize(
    "line", ["[]", '"text"', '{"act": "save"}', '{"act": "delete", "view_id": "none"}', "nonsense"]
)
def test_lines_written_by_hand_are_counted(store: ViewStore, line: str) -> None:
    store.save("甲", "jobs", QUERY)
    with store.path.open("a", encoding="utf-8") as log:
        log.write(line + "\n")
    found = store.read()
    assert (_names(store), found.unreadable) == (["甲"], 1)


def test_a_home_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "views").write_text("a file where the folder should be")
    with pytest.raises(ViewError, match="不能写入"):
        ViewStore(tmp_path / "views" / "log.jsonl").save("甲", "jobs", QUERY)


def _save_many(path: Path, number: int) -> None:
    for count in range(20):
        ViewStore(path).save(f"{number}-{count}", "jobs", QUERY)


def test_several_processes_lose_nothing(store: ViewStore) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_save_many, args=(store.path, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert len(_names(store)) == 80
    assert all(json.loads(line)["act"] == "save" for line in store.path.read_text(encoding="utf-8").splitlines())


def test_the_setting_switches_saved_views_off() -> None:
    assert Settings.from_environment({}).can_save_views
    assert not Settings.from_environment({"DASHBOARD_SAVED_VIEWS": "off"}).can_save_views
    with pytest.raises(ValueError, match="DASHBOARD_SAVED_VIEWS"):
        Settings.from_environment({"DASHBOARD_SAVED_VIEWS": "no"})
