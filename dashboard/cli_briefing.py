"""`python -m dashboard briefing`: from a closed period to the files that go out."""

import json
import logging
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.briefing.kinds import Kind, read_kinds
from dashboard.briefing.model import Edition, State
from dashboard.briefing.refusal import BriefingRefusedError, NotYetError
from dashboard.briefing.steps import Steps
from dashboard.cli_words import moment, read_place
from dashboard.queries import QuestionError
from dashboard.settings import SettingError
from data.warehouse.reference import ReferenceTableError
from data.warehouse.release import NoReleaseError, UnusableReleaseError

if TYPE_CHECKING:
    from dashboard.briefing.issue import Made

REFUSED, NOT_YET, STOPPED = 2, 3, 143
_told_to_stop = threading.Event()


def briefing(
    form: Annotated[str, typer.Option(help="daily（日报）、weekly（周报）、monthly（月报），或表式代码")],
    period: Annotated[str, typer.Option(help="报告期，如 2021-W20、2021-05、2020-02-19；latest 为最近一个已截止的")],
    place: Annotated[str, typer.Option(help="地区代码，如 370400；草稿可以几个合起来：370403,370404")],
    out: Annotated[Path | None, typer.Option(help="输出目录，其中每期一个子目录；默认存入看板的简报页")] = None,
    final: Annotated[bool, typer.Option("--final", help="定稿：冻结该期并标为定稿；默认为草稿")] = False,
    by: Annotated[str, typer.Option(help="定稿岗位，如 市就业中心调度岗；定稿时必填，不写姓名")] = "",
    edition: Annotated[str, typer.Option(help="internal（内部版）、public（对外版）")] = Edition.INTERNAL.value,
    only: Annotated[
        str | None, typer.Option(help="只要这几种，用逗号隔开：" + "、".join(kind.value for kind in Kind))
    ] = None,
    no_pages: Annotated[bool, typer.Option("--no-pages", help="不要页面截图")] = False,
    server: Annotated[str | None, typer.Option(help="页面截图用的看板地址（本机正在运行的）；默认临时启动一个")] = None,
    as_of: Annotated[str | None, typer.Option(help="草稿按该时刻（北京时间）已收到的报送，如 2021-06-01T12:00")] = None,
    compare_with: Annotated[
        Path | None, typer.Option(help="与这份依据（evidence.json）比较有何变动；默认与该期上一次生成的比较")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，含各步用时")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="打印各步用时")] = False,
) -> None:
    """生成一期简报：图片、PDF、Word、PPT、Excel、网页。

    退出码：0 已生成；2 不能生成，原因见提示；3 现在没有可生成的（latest 的一期已做过，或另一份正在生成），可稍后再试。
    """
    # What writes documents takes a second to import, which other commands need not wait for.
    from dashboard.briefing import asking, issue

    signal.signal(signal.SIGTERM, _stop)
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="%(message)s", stream=sys.stderr)
    steps = Steps(_say)
    try:
        cut = read_place(place)
        order = issue.Order(
            cadence=asking.read_cadence(form),
            area=cut.area,
            period=period,
            edition=_edition(edition),
            state=State.FINAL if final else State.DRAFT,
            by=by,
            kinds=_kinds(only, edition, no_pages=no_pages),
            as_of=moment(as_of),
            compare_with=compare_with,
            server=server,
        )
        made = issue.make(order, out, steps)
    except (
        BriefingRefusedError,
        QuestionError,
        NoReleaseError,
        UnusableReleaseError,
        ReferenceTableError,
        SettingError,
    ) as refused:
        code = NOT_YET if isinstance(refused, NotYetError) else REFUSED
        if as_json:
            print(json.dumps({"refused": str(refused)}, ensure_ascii=False, indent=1))
        print(refused, file=sys.stderr)
        raise typer.Exit(code) from refused
    except RuntimeError as broken_off:  # so a query ends that is under way when we are told to stop
        if not _told_to_stop.is_set():
            raise
        raise typer.Exit(STOPPED) from broken_off
    if as_json:
        print(json.dumps(answer(made), ensure_ascii=False, indent=1))
    else:
        _print(made, steps if verbose else None)


def answer(made: "Made") -> dict[str, Any]:
    """What `--json` prints: folder, state, moments, files, changes, texts, and seconds by step."""
    return {"folder": str(made.issue.folder), **made.issue.manifest.plain(), **asdict(made.texts)}


def _edition(word: str) -> Edition:
    if word not in set(Edition):
        known = "、".join(f"{edition.value}（{edition.label}）" for edition in Edition)
        raise BriefingRefusedError(f"没有“{word}”这种版本，可用：{known}。")
    return Edition(word)


def _kinds(only: str | None, edition: str, *, no_pages: bool) -> frozenset[Kind]:
    """The kinds wanted; pictures of pages show everything, so that they never go out with the public edition."""
    kinds = read_kinds(only)
    if only is None and edition == Edition.PUBLIC:
        return kinds - {Kind.PAGES}
    return kinds - {Kind.PAGES} if no_pages else kinds


def _print(made: "Made", steps: Steps | None) -> None:
    manifest = made.issue.manifest
    frozen = f"，定稿于 {manifest.frozen_at:%Y-%m-%d %H:%M}" if manifest.frozen_at else ""
    print(f"{manifest.title} 第{manifest.issue_number}期 {manifest.subject.state.label}{frozen}")
    for file in manifest.files:
        print(f"  {file.name}  {-(-file.size // 1024):,} KB")
    for line in manifest.changed or ():
        print(f"  变动：{line}")
    if steps is not None:
        print(
            f"用时 {manifest.elapsed:.1f} 秒，其中（有的同时进行）："
            + "，".join(f"{words} {seconds:.1f}" for words, seconds in steps.seconds.items())
        )
    print(f"已存入 {made.issue.folder}")


def _say(words: str) -> None:
    """One line in one piece: steps that go on at the same time do not write into each other's."""
    sys.stderr.write(f"{words}…\n")
    sys.stderr.flush()


def _stop(_: int, __: FrameType | None) -> None:
    """Told to end: leave by the usual way out, on which browser and server end and nothing half-made stays."""
    _told_to_stop.set()
    sys.exit(STOPPED)
