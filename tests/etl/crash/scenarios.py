"""What is done to a small home while it is disturbed, and what must hold afterwards. Run as a process of its own:

    python -m tests.etl.crash.scenarios SCENARIO FOLDER {killed|disk-full} EVERY STATEMENTS_EVERY
    python -m tests.etl.crash.scenarios SCENARIO FOLDER killed turns

The first disturbs one in so many steps, the second those between two stages (`turns`). Both print the steps that were
disturbed, one a line, and end with an AssertionError when something does not hold.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from weekly_files import write_weekly

from data.warehouse.home import Home
from data.warehouse.obligations import obligations
from data.warehouse.release import NoReleaseError, open_current
from data.warehouse.schema import TABLES
from etl import pipeline
from etl.forms import variants
from etl.load import durable
from etl.load.archive import Archive
from etl.load.decisions import Decision, decisions
from etl.publish.definitions import definitions
from etl.publish.dimensions import reference_rows
from etl.validate.reading import Hints
from etl.validate.report import read_report
from tests.etl.crash.steps import KILLED, REFUSED, Run, disk_full, killed, run

NOW = datetime(2021, 7, 1, 9)
REBUILDS_ONE_IN = 6
STATEMENTS = ("open ledger", "execute", "begin", "commit", "close")
NAME, WRITTEN = "枣庄甲乙机械制造有限公司", "枣庄甲乙机械制造公司"
CORRECTION = """[[correction]]
form = "weekly_dispatch"
place = "370403"
period = "2021-W20"
sheet = "周调度"
cell = "F4"
field = "shortage"
was = 10
use = 1
because = "电话核实"
on = 2021-05-25
by = "市级"
"""

Contents = dict[str, str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """``action`` is disturbed on a copy of a home that ``prepare`` has filled, and done again afterwards."""

    prepare: Callable[[Home, Path], None]
    action: Callable[[Home, Path], object]


def write_files(folder: Path) -> None:
    """薛城区 in week 20, again corrected, in week 21 with a rise that week 22 explains; a file that is no report."""
    write_weekly(folder / "first" / "薛城区第20周.xlsx")
    corrected = {NAME: (120, [(9, 2, 5), (4, 1, 1), (0, 0, 0)])}
    write_weekly(folder / "more" / "薛城区第20周更正.xlsx", enterprises=corrected)
    for week, day, said in ((21, date(2021, 5, 28), {}), (22, date(2021, 6, 4), {NAME: "上周新增订单"})):
        lines = {NAME: (120, [(80, 1, week - 15), (3, 1, week - 19), (0, 0, 0)])}
        write_weekly(folder / "more" / f"薛城区第{week}周.xlsx", day=day, enterprises=lines, remarks=said)
    (folder / "more" / "坏文件.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    other_name = {WRITTEN: (120, [(7, 0, 5), (4, 0, 1), (0, 0, 0)])}
    write_weekly(folder / "other-name" / "薛城区第21周.xlsx", day=date(2021, 5, 28), enterprises=other_name)


def load(home: Home, folder: Path | None) -> None:
    paths = sorted(folder.iterdir()) if folder else []
    deliveries = [pipeline.Delivery(path, path.name, NOW) for path in paths]
    pipeline.load(home, deliveries, lambda: NOW, lambda _: None)


def leave_empty(_: Home, __: Path) -> None:
    """A home that nothing was ever loaded into."""


def load_first(home: Home, folder: Path) -> None:
    load(home, folder / "first")


def load_all(home: Home, folder: Path) -> None:
    load_first(home, folder)
    load(home, folder / "more")


def take(home: Home, *drafts: pipeline.Draft) -> None:
    """Take those decisions that are not in the log yet."""
    missing = drafts[len(decisions(home)) :]
    if missing:
        pipeline.decide(home, missing, lambda: NOW)


def load_together(home: Home, folder: Path) -> None:
    """As many files are loaded: made durable together."""
    durable.FEW = 0  # type: ignore[misc]
    load(home, folder / "more")


def decide(home: Home, _: Path) -> None:
    def draft(number: int, at: datetime) -> Decision:
        return Decision(sequence=number, kind="explanation", made_at=at, made_by="市级", reason="订单增加",
                        submission_id=1, code="large-rise")  # fmt: skip

    take(home, draft, draft)


def load_other_name(home: Home, folder: Path) -> None:
    load_first(home, folder)
    load(home, folder / "other-name")


def confirm_and_freeze(home: Home, _: Path) -> None:
    """A name is confirmed, which moves stored facts to another enterprise, and a week is frozen."""

    def confirm(number: int, at: datetime) -> Decision:
        return Decision(sequence=number, kind="alias", made_at=at, made_by="市级", reason="电话核实",
                        place_code="370400", value=WRITTEN, target=NAME)  # fmt: skip

    def freeze(number: int, at: datetime) -> Decision:
        return Decision(sequence=number, kind="freeze", made_at=at, made_by="市级", place_code="370400",
                        form="weekly_dispatch", period="2021-W21", submission_id=2,
                        target=definitions("weekly_dispatch"), value='{"370403":[2,"p",{"shortage":11}]}')  # fmt: skip

    take(home, confirm, freeze)


def correct(home: Home, _: Path) -> None:
    """A correction file is laid down and published."""
    home.corrections.mkdir(parents=True, exist_ok=True)
    (home.corrections / "2021-05.toml").write_text(CORRECTION, encoding="utf-8")
    pipeline.republish(home, lambda: NOW)


def rebuild(home: Home, _: Path) -> None:
    pipeline.rebuild(home, lambda: NOW, lambda _: None)


def damage_ledger(home: Home, folder: Path) -> None:
    """A home in full order, but for a ledger that is garbage."""
    load_all(home, folder)
    home.ledger.write_bytes(b"garbage" * 10_000)


SCENARIOS = {
    "first-load": Scenario(leave_empty, load_first),
    "load": Scenario(load_first, lambda home, folder: load(home, folder / "more")),
    "load-together": Scenario(load_first, load_together),
    "decide": Scenario(load_first, decide),
    "confirm-and-freeze": Scenario(load_other_name, confirm_and_freeze),
    "correct": Scenario(load_first, correct),
    "rebuild": Scenario(load_all, rebuild),
    "damaged-ledger": Scenario(damage_ledger, lambda home, folder: load(home, folder / "first")),
}


def contents(home: Home) -> Contents | None:
    """A digest of each table of the current release, but for the list of releases; None before the first one."""
    try:
        _, connection = open_current(home)
    except NoReleaseError:
        return None
    found = {}
    with connection:
        for table in TABLES:
            if table.name != "meta_release":
                rows = connection.execute(f"select count(*), bit_xor(hash(t)) from {table.name} t").fetchall()
                found[table.name] = str(rows[0])
    return found


def in_child(action: Callable[[], object]) -> None:
    """Do something undisturbed, and insist that it is done."""
    done = run(action)
    assert done.status == 0, done.said


def check(home: Home, before: Contents | None, after: Contents | None, *, also_rebuild: bool) -> None:
    """Readers see the one or the other; nothing accepted is lost; leftovers go; a rebuild says the same."""
    assert contents(home) in (before, after)
    known = Archive(home)
    accepted = known.receipts()
    for receipt in accepted:
        assert len(known.read(receipt.sha256)) == receipt.byte_count
    taken = decisions(home)
    in_child(lambda: load(home, None))
    completed = contents(home)
    assert known.receipts()[: len(accepted)] == accepted
    assert decisions(home) == taken
    if accepted:
        assert completed is not None
    if also_rebuild:
        in_child(lambda: rebuild(home, home.folder))
        assert contents(home) == completed


Choice = Callable[[list[str]], list[int]]
"""Of the steps of an action, the numbers of those to disturb."""


def one_in(every: int, statements_every: int) -> Choice:
    """One in ``every`` steps that change files, and one in so many statements."""

    def chosen(steps: list[str]) -> list[int]:
        statements = [number for number, step in enumerate(steps) if step.startswith(STATEMENTS)]
        others = sorted(set(range(len(steps))) - set(statements))
        return sorted(statements[::statements_every] + others[::every])

    return chosen


def turns(steps: list[str]) -> list[int]:
    """Where one stage has ended and the next not begun.

    That is before and in the middle of the entry in a log (files are archived), before the ledger takes it in and
    before that is kept; the same of the publication; before and in the middle of the copy of the ledger; before the
    release has its name, and before the pointer names it.
    """
    by_name: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        by_name.setdefault(step.strip(), []).append(number)
    committed = by_name["commit"][-1]
    renamed = [number for number in by_name["replace"] if number > committed]
    copied = by_name["copyfile"] + by_name["copyfile: half"]
    logged = by_name.get("append", []) + by_name.get("append: half", [])
    assert (len(copied), len(renamed)) == (2, 2)
    return sorted([*logged, *by_name["begin"][-2:], *by_name["commit"][-2:], *copied, *renamed])


def disturb(scenario: Scenario, folder: Path, happening: Callable[[], None], choose: Choice) -> list[str]:
    """Disturb the action at the chosen steps, one at a time; their names."""
    warm_up()
    write_files(folder)
    base = Home(folder / "base")
    in_child(lambda: scenario.prepare(base, folder))
    before = contents(base)
    whole = Home(folder / "whole")
    copy(base, whole)
    undisturbed = run(lambda: scenario.action(whole, folder), happening=happening)
    assert undisturbed.status == 0, undisturbed.said
    steps = undisturbed.steps
    after = contents(whole)
    assert after is not None
    disturbed = choose(steps)
    for number in disturbed:
        home = Home(folder / "disturbed")
        copy(base, home)
        name = f"{number} {steps[number]}"
        ended = run(lambda home=home: scenario.action(home, folder), number, happening)  # type: ignore[misc]
        try:
            check_end(ended, happening)
            check(home, before, after, also_rebuild=number % REBUILDS_ONE_IN == 0)
            if contents(home) != after:
                in_child(lambda home=home: scenario.action(home, folder))  # type: ignore[misc]
                assert contents(home) == after
            assert not list(home.folder.rglob("*.part"))
        except AssertionError as error:
            error.add_note(f"disturbed at step {name}\n{ended.said}")
            raise
    return [steps[number] for number in disturbed]


def warm_up() -> None:
    """Read declarations and tables once, for all children to come; the database is left alone until then."""
    read_report(b"", Hints("x.xlsx"))
    variants()
    reference_rows()
    list(obligations(NOW))


def check_end(ended: Run, happening: Callable[[], None]) -> None:
    """Killed as intended; or refused in one Chinese line."""
    if happening is killed:
        assert ended.status == KILLED
        return
    assert ended.status in (0, REFUSED), ended.said
    if ended.status == REFUSED:
        assert "磁盘空间已满" in ended.said
        assert "Traceback" not in ended.said
        assert len(ended.said.splitlines()) == 1


def copy(base: Home, home: Home) -> None:
    shutil.rmtree(home.folder, ignore_errors=True)
    if base.folder.exists():
        shutil.copytree(base.folder, home.folder)


if __name__ == "__main__":
    chosen, place, word, *where = sys.argv[1:]
    happenings = {"killed": killed, "disk-full": disk_full}
    at = turns if where == ["turns"] else one_in(*map(int, where))
    done = disturb(SCENARIOS[chosen], Path(place), happenings[word], at)
    print("\n".join(done))
