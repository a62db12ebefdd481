"""Several values on the command line, and single ones as ever."""

import json

import pytest
from typer.testing import CliRunner

from dashboard import cli
from dashboard.queries import QuestionError
from data.warehouse.home import Home
from data.warehouse.places import places
from tests.dashboard.small_release import shortage

WEEK = "2021-W22"


def _ask(home: Home, *options: str, metric: str = "shortage") -> dict[str, object]:
    found = CliRunner().invoke(
        cli.app, ["query", metric, "--period", WEEK, *options, "--json"], env={"REPORTS_HOME": str(home.folder)}
    )
    if isinstance(found.exception, QuestionError):
        raise found.exception
    assert found.exit_code == 0, found.output
    answer: dict[str, object] = json.loads(found.output)
    return answer


def test_several_places_are_their_sum_and_by_place_lists_them(small_home: Home) -> None:
    alone = {place: _ask(small_home, "--place", place)["value"] for place in ("370403", "370404")}
    both = _ask(small_home, "--place", "370403,370404", "--by", "place")
    assert both["value"] == sum(int(str(value)) for value in alone.values())
    assert both["place"] == {"code": "370403,370404", "name": "薛城区、峄城区"}
    rows = both["rows"]
    assert isinstance(rows, list)
    assert {row["key"]: row["value"] for row in rows} == alone
    coverage = both["coverage"]
    assert isinstance(coverage, dict)
    assert coverage["expected"] == 2


def test_several_values_stand_in_the_answer_as_they_were_asked_for(small_home: Home) -> None:
    asked = ("--place", "370400", "--category", "enterprise_type=major_project,其他企业", "--skill", "普工,skilled")
    answer = _ask(small_home, *asked)
    assert answer["category"] == {"scheme": "enterprise_type", "value": "major_project,other_type"}
    assert answer["skill"] == "general,skilled"
    parts = [_ask(small_home, "--place", "370400", "--skill", skill)["value"] for skill in ("general", "skilled")]
    assert answer["value"] == sum(int(str(part)) for part in parts)


def test_single_values_are_written_as_before(small_home: Home) -> None:
    answer = _ask(small_home, "--place", "370403", "--category", "enterprise_type=major_project", "--skill", "general")
    assert answer["place"] == {"code": "370403", "name": "薛城区"}
    assert answer["category"] == {"scheme": "enterprise_type", "value": "major_project"}
    assert (answer["skill"], answer["job_type"]) == ("general", None)
    number = [place.code for place in places().children("370400")].index("370403")
    assert answer["value"] == shortage(number, 0, 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--place", "370403,220102"), "一个市之内"),
        (("--place", "370403,999999"), "999999"),
        (("--place", "370400", "--category", "enterprise_type=major_project,transport"), "transport"),
        (("--place", "370400", "--category", "major_project,transport"), "不属于同一种分类"),
        (("--place", "370400", "--skill", "general,nothing"), "nothing"),
    ],
)
def test_what_cannot_be_combined_is_refused(small_home: Home, options: tuple[str, ...], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        _ask(small_home, *options)


def test_a_place_with_what_holds_it_is_the_larger_one(small_home: Home) -> None:
    assert _ask(small_home, "--place", "370400,370403") == _ask(small_home, "--place", "370400")
