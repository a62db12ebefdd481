"""The drawer 数字构成 in the address: what is written is read again, and nothing typed into it does harm."""

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from dashboard import drilling
from dashboard.drilling import Depth
from dashboard.queries.drill_rows import WHOLE, Focus

KEY = some.from_regex(r"[A-Za-z0-9_]+", fullmatch=True)
CELLS = some.tuples(some.integers(0, 99_999_999), some.text(), KEY)
FOCI = some.one_of(some.just(WHOLE), some.builds(Focus, KEY, some.booleans()))
DEPTHS = some.one_of(
    some.builds(Depth, KEY, some.none() | KEY, FOCI, page=some.integers(1, 999_999)),
    some.builds(Depth, KEY, some.none() | KEY, FOCI, KEY, some.none() | CELLS),
    some.builds(Depth, KEY, some.none() | KEY, FOCI, some.none(), CELLS),
)


@given(DEPTHS)
def test_what_is_written_is_read_again(depth: Depth) -> None:
    assert drilling.read(depth.written()) == depth


@given(some.text())
def test_nothing_in_an_address_is_an_error(text: str) -> None:
    depth = drilling.read(text)
    assert depth is None or depth.page >= 1
    assert drilling.read("shortage/" + text) is not None


@pytest.mark.parametrize("cell", ["", "7", "7!", "x!Sheet1!C3", "7!Sheet1!", "99999999999!Sheet1!C3", "²!Sheet1!C3"])
def test_what_is_no_cell_is_left_out(cell: str) -> None:
    assert drilling.read(f"shortage/-/E1/{cell}") == Depth("shortage", enterprise="E1")


def test_a_step_reads_like_its_breadcrumb() -> None:
    deep = Depth("channel_resolved", "recruitment", Focus("370403"), "E1", (7, "a/b!c", "C3"))
    assert deep.written() == "channel_resolved@recruitment/370403/E1/7!a/b!c!C3"
    assert Depth("shortage", focus=Focus("370400", own=True), page=2).written() == "shortage/370400-own~2"


class Address(dict[str, str]):
    """`st.query_params` as far as the drawer uses it."""

    def get_all(self, key: str) -> list[str]:
        return [self[key]]


def test_steps_forget_what_lay_below(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = Depth("shortage", None, Focus("370403"), "E1", (7, "表 1", "C3"))
    assert deep.at(Focus("370404")) == Depth("shortage", None, Focus("370404"))
    assert deep.to(None) == replace(deep, cell=None)
    assert deep.of("E2") == Depth("shortage", None, Focus("370403"), "E2")
    address = Address(place="370400", drill=deep.written())
    monkeypatch.setattr(st, "query_params", address)
    assert drilling.current() == deep
    assert parse_qs(drilling.address(deep)[1:]) == {"place": ["370400"], "drill": [deep.written()]}
    drilling.went("resolved")
    assert address == {"place": "370400", "drill": "resolved"}
    assert drilling.address(Depth("resolved", focus=Focus("370403"))) == "?place=370400&drill=resolved/370403"
    drilling.close()
    assert address == {"place": "370400"}
