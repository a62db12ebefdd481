"""The shelf of made issues: what lies there, in which order, and what cannot be read."""

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from dashboard.briefing import shelf
from dashboard.briefing.files import MANIFEST, put
from dashboard.briefing.model import Edition, State
from dashboard.briefing.shelf import MadeFile, Manifest, Shelf, Subject, listed
from data.warehouse.home import Home
from data.warehouse.period import Cadence, Period

SUBJECT = Subject(Cadence.WEEKLY, "370400", Period.parse("2021-W20"), Edition.INTERNAL, State.DRAFT)
FILE = MadeFile("周报.docx", "docx", 4, sha256(b"word").hexdigest())
MANIFEST_OF = Manifest(
    subject=SUBJECT,
    title="枣庄市重点企业用工调度周报",
    place_name="枣庄市",
    form="weekly_dispatch",
    issue_number=20,
    made_at=datetime(2021, 5, 21, 12, 31, 7),
    made_by="",
    frozen_at=None,
    as_of=None,
    release="R000001",
    is_demo=True,
    files=(FILE,),
    changed=("缺工人数：1 → 2",),
    elapsed=8.5,
    seconds={"绘图": 4.25},
)


def keep(on: Shelf, manifest: Manifest) -> None:
    put(on.place_of(manifest.subject), {MANIFEST: manifest.to_json().encode(), "周报.docx": b"word"})


def test_a_manifest_reads_as_it_was_written() -> None:
    final = replace(
        MANIFEST_OF,
        subject=replace(SUBJECT, state=State.FINAL, edition=Edition.PUBLIC),
        frozen_at=datetime(2021, 5, 24, 9, 0, 1),
        as_of=datetime(2021, 5, 24, 9, 0, 1),
        changed=None,
    )
    for manifest in (MANIFEST_OF, final):
        assert Manifest.from_json(manifest.to_json()) == manifest


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cadence": "weekly"}', MANIFEST_OF.to_json().replace("draft", "x")])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Manifest.from_json(text)


def test_issues_stand_latest_period_first_final_before_draft_and_others_places_apart(tmp_path: Path) -> None:
    on = Shelf.of(Home(tmp_path))
    assert on.issues(Cadence.WEEKLY, "370400") == []
    final = replace(SUBJECT, state=State.FINAL)
    public = replace(SUBJECT, edition=Edition.PUBLIC)
    later = replace(SUBJECT, period=Period.parse("2021-W21"))
    elsewhere = replace(SUBJECT, area="370403")
    monthly = replace(SUBJECT, cadence=Cadence.MONTHLY, period=Period.parse("2021-05"))
    for subject in (SUBJECT, later, public, elsewhere, final, monthly):
        keep(on, replace(MANIFEST_OF, subject=subject))
    assert [issue.manifest.subject for issue in on.issues(Cadence.WEEKLY, "370400")] == [later, final, SUBJECT, public]
    found = on.find(final)
    assert found is not None
    assert found.folder == tmp_path / "briefings" / "370400" / "weekly" / "2021-W20" / "internal" / "final"
    assert found.content(FILE) == b"word"


def test_a_damaged_manifest_is_left_out_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    on = Shelf.of(Home(tmp_path))
    keep(on, MANIFEST_OF)
    (on.place_of(SUBJECT) / MANIFEST).write_text("{", encoding="utf-8")
    assert on.issues(Cadence.WEEKLY, "370400") == []
    assert "不可用" in caplog.text


def test_the_log_grows_line_by_line_and_a_shelf_that_cannot_be_written_only_warns(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    on = Shelf.of(Home(tmp_path))
    assert on.can_write()
    on.note({"at": "一"})
    on.note({"at": "二"})
    lines = [json.loads(line) for line in on.log.read_text(encoding="utf-8").splitlines()]
    assert lines == [{"at": "一"}, {"at": "二"}]
    (tmp_path / "file").write_bytes(b"")
    nowhere = Shelf(tmp_path / "file" / "briefings")
    assert not nowhere.can_write()
    nowhere.note({"at": "三"})
    assert "三" in caplog.text


def test_a_manifest_lists_what_goes_out_kind_by_kind() -> None:
    content = {"a.png": b"1", "b.pdf": b"22", shelf.EVIDENCE: b"{}", MANIFEST: b"{}"}
    found = list(listed(content, {"a.png": "png", "b.pdf": "pdf"}))
    assert [(file.name, file.size) for file in found] == [("b.pdf", 2), ("a.png", 1)]
