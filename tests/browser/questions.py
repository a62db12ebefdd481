"""`python -m dashboard query … --json`: what the numbers on the pages have to equal."""

import json
from typing import Any

from typer.testing import CliRunner

from dashboard import cli
from data.warehouse.home import Home

CITY = "370400"
WEEK = "2022-W20"
"""The last closed week of the full sample set, with which the pages open."""


def ask(home: Home, metric: str, *options: str, place: str = CITY, period: str = WEEK) -> dict[str, Any]:
    """The answer of the command line as JSON."""
    arguments = ["query", metric, "--place", place, "--period", period, *options, "--json"]
    answered = CliRunner().invoke(cli.app, arguments, env={"REPORTS_HOME": str(home.folder)})
    assert answered.exit_code == 0, answered.output
    found: dict[str, Any] = json.loads(answered.output)
    return found


def rows(home: Home, metric: str, by: str, *options: str, place: str = CITY, period: str = WEEK) -> dict[str, Any]:
    """Values by label of one grouping."""
    answer = ask(home, metric, "--by", by, *options, place=place, period=period)
    return {row["label"]: row["value"] for row in answer["rows"]}


def read(text: str) -> float | None:
    """A number as the pages write it: 1,995, −22, +0.4, 16.2%; None for 未报, — and 不适用."""
    if text in {"未报", "—", "不适用", ""}:
        return None
    return float(text.replace(",", "").replace("−", "-").removeprefix("+").removesuffix("%"))


def as_card(value: float, unit: str) -> str:
    """A number as a card writes it: 3,851, 2.09万, 84.4%."""
    if unit == "%":
        return f"{value:.1f}%"
    if value < 10_000:
        return f"{value:,.0f}"
    hundredths = int(value / 100 + 0.5)  # half up, as the house rounds
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".") + "万"
