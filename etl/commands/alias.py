"""`python -m etl alias`: a person confirms that a written name is a registered enterprise."""

import json
from datetime import datetime
from typing import Annotated

import duckdb
import typer

from data.warehouse.home import Home, beijing_now
from data.warehouse.places import enterprise_id, places
from data.warehouse.release import open_current
from etl import pipeline
from etl.commands.options import check_stated
from etl.load.aliases import Aliases
from etl.load.decisions import Decision, decisions
from etl.validate.identity import nearest_names


def alias(
    place: Annotated[str, typer.Option(help="地区代码；在其所属地市内有效，如 370400")],
    written: Annotated[str, typer.Option(help="报表中所写的名称")],
    by: Annotated[str, typer.Option(help="确认人岗位，如“就业科”；不写姓名")],
    reason: Annotated[str, typer.Option(help="依据，如“已电话核实”")],
    registered: Annotated[str, typer.Option(help="登记名称，须在清单或报表中出现过")] = "",
    take_back: Annotated[bool, typer.Option("--take-back", help="撤销对该名称的确认")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """确认报表中所写的名称就是某家登记企业（或撤销确认），并重新发布。"""
    check_stated(None, place, None)
    written, registered, by, reason = (text.strip() for text in (written, registered, by, reason))
    if not written or not by or not reason:
        raise typer.BadParameter("请写明所写名称（--written）、确认人岗位（--by）和依据（--reason）")
    if take_back == bool(registered):
        raise typer.BadParameter("请写明登记名称（--registered），或用 --take-back 撤销，二者取一")
    home = Home.from_environment()
    city = places().city_of(place)
    if take_back:
        _check_confirmed(home, city, written)
    else:
        _check_registered(home, city, written, registered)

    def draft(sequence: int, made_at: datetime) -> Decision:
        return Decision(
            sequence=sequence, kind="alias", made_at=made_at, made_by=by, reason=reason,
            place_code=city, value=written, target=registered,
        )  # fmt: skip

    release_id = pipeline.decide(home, [draft], beijing_now)
    reports = _reports(home, city, written)
    if as_json:
        done = {
            "place": city, "written": written, "registered": registered or None, "reports": reports,
            "release": release_id,
        }  # fmt: skip
        print(json.dumps(done, ensure_ascii=False))
    elif take_back:
        print(f"已撤销：“{written}”按其本名统计，发布版本 {release_id}")
    else:
        print(f"已确认：“{written}”即“{registered}”，涉及 {reports} 份报表，发布版本 {release_id}")


def _check_confirmed(home: Home, city: str, written: str) -> None:
    if enterprise_id(city, written) not in Aliases.of(decisions(home)).targets:
        raise typer.BadParameter(f"没有确认过“{written}”是别的企业，无可撤销")


def _check_registered(home: Home, city: str, written: str, registered: str) -> None:
    """The registered name is known in the city, and does not lead back to the written one."""
    own, target = enterprise_id(city, written), enterprise_id(city, registered)
    if own == target:
        raise typer.BadParameter("所写名称与登记名称是同一个名称")
    _, connection = open_current(home)
    with connection:
        known = _known_names(connection, city)
    if target not in known:
        near = nearest_names(registered, known.values())
        hint = "，相近的有：" + "、".join(f"“{name}”" for name, _ in near) if near else ""
        raise typer.BadParameter(f"清单和报表中都没有“{registered}”{hint}")
    if Aliases.of(decisions(home)).targets.get(target) == own:
        raise typer.BadParameter(f"“{registered}”已确认为“{written}”，请先撤销")


def _known_names(connection: duckdb.DuckDBPyConnection, city: str) -> dict[str, str]:
    """Names by enterprise, of the official lists and of all reports of the city."""
    rows = connection.execute(
        "select enterprise_id, enterprise_name from list_membership where list_contains(?, place_code) "
        "union all select enterprise_id, enterprise_name from dim_enterprise where list_contains(?, place_code)",
        [places().subtree(city), places().subtree(city)],
    ).fetchall()
    return {str(enterprise): str(name) for enterprise, name in rows}


def _reports(home: Home, city: str, written: str) -> int:
    """In how many accepted reports the name stands."""
    _, connection = open_current(home)
    with connection:
        rows = connection.execute(
            "select count(distinct submission_id) from fact_alias where written_id = ?",
            [enterprise_id(city, written)],
        ).fetchall()
    return int(rows[0][0])
