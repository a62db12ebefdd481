"""From a closed period to the files that go out: checked, frozen when final, composed, laid out, put there at once."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard.briefing import asking, chat, files, freezing, naming, production, shelf
from dashboard.briefing.asking import Asked
from dashboard.briefing.changes import Changes, changes
from dashboard.briefing.chat import Texts
from dashboard.briefing.compose import Request, own_form
from dashboard.briefing.editions import composed
from dashboard.briefing.evidence import Evidence, evidence
from dashboard.briefing.kinds import Kind
from dashboard.briefing.model import Briefing, Edition, State
from dashboard.briefing.production import Products
from dashboard.briefing.refusal import BriefingRefusedError, NotYetError
from dashboard.briefing.shelf import Issue, Manifest, Shelf, Subject
from dashboard.briefing.steps import Steps
from dashboard.briefing.studio import Studio, check_server
from dashboard.queries import Area, Warehouse
from dashboard.settings import settings
from data.warehouse.home import Home, beijing_now
from data.warehouse.period import Cadence
from data.warehouse.release import NoReleaseError, current_release_id

_LOGGER = logging.getLogger("dashboard")

Composer = Callable[[Warehouse, Request], Briefing]


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted.

    Attributes:
        period: key of a period, or `latest`.
        by: the post that freezes; needed for a final issue.
        kinds: the files wanted.
        as_of: a draft as known at that moment (Beijing time); None: all that has been received.
        compare_with: evidence of an earlier issue; None: that of the issue that is replaced.
        server: address of a running dashboard for the pictures of pages; None: one is started for the purpose.
    """

    cadence: Cadence
    area: Area
    period: str
    edition: Edition = Edition.INTERNAL
    state: State = State.DRAFT
    by: str = ""
    kinds: frozenset[Kind] = frozenset(Kind)
    as_of: datetime | None = None
    compare_with: Path | None = None
    server: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An issue that has been made, with the texts for a chat."""

    issue: Issue
    texts: Texts


def make(order: Order, out: Path | None = None, steps: Steps | None = None, composer: Composer = composed) -> Made:
    """Make an issue; all its files are there when this returns, and none of them when it raises.

    A final issue freezes its period first and shows what was known at that moment, whenever it is made again.

    Args:
        order: what is wanted.
        out: folder in which the issue gets a folder of its own; None: the shelf of the home.
        steps: is told what goes on and takes the times.
        composer: writes the briefing.

    Raises:
        BriefingRefusedError: it cannot be made; the text says why and what to do.
        NotYetError: not now, perhaps later: `latest` was asked for and has been made, or somebody else is making one.
        QuestionError, NoReleaseError, UnusableReleaseError: there is nothing to read it from.
    """
    home = Home.from_environment()
    taken = steps or Steps()
    with _noted(Shelf.of(home), order, taken) as outcome:
        made = _make(order, out, home, taken, composer)
        outcome["folder"] = str(made.issue.folder)
        outcome["files"] = [file.name for file in made.issue.manifest.files]
        outcome["period"] = str(made.issue.manifest.subject.period)
        return made


@contextmanager
def _noted(log: Shelf, order: Order, steps: Steps) -> Iterator[dict[str, Any]]:
    """One line in both logs about the attempt, whatever became of it."""
    begun = beijing_now()
    outcome: dict[str, Any] = {}
    reason = "中断"
    try:
        yield outcome
        reason = ""
    except (ValueError, RuntimeError) as error:
        reason = str(error)
        raise
    finally:
        line = {
            "at": begun.isoformat(timespec="seconds"),
            "seconds": steps.elapsed,
            "cadence": str(order.cadence),
            "place": order.area if isinstance(order.area, str) else ",".join(order.area),
            "period": order.period,
            "edition": str(order.edition),
            "state": str(order.state),
            "kinds": sorted(order.kinds),
            "steps": steps.seconds,
            **({"refused": reason} if reason else {}),
            **outcome,
        }
        _LOGGER.info("简报 %s", json.dumps(line, ensure_ascii=False))
        log.note(line)


def _make(order: Order, out: Path | None, home: Home, steps: Steps, composer: Composer) -> Made:
    with steps.step("检查"):
        _check_order(order)
        warehouse = _opened(home, order.as_of)
        asked = _asked(order, warehouse)
        target, subject = _target(asked, out, home, warehouse)
        _check_ready(order, asked, warehouse)
        files.check_target(target)
        if order.server is not None and Kind.PAGES in order.kinds:
            check_server(order.server, current_release_id(home))
    with files.alone(out or Shelf.of(home).folder):
        files.clear(target.parent)
        _check_new(order, asked, warehouse, shelf.read(target))
        with Studio(order.kinds, order.server, steps) as studio:
            studio.ready()
            frozen_at = None
            if asked.state is State.FINAL:
                if warehouse.frozen_at(asked.form.form, asked.area, asked.period) is None:
                    with steps.step("试编"):  # freezing cannot be undone: what cannot be written is not frozen
                        composer(warehouse, Request(asked.period, asked.area, asked.edition, asked.state))
                with steps.step("定稿"):
                    freezing.freeze(asked, order.by)
                    warehouse.close()
                    warehouse, frozen_at = _as_frozen(home, asked)
            with steps.step("取数成文"):
                request = Request(asked.period, asked.area, asked.edition, asked.state, frozen_at)
                briefing = composer(warehouse, request)
            drawing = studio.draw(briefing) if any(kind.needs_browser for kind in order.kinds) else None
            with steps.step("核对依据"):
                proof = evidence(warehouse, briefing)
                before = _before(order, target, asked, out, home)
                found = None if before is None else changes(before, proof)
            start = naming.stem(asked, is_demo=briefing.release.is_demo)
            products = production.produce(briefing, drawing, proof, found, order.kinds, start, studio, steps)
        texts = chat.texts(warehouse, briefing, beijing_now())
        warehouse.close()
        _check_same_release(home, order, briefing)
        if Kind.TEXT in order.kinds:
            products.add(f"{start}_群发文字.txt", Kind.TEXT, texts.content)
        with steps.step("写入"):
            manifest = _manifest(order, briefing, subject, products, found, steps)
            own = {shelf.EVIDENCE: proof.to_json().encode(), files.MANIFEST: manifest.to_json().encode()}
            files.put(target, {**products.content, **own})
    return Made(Issue(target, manifest), texts)


def _as_frozen(home: Home, asked: Asked) -> tuple[Warehouse, datetime]:
    """The release that knows the freeze, as known at its moment: later reports and corrections make no difference."""
    published = _opened(home, None)
    frozen_at = published.frozen_at(asked.form.form, asked.area, asked.period)
    assert frozen_at is not None, "the pipeline publishes what it freezes"
    known = published.known_at(frozen_at)
    published.close()
    return known, frozen_at


def _check_same_release(home: Home, order: Order, briefing: Briefing) -> None:
    """Pages are those of the current release; what is known at a moment is the same in every release."""
    moved = current_release_id(home) != briefing.release.release_id
    if moved and Kind.PAGES in order.kinds and briefing.as_of is None:
        raise NotYetError("生成期间发布了新数据，页面截图与正文可能不一致，因此没有生成。请重试。")


def _manifest(
    order: Order, briefing: Briefing, subject: Subject, products: Products, found: Changes | None, steps: Steps
) -> Manifest:
    return Manifest(
        subject=subject,
        title=briefing.title,
        place_name=briefing.place_name,
        form=briefing.forms[0],
        issue_number=briefing.issue_number,
        made_at=beijing_now(),
        made_by=order.by.strip(),
        frozen_at=briefing.frozen_at,
        as_of=briefing.as_of,
        release=briefing.release.release_id,
        is_demo=briefing.release.is_demo,
        files=tuple(shelf.listed(products.content, products.kinds)),
        changed=None if found is None else () if found.is_empty else found.lines,
        elapsed=steps.elapsed,
        seconds=dict(steps.seconds),
    )


def _check_order(order: Order) -> None:
    asking.check_area(order.area)
    if not order.kinds:
        raise BriefingRefusedError("没有要生成的文件：--only 和 --no-pages 把各种文件都去掉了。")
    if order.state is State.FINAL:
        if not order.by.strip():
            raise BriefingRefusedError("定稿须写明定稿岗位，如 --by 市就业中心调度岗（不写姓名）。")
        if order.as_of is not None:
            raise BriefingRefusedError("定稿以定稿时刻为准，不能再指定数据时点（--as-of）。")
        if not isinstance(order.area, str):
            raise BriefingRefusedError("几个地区合起来不能定稿：请选一个地区，或生成草稿。")
    if order.edition is Edition.PUBLIC and Kind.PAGES in order.kinds:
        raise BriefingRefusedError("页面截图没有隐去小样本和企业名称，不能放进对外版：请去掉 pages。")
    if order.compare_with is not None and not order.compare_with.is_file():
        raise BriefingRefusedError(f"没有找到要比较的依据文件“{order.compare_with}”（--compare-with）。")


def _opened(home: Home, as_of: datetime | None) -> Warehouse:
    release_id = current_release_id(home)
    if release_id is None:
        raise NoReleaseError("尚未发布任何数据：请先运行 python -m etl load 装载报表，再生成简报。")
    return Warehouse(home.release_file(release_id), settings().denominator, as_of)


def _asked(order: Order, warehouse: Warehouse) -> Asked:
    form = own_form(warehouse, order.area, order.cadence)
    period = asking.read_period(order.period, form, warehouse, order.area, order.as_of or beijing_now())
    return Asked(form, order.area, warehouse.place_name(order.area), period, order.edition, order.state)


def _target(asked: Asked, out: Path | None, home: Home, warehouse: Warehouse) -> tuple[Path, Subject]:
    subject = Subject(asked.cadence, asked.place, asked.period, asked.edition, asked.state)
    if out is None:
        return Shelf.of(home).place_of(subject), subject
    return out / naming.stem(asked, is_demo=warehouse.release.is_demo), subject


def _check_ready(order: Order, asked: Asked, warehouse: Warehouse) -> None:
    try:
        asking.check_ready(warehouse, asked, order.as_of or beijing_now())
    except BriefingRefusedError as refused:
        if asking.is_latest(order.period):  # its deadline has passed, and reports may still come
            raise NotYetError(str(refused)) from refused
        raise


def _check_new(order: Order, asked: Asked, warehouse: Warehouse, made: Issue | None) -> None:
    """Who asks for the latest issue again and again gets each one once."""
    if not asking.is_latest(order.period) or made is None:
        return
    if made.manifest.made_at < asking.closes_at(warehouse, asked.form, asked.area, asked.period):
        return
    ahead = asking.next_deadline(asked.form, warehouse, asked.area, beijing_now())
    later = f"{ahead[0].label} {ahead[1]:%m月%d日 %H:%M} 截止，届时再做。" if ahead else ""
    raise NotYetError(
        f"最近已截止的{asked.words}（{asked.state.label}）已于 {made.manifest.made_at:%Y-%m-%d %H:%M} 生成。{later}"
        f"要重新生成，请写明报告期：--period {asked.period}。"
    )


def _before(order: Order, target: Path, asked: Asked, out: Path | None, home: Home) -> Evidence | None:
    """The evidence to compare with: the one named, else that of the issue of the period made last."""
    if order.compare_with is not None:
        return _evidence_in(order.compare_with)
    folders = [target]
    for state in State:
        other = replace(asked, state=state)
        if out is None:
            folders.append(
                Shelf.of(home).place_of(Subject(asked.cadence, asked.place, asked.period, asked.edition, state))
            )
        else:
            folders += [out / naming.stem(other, is_demo=is_demo) for is_demo in (True, False)]
    made = [issue for folder in dict.fromkeys(folders) if (issue := shelf.read(folder)) and issue.evidence.is_file()]
    if not made:
        return None
    return _evidence_in(max(made, key=lambda issue: issue.manifest.made_at).evidence)


def _evidence_in(path: Path) -> Evidence:
    try:
        return Evidence.from_json(path.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise BriefingRefusedError(
            f"依据文件“{path}”读不出来（{error}）。请用 --compare-with 指定另一份，或移走该期旧文件后重新生成。"
        ) from error
