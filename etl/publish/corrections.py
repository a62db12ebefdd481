"""Apply the bureau's correction files to the facts about to be published.

The ledger keeps the reported value in `correction_applied`: each publication first restores what was reported, then
checks every correction against it and applies those that count now. What a later load compares with stays the reported
number, so that loading and rebuilding find the same.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from data.warehouse.corrected import CORRECTABLE, CorrectableField
from data.warehouse.home import Home
from data.warehouse.marts import statement
from etl.load.corrections import Correction, FiledCorrection, corrections
from etl.load.ledger import Ledger

_FIELDS = {item.field: item for item in CORRECTABLE}


class AppliedCorrection(NamedTuple):
    """A row of `correction_applied`, in the order of its columns."""

    submission_id: int
    place_code: str
    enterprise_id: str
    table_name: str
    sheet: str
    cell: str
    field: str
    was: int
    used: int
    because: str
    dated: datetime
    ended: datetime | None
    corrected_by: str
    file_name: str
    is_counted: bool


def apply_corrections(ledger: Ledger, home: Home, now: datetime) -> None:
    """Make the facts carry the corrections that count now; to be called inside the transaction of a publication.

    Raises:
        CorrectionError: a correction cannot be read or does not fit its source; nothing may be published then.
    """
    filed = corrections(home)
    before = _applied(ledger)
    if not filed and not before:
        return
    for row in before:
        if row.is_counted:
            _set(ledger, row, row.was)
    after = resolve(ledger, filed, now)
    for row in after:
        if row.is_counted:
            _set(ledger, row, row.used)
    ledger.replace("correction_applied", after)
    if before != after:
        ledger.forget_derived()
    _restate(ledger, {row.submission_id for row in (*before, *after)})


def check_corrections(ledger: Ledger, home: Home, now: datetime) -> list[AppliedCorrection]:
    """What a publication would apply, without changing the ledger.

    Raises:
        CorrectionError: as for `apply_corrections`.
    """
    found: list[AppliedCorrection] = []

    def work() -> None:
        for row in _applied(ledger):
            if row.is_counted:
                _set(ledger, row, row.was)
        found.extend(resolve(ledger, corrections(home), now))
        raise _Undone

    try:
        ledger.transaction(work)
    except _Undone:
        return found
    raise AssertionError("unreachable: the work always ends with _Undone")


class _Undone(Exception):  # noqa: N818 - no error: it rolls the transaction back
    pass


def have_changed(ledger: Ledger, home: Home, now: datetime) -> bool:
    """Whether the files say something else than the ledger's last publication applied."""
    declared = {
        (e.file_name, e.correction.sheet, e.correction.cell, e.correction.field, e.correction.was, e.correction.use,
         e.correction.because, e.correction.by, e.correction.dated, e.correction.ended, e.correction.counts_at(now))
        for e in corrections(home)
    }  # fmt: skip
    applied = {
        (r.file_name, r.sheet, r.cell, r.field, r.was, r.used, r.because, r.corrected_by, r.dated, r.ended,
         r.is_counted)
        for r in _applied(ledger)
    }  # fmt: skip
    return declared != applied


def resolve(ledger: Ledger, filed: Iterable[FiledCorrection], now: datetime) -> list[AppliedCorrection]:
    """The cells that the entries stand for; the facts must read as reported.

    Raises:
        CorrectionError: the report is not there, a newer version counts, the cell says something else.
    """
    rows: list[AppliedCorrection] = []
    seen: dict[tuple[object, ...], FiledCorrection] = {}
    for entry in filed:
        for row in _resolve_entry(ledger, entry, now):
            key = (row.submission_id, row.sheet, row.cell, row.field)
            first = seen.setdefault(key, entry)
            if first is not entry:
                raise entry.error(f"同一单元格已有更正（{first.file_name} 第 {first.number} 条），请只留一条。")
            rows.append(row)
    return rows


def _resolve_entry(ledger: Ledger, entry: FiledCorrection, now: datetime) -> list[AppliedCorrection]:
    correction = entry.correction
    versions = _versions(ledger, correction)
    if not versions:
        raise entry.error("没有这份已接收的报送，请核对后改正或删去此条。")
    if correction.sha256 is not None:
        versions = [versions[-1]]
        submission, newest, file_name = versions[0]
        if newest != submission and correction.until is None:
            raise entry.error(
                f"来源已由更新的报送（{file_name}）取代，更正不再适用，请写明 until（止用日期）或删去此条。"
            )
    rows = []
    for submission, _, file_name in versions:
        facts = _facts_at(ledger, correction, submission)
        fits = len(facts) == 1 and facts[0][2] == correction.was
        must_fit = submission == versions[-1][0] and (correction.sha256 is not None or correction.until is None)
        if fits:
            rows.append(_row(entry, submission, facts[0], now))
        elif must_fit:
            raise entry.error(_misfit(facts, correction, file_name))
    if not rows:
        raise entry.error(f"没有哪一版报送的该单元格是 {correction.was}，请核对后改正或删去此条。")
    return rows


def _misfit(facts: list[tuple[str, str, int]], correction: Correction, file_name: str) -> str:
    if not facts:
        return f"报送“{file_name}”的该单元格没有{_FIELDS[correction.field].label}，请核对工作表和单元格。"
    if len(facts) > 1:
        return f"报送“{file_name}”的该单元格拆成了 {len(facts)} 个数，无法更正，请退回区县改报。"
    return (
        f"报送“{file_name}”该单元格现为 {facts[0][2]}，不是 {correction.was}：来源可能已更正，"
        "请核对后写明 until（止用日期）、改正或删去此条。"
    )


def _versions(ledger: Ledger, correction: Correction) -> list[tuple[int, int, str]]:
    """Accepted submissions that are meant: (submission, newest of its form, place and period, name of the newest)."""
    return [
        (int(row[0]), int(row[1]), str(row[2]))
        for row in ledger.connection.execute(
            "with known as (select submission_id, sha256, form, place_code, period, received_at, "
            "max_by(submission_id, (received_at, submission_id)) over versions as newest, "
            "max_by(file_name, (received_at, submission_id)) over versions as newest_name from meta_submission "
            "where outcome = 'accepted' window versions as (partition by form, place_code, period)) "
            "select submission_id, newest, newest_name from known "
            "where ($sha256 is null or sha256 = $sha256) and ($form is null or form = $form) "
            "and ($place is null or place_code = $place) and ($period is null or period = $period) "
            "order by received_at, submission_id",
            correction.model_dump(include={"sha256", "form", "place", "period"}),
        ).fetchall()
    ]


def _facts_at(ledger: Ledger, correction: Correction, submission: int) -> list[tuple[str, str, int]]:
    """(place, enterprise, value) of the numbers read from the cell; a plan has no enterprise."""
    item = _FIELDS[correction.field]
    enterprise = "''" if item.table == "fact_plan" else "enterprise_id"
    return ledger.connection.execute(
        f"select place_code, {enterprise}, {item.field} from {item.table} where submission_id = ? and sheet = ? "
        f"and {item.cell_column} = ? and {item.field} is not null order by all",
        [submission, correction.sheet, correction.cell],
    ).fetchall()


def _row(entry: FiledCorrection, submission: int, fact: tuple[str, str, int], now: datetime) -> AppliedCorrection:
    correction = entry.correction
    return AppliedCorrection(
        submission, fact[0], fact[1], _FIELDS[correction.field].table, correction.sheet, correction.cell,
        correction.field, correction.was, correction.use, correction.because, correction.dated, correction.ended,
        correction.by, entry.file_name, correction.counts_at(now),
    )  # fmt: skip


def _applied(ledger: Ledger) -> list[AppliedCorrection]:
    rows = ledger.connection.execute("select * from correction_applied").fetchall()
    return [AppliedCorrection(*row) for row in rows]


def _set(ledger: Ledger, row: AppliedCorrection, value: int) -> None:
    item: CorrectableField = _FIELDS[row.field]
    ledger.connection.execute(
        f"update {item.table} set {item.field} = ? where submission_id = ? and sheet = ? and {item.cell_column} = ? "
        f"and {item.field} is not null",
        [value, row.submission_id, row.sheet, row.cell],
    )


def _restate(ledger: Ledger, submissions: set[int]) -> None:
    """Add up the totals of the enterprises of these submissions again."""
    for number in sorted(submissions):
        ledger.connection.execute("delete from mart_enterprise where submission_id = ?", [number])
        ledger.connection.execute(
            f"insert into mart_enterprise {statement('enterprise')}", {"first": number, "last": number}
        )


def _derive_anew(ledger: Ledger, changed: set[AppliedCorrection]) -> None:
    """Forget which reports counted for the places whose numbers changed: what follows from them is then made again."""
    for submission, place in sorted({(row.submission_id, row.place_code) for row in changed}):
        ledger.connection.execute(
            "delete from mart_effective where place_code = $place "
            "and form = (select form from meta_submission where submission_id = $submission)",
            {"place": place, "submission": submission},
        )
