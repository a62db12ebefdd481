"""What stands below a table: the edition follows the freeze, and a change after it is said."""

from datetime import datetime

from typer.testing import CliRunner

from dashboard.queries import Warehouse
from dashboard.upward.model import heading
from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import current_release_id
from etl.cli import app

ASKED = ("daily_dispatch", "220100", Period.parse("2020-02-21"))


def test_a_frozen_period_is_the_final_edition(writable_sample_home: Home) -> None:
    stated = ["--form", ASKED[0], "--period", str(ASKED[2]), "--place", ASKED[1], "--by", "市就业中心调度岗"]
    done = CliRunner().invoke(app, ["freeze", *stated])
    assert done.exit_code == 0, done.output
    release = current_release_id(writable_sample_home)
    assert release is not None
    warehouse = Warehouse(writable_sample_home.release_file(release))
    found = heading(warehouse, *ASKED)
    assert found.frozen_at == warehouse.frozen_at(*ASKED)
    assert any(note.startswith("版次：定稿（") and "变动" not in note for note in found.notes)
    before = warehouse.known_at(datetime(2020, 2, 25))
    assert "版次：初报，尚未定稿。" in heading(before, *ASKED).notes
    before.close()
    warehouse.close()


def test_all_places_of_the_period_are_told_apart(sample_home: Home) -> None:
    release = current_release_id(sample_home)
    assert release is not None
    latest = Warehouse(sample_home.release_file(release))
    period = Period.parse("2020-02-22")
    known = latest.known_at(datetime(2020, 2, 22, 13, 45))
    standing = heading(known, "daily_dispatch", "220100", period).standing
    covered = known.coverage("daily_dispatch", "220100", period)
    assert (standing.expected, standing.reported, len(standing.carried)) == (
        covered.expected,
        covered.reported,
        covered.carried,
    )
    silent = dict(standing.silent)
    assert silent["退回未重报"] == ("宽城区",)
    assert "未报" not in silent, "the hour has not come"
    assert len(silent["未到期，尚未报"]) + 1 == standing.expected - standing.reported
    known.close()
    latest.close()
