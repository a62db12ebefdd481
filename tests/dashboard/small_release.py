"""A small published release with numbers that can be worked out by hand, made without the pipeline.

枣庄市 reports weekly (2021-W20 to 2021-W26), 长春市 daily (2020-02-19 to 2020-02-25). Enterprise i (0, 1) of place
number p in period number t has shortage 10·(p+1) + 5·i + t per line; solved persons are 2 per line and period.
In the last week two of the seven places of 枣庄市 are silent.
"""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from data.warehouse.home import Home
from data.warehouse.marts import AS_KNOWN_STEPS, statement
from data.warehouse.obligations import obligations
from data.warehouse.period import Period
from data.warehouse.places import enterprise_id, places
from data.warehouse.schema import BY_NAME, TABLES
from etl.publish.dimensions import period_rows, reference_rows

WEEKS = 7
DAYS = 7
SILENT_LAST_WEEK = 2
SKILLS = ("general", "skilled", "senior")
JOBS = ("sewing_worker", "packer")
NOW = datetime(2021, 7, 3, 18, 0)
MADE_FOR_SPEED = {
    "mart_sum": "sums",
    "mart_count": "counts",
    "mart_shared": "shared",
    "mart_occurring": "occurring",
}
"""Tables that only make answers quicker, with the steps that fill them."""
RELEASE = "R000001"


def shortage(place_number: int, enterprise: int, period_number: int) -> int:
    """Persons short on one line."""
    return 10 * (place_number + 1) + 5 * enterprise + period_number


class _Builder:
    def __init__(self, jobs: tuple[str, str]) -> None:
        self.jobs = jobs
        self.rows: dict[str, list[dict[str, object]]] = {}
        self.submissions = 0

    def add(self, table: str, **values: object) -> None:
        self.rows.setdefault(table, []).append(values)

    def submission(self, form: str, place: str, period: Period, received_at: datetime, outcome: str) -> int:
        self.submissions += 1
        number = self.submissions
        self.add(
            "meta_submission",
            submission_id=number,
            sha256=f"{number:064x}",
            file_name=f"{places()[place].name}{period}.xlsx",
            byte_count=1000,
            kind="xlsx",
            form=form,
            variant=form,
            place_code=place,
            period=str(period),
            version=1,
            outcome=outcome,
            received_at=received_at,
            recorded_at=received_at,
            is_demo=True,
            rows_in_file=7,
            rows_loaded=6 if outcome == "accepted" else 0,
            rows_set_aside=0 if outcome == "accepted" else 6,
            rows_total=1,
            rows_blank=0,
            notes="",
        )
        if outcome == "accepted":
            self.add("submission_place", submission_id=number, place_code=place)
        return number

    def report(self, form: str, place: str, place_number: int, period: Period, number: int, received: datetime) -> None:
        submission = self.submission(form, place, period, received, "accepted")
        for index in range(2):
            name = f"{places()[place].short_name}第{index + 1}制造有限公司"
            key = {"submission_id": submission, "place_code": place, "enterprise_id": enterprise_id(place, name)}
            source = {"sheet": "Sheet1", "cell": f"F{index + 5}"}
            self.add("fact_enterprise", **key, enterprise_name=name, **source)
            weekly = form == "weekly_dispatch"
            if weekly:
                self.add("fact_headcount", **key, headcount=1000, **source)
            scheme = ("enterprise_type", ("major_project", "other_type")[index])
            if not weekly:
                scheme = ("goods", ("raw_materials", "transport")[index])
            self.add("fact_category", **key, scheme=scheme[0], category=scheme[1], category_text="", **source)
            lines = [("", skill) for skill in SKILLS] if weekly else [(job, "") for job in self.jobs]
            for job, skill in lines:
                line = {**key, "job_type": job, "job_text": job, "skill_level": skill}
                self.add("fact_shortage", **line, shortage=shortage(place_number, index, number), **source)
                self.add(
                    "fact_resolved",
                    **line,
                    resolved_total=2 * (number + 1),
                    resolved=2 if weekly else None,
                    **source,
                )
            self.add("fact_channel", **key, channel="recruitment", resolved=3, is_approximate=False, **source)


def build(folder: Path) -> Home:
    """Publish the release into a home in that folder."""
    home = Home(folder)
    home.releases.mkdir(parents=True, exist_ok=True)
    known = reference_rows()
    jobs = tuple(str(row[0]) for row in known["dim_job_type"][:2])
    builder = _Builder((jobs[0], jobs[1]))
    for form, city, first, count in (
        ("weekly_dispatch", "370400", Period.parse("2021-W20"), WEEKS),
        ("daily_dispatch", "220100", Period.parse("2020-02-19"), DAYS),
    ):
        owing = [place.code for place in places().children(city, on=first.start)]
        for number in range(count):
            period = first.shift(number)
            due = datetime.combine(period.start, datetime.min.time()) + (
                timedelta(days=4, hours=12) if form == "weekly_dispatch" else timedelta(hours=14)
            )
            for place_number, place in enumerate(owing):
                last_week = form == "weekly_dispatch" and number == count - 1
                if last_week and place_number < SILENT_LAST_WEEK:
                    if place_number == 0:
                        returned = builder.submission(form, place, period, due - timedelta(hours=1), "rejected")
                        builder.add(
                            "meta_finding",
                            submission_id=returned,
                            ordinal=1,
                            code="total-disagrees",
                            level="阻断",
                            sheet="Sheet1",
                            cell="F12",
                            message="缺工人数：合计行为 90，各行相加为 80。",
                            advice="请核对后重新报送。",
                        )
                    continue
                late = timedelta(hours=3 if (place_number + number) % 5 == 0 else -2)
                builder.report(form, place, place_number, period, number, due + late)
    _write(home, builder, known)
    return home


def add_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that only make answers quicker anew."""
    for table, step in MADE_FOR_SPEED.items():
        connection.execute(f"delete from {table}")
        connection.execute(f"insert into {table} {statement(step)}")


def _write(home: Home, builder: _Builder, known: dict[str, list[tuple[object, ...]]]) -> None:
    owed = list(obligations(NOW))
    reported = {(str(row["form"]), str(row["period"])) for row in builder.rows["meta_submission"]}
    tables: dict[str, list[tuple[object, ...]]] = {
        **known,
        "obligation_due": [tuple(item) for item in owed],
        "dim_period": period_rows(owed, reported),
        "meta_release": [(RELEASE, NOW, builder.submissions, builder.submissions, builder.submissions - 1, True, None)],
    }
    for name, rows in builder.rows.items():
        names = BY_NAME[name].column_names
        tables[name] = [tuple(row.get(column) for column in names) for row in rows]
    path = home.release_file(RELEASE)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for table in TABLES:
            connection.execute(table.ddl())
        for name, rows in tables.items():
            frame = pd.DataFrame(rows, columns=list(BY_NAME[name].column_names)).astype(object)
            connection.register("incoming", frame)
            connection.execute(f"insert into {name} select * from incoming")
            connection.unregister("incoming")
        connection.execute(
            f"insert into mart_enterprise {statement('enterprise')}", {"first": 1, "last": builder.submissions}
        )
        connection.execute(
            "insert into dim_enterprise select enterprise_id, min(enterprise_name), min(place_code) "
            "from fact_enterprise group by enterprise_id"
        )
        for table, step in AS_KNOWN_STEPS.items():
            sql = statement(step)
            connection.execute(f"insert into {table} {sql}", {"as_of": NOW} if "$as_of" in sql else None)
        add_up(connection)
    home.current.write_text(RELEASE, encoding="ascii")
