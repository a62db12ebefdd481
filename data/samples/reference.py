"""Places and job types, read from `data/reference`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "reference"

ZAOZHUANG, CHANGCHUN, CHANGZHOU, JIANGXI = "370400", "220100", "320400", "360000"

SIGNATURES = {
    "370402": "枣庄市市中区人力资源和社会保障局",
    "370404": "峄城区人力资源社会保障局",
    "3704Z1": "枣庄高新区社会事务综合服务中心",
    "220122": "农安县人力资源和社会保障局",
    "220182": "榆树市人力资源和社会保障局",
    "220183": "德惠市人力资源和社会保障局",
    "2201Z1": "长春经济技术开发区人力资源和社会保障局",
    "2201Z2": "长春高新技术产业开发区人力资源和社会保障局",
    "2201Z3": "长春净月高新技术产业开发区人力资源和社会保障局",
    "2201Z4": "长春汽车经济技术开发区人力资源和社会保障局",
    "2201Z5": "长春莲花山生态旅游度假区人力资源和社会保障局",
    "320481": "溧阳市人力资源和社会保障局",
    "3204Z1": "常州经开区社会保障局",
}
"""Signature lines that are not simply city + district + 人力资源和社会保障局."""

CITY_PREFIX = {ZAOZHUANG: "", CHANGCHUN: "长春市", CHANGZHOU: "常州市", JIANGXI: ""}


@dataclass(frozen=True)
class District:
    """One reporting place. `unit` is the name it signs with; `label` the short name its clerks use in file names."""

    code: str
    name: str
    label: str
    unit: str


@cache
def _rows(table: str) -> tuple[dict[str, str], ...]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return tuple(csv.DictReader(handle))


def districts(city: str) -> tuple[District, ...]:
    """The places that report to `city` in 2020–2022, in the order of the reference table.

    公主岭 came to Changchun only on 2020-06-19, after the reports made here, and is left out by its `valid_from`.
    """
    found = []
    for row in _rows("places"):
        if row["parent_code"] != city or row["valid_from"]:
            continue
        unit = SIGNATURES.get(row["code"], f"{CITY_PREFIX[city]}{row['name']}人力资源和社会保障局")
        label = row["name"]
        if row["level"] == "zone" and city != CHANGZHOU:
            label = {"莲花山": "莲花山"}.get(row["short_name"], f"{row['short_name']}区")
        found.append(District(row["code"], row["name"], label, unit))
    return tuple(found)


@cache
def job_words() -> dict[str, tuple[str, ...]]:
    """Job label → the label and its aliases, as clerks write them."""
    return {
        row["label"]: (row["label"], *(word for word in row["aliases"].split(";") if word))
        for row in _rows("job_types")
    }


@cache
def plan_indicators(form: str) -> tuple[dict[str, str], ...]:
    """The lines of plans.csv of one form: plan, plan_label, indicator, indicator_label, unit, kind, aliases."""
    return tuple(row for row in _rows("plans") if row["form"] == form)
