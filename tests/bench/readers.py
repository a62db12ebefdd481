"""Readers of the dashboard without a browser: server time of a filter change on every page, many readers, memory."""

import asyncio
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from dashboard.navigation import PAGES
from data.warehouse.home import Home
from data.warehouse.release import open_release
from tests.bench.lines import Line
from tests.bench.session import Session
from tests.browser.server import Server

VIEWS = 12
READERS = 30
_CLICKS = 6
_PAUSE = 5.0
_WEEKS = [f"2022-W{week:02d}" for week in range(2, 19)]
_DISTRICTS = ("370402", "370403", "370404", "370405", "370406", "370481")
_CATEGORIES = ("major_project", "unemployment_monitoring", "key_monitoring", "other_type")
_EMPTY = """
import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route

app = st.App("page.py", routes=[Route("/healthz", lambda _: PlainTextResponse("ok"))])
"""

Times = dict[str, list[float]]
"""Seconds by key of the page."""


def views(number: int) -> list[str]:
    """That many filters, each another view: period, district and category in turn."""
    made: list[str] = []
    for week, place, category in islice(
        zip(cycle(_WEEKS), cycle(_DISTRICTS), cycle(_CATEGORIES), strict=False), number
    ):
        parts = (f"period={week}", f"place={place}", f"category={category}")
        kept = ((0,), (0, 2), (0, 1), (0, 1, 2))[len(made) % 4]
        made.append("&".join(parts[part] for part in kept))
    return made


def p95(seconds: list[float]) -> float:
    """The value that 19 of 20 do not exceed."""
    return quantiles(seconds, n=20, method="inclusive")[-1]


def filter_changes(home: Home, log: Path) -> Times:
    """Server time of views that nobody has asked before, by page, after the page's first run.

    Raises:
        RuntimeError: a page draws nothing or shows an error.
    """
    with Server(home, log) as server:
        return asyncio.run(_each_page(server.address))


async def _each_page(address: str) -> Times:
    found: Times = {}
    for number, entry in enumerate(PAGES):
        async with Session(address, entry.key if number else "") as session:
            await session.run()
            found[entry.key] = [await session.run(view) for view in views(VIEWS)]
    return found


def empty_rerun(folder: Path) -> float:
    """Median seconds of a run of an empty script under the same settings: what no page can be faster than."""
    (folder / "page.py").write_text("", encoding="utf-8")
    (folder / "empty_app.py").write_text(_EMPTY, encoding="utf-8")

    async def ask(address: str) -> list[float]:
        async with Session(address) as session:
            await session.run()
            return [await session.run() for _ in range(2 * VIEWS)]

    with Server(Home(folder), folder / "empty.log", script=str(folder / "empty_app.py")) as server:
        return median(asyncio.run(ask(server.address)))


def bare_query(home: Home) -> float:
    """Median seconds of one plain grouped sum over the lines of one week, asked of DuckDB alone."""
    connection = open_release(next(home.releases.glob("*.duckdb")))
    taken = []
    for week in _WEEKS:
        started = time.perf_counter()
        connection.execute(
            "select f.skill_level, sum(f.shortage) from mart_effective e join fact_shortage f "
            "on f.submission_id = e.submission_id and f.place_code = e.place_code "
            "where e.form = 'weekly_dispatch' and e.period = ? group by f.skill_level",
            [week],
        ).fetchall()
        taken.append(time.perf_counter() - started)
    connection.close()
    return median(taken)


def page_lines(sizes: dict[str, Times], floor: float, query: float) -> list[Line]:
    """A line a page: the largest size beside the smallest, and what an empty page and a bare query take."""
    (smallest, *between, largest) = sizes
    words = (
        "空页面运行一次（各页所用时间的下限）",
        f"{floor * 1000:.0f} ms",
        f"{largest}上一条分组求和",
        f"{query * 1000:.0f} ms",
    )
    lines = [Line(*words, floor / query, "—")]
    for entry in PAGES:
        large, small = sizes[largest][entry.key], sizes[smallest][entry.key]
        middle = "、".join(f"{name} {p95(sizes[name][entry.key]) * 1000:.0f}" for name in between)
        lines.append(
            Line(
                f"{entry.title}：换一次筛选，{largest}",
                f"p50 {median(large) * 1000:.0f} / p95 {p95(large) * 1000:.0f} ms（{middle}）",
                f"{smallest} p95",
                f"{p95(small) * 1000:.0f} ms",
                p95(large) / p95(small),
                "250 ms，2 倍",
            )
        )
    return lines


def many_readers(home: Home, log: Path, readers: int = READERS) -> list[Line]:
    """Readers who each click every five seconds, over all pages; and the memory that a further reader takes.

    Raises:
        RuntimeError: any run of any reader failed.
    """
    with Server(home, log) as server:
        taken, memory = asyncio.run(_crowd(server.address, lambda: _resident(server.pid), readers))
    everyone = [seconds for series in taken for seconds in series]
    return [
        Line(
            f"{readers} 人各每 {_PAUSE:.0f} 秒点一次（{len(everyone)} 次，无一出错）",
            f"p50 {median(everyone):.2f} / p95 {p95(everyone):.2f} s",
            "其中最快的",
            f"{min(everyone):.2f} s",
            p95(everyone) / min(everyone),
            "1.5 s",
        ),
        Line(
            "每多一人在线所占内存",
            f"{(memory[1] - memory[0]) / readers / 1e6:.1f} MB",
            "无人在线时的进程",
            f"{memory[0] / 1e6:.0f} MB",
            memory[1] / memory[0],
            "15 MB",
        ),
    ]


async def _crowd(address: str, resident: Callable[[], int], readers: int) -> tuple[list[list[float]], tuple[int, int]]:
    asked = views(readers + _CLICKS)
    keys = [entry.key if number else "" for number, entry in enumerate(PAGES)]
    for key in keys:  # so that what every process needs once is not counted as a reader's
        async with Session(address, key) as session:
            for view in asked[:_CLICKS]:
                await session.run(view)
    before, all_done = resident(), asyncio.Barrier(readers + 1)

    async def reader(number: int) -> list[float]:
        await asyncio.sleep(number * _PAUSE / readers)
        async with Session(address, keys[number % len(keys)]) as session:
            await session.run()
            taken: list[float] = []
            for click in range(_CLICKS):
                await asyncio.sleep(_PAUSE - (taken[-1] if taken else 0))
                taken.append(await session.run(asked[number + click]))
            await all_done.wait()  # all are still connected
            await all_done.wait()
            return taken

    tasks = [asyncio.create_task(reader(number)) for number in range(readers)]
    await _until(all_done, tasks)
    after = resident()
    await all_done.wait()
    return list(await asyncio.gather(*tasks)), (before, after)


async def _until(barrier: asyncio.Barrier, tasks: "list[asyncio.Task[list[float]]]") -> None:
    """Wait at the barrier; a reader that fails ends the wait for all."""
    waiting = asyncio.ensure_future(barrier.wait())
    done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


def _resident(pid: int) -> int:
    """Bytes that a process holds in memory, as Linux tells."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"process {pid} is gone")
