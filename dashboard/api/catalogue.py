"""`/api/places`, `/api/forms`, `/api/periods`: what can be asked for."""

from collections.abc import Mapping

from dashboard import release
from dashboard.api.model import RefusedError, Reply
from dashboard.cli_words import read_place
from dashboard.queries import Cut, Warehouse

PLACE_COLUMNS = ("code", "name", "short_name", "level", "parent_code")
FORM_COLUMNS = ("form", "label", "cadence", "carry_forward", "measures", "source")
PERIOD_COLUMNS = ("period", "label", "start", "end", "expected", "reported", "carried", "missing")
FORM_PARAMETERS = ("place",)
PERIOD_PARAMETERS = ("place", "form")


def all_places(_: Mapping[str, str]) -> Reply:
    """The tree of places with reports or obligations, parents first."""
    warehouse = release.latest()
    rows: list[dict[str, object]] = [
        {name: getattr(node, name) for name in PLACE_COLUMNS} for node in warehouse.places()
    ]
    return _reply(warehouse, {"places": rows}, rows, PLACE_COLUMNS, "地区")


def all_forms(parameters: Mapping[str, str]) -> Reply:
    """The forms with a calendar: of one place, or all of them."""
    warehouse = release.latest()
    tops = [node.code for node in warehouse.places() if not node.parent_code]
    areas = [_cut(warehouse, parameters).area] if "place" in parameters else tops
    found = {info.form: info for area in areas for info in warehouse.forms(area)}
    rows: list[dict[str, object]] = [
        {
            "form": info.form,
            "label": info.label,
            "cadence": str(info.cadence),
            "carry_forward": info.carry_forward,
            "measures": sorted(info.measures),
            "source": info.source,
        }
        for info in found.values()
    ]
    flat = [{**row, "measures": ";".join(sorted(found[str(row["form"])].measures))} for row in rows]
    return _reply(warehouse, {"forms": rows}, flat, FORM_COLUMNS, "表式")


def all_periods(parameters: Mapping[str, str]) -> Reply:
    """The periods of a form in a place, oldest first, with their coverage; without `form` those of its main form."""
    warehouse = release.latest()
    if "place" not in parameters:
        raise RefusedError(400, "缺少参数“place”（地区代码），见 /api/places。")
    cut = _cut(warehouse, parameters)
    forms = [info.form for info in warehouse.forms(cut.area)]
    if not forms:
        raise RefusedError(404, f"{warehouse.place_name(cut.area)}没有按期报送的表式。")
    form = parameters.get("form", forms[0])
    if form not in forms:
        raise RefusedError(400, f"{warehouse.place_name(cut.area)}没有表式“{form}”。", forms)
    rows: list[dict[str, object]] = []
    for period in warehouse.periods(form, cut.area):
        covered = warehouse.coverage(form, cut.area, period)
        rows.append(
            {
                "period": str(period),
                "label": period.label,
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
                "expected": covered.expected,
                "reported": covered.reported,
                "carried": covered.carried,
                "missing": covered.missing,
            }
        )
    latest = str(warehouse.latest_period(form, cut.area).period)
    content = {"place": parameters["place"], "form": form, "latest": latest, "periods": rows}
    return _reply(warehouse, content, rows, PERIOD_COLUMNS, f"报告期_{form}")


def _cut(warehouse: Warehouse, parameters: Mapping[str, str]) -> Cut:
    cut = read_place(parameters["place"])
    warehouse.place_name(cut.area)
    return cut


def _reply(
    warehouse: Warehouse,
    content: Mapping[str, object],
    rows: list[dict[str, object]],
    columns: tuple[str, ...],
    stem: str,
) -> Reply:
    info = warehouse.release
    return Reply({"release": info.release_id, "is_demo": info.is_demo, **content}, rows, columns, info.release_id, stem)
