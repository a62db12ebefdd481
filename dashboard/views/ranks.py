"""Ranks and how they moved, in words."""

from collections.abc import Iterable, Mapping


def competition_ranks(values: Mapping[str, float | None], *, largest_first: bool) -> dict[str, int]:
    """Rank by key, ties share a rank (1, 2, 2, 4); keys without a value have none.

    Hand over values as they were before rounding: only what is truly equal is a tie. Two districts that both read
    12.3 % stand one below the other when one of them is a little higher, and share a rank when neither is.
    """
    known = {key: value for key, value in values.items() if value is not None}
    return {
        key: 1 + sum((other > value) if largest_first else (other < value) for other in known.values())
        for key, value in known.items()
    }


def rank_change(now: int | None, before: int | None) -> str:
    """新进, 退出, 升 2 位, 降 1 位, 平; — without a rank at either end."""
    if now is None:
        return "—" if before is None else "退出"
    if before is None:
        return "新进"
    if now == before:
        return "平"
    return f"升 {before - now} 位" if now < before else f"降 {now - before} 位"


def largest(values: Iterable[tuple[str, float | None]]) -> list[str]:
    """Names of the largest value in the order given: several where they are equal, none where no value is known."""
    known = [(name, value) for name, value in values if value is not None]
    most = max((value for _, value in known), default=None)
    return [name for name, value in known if value == most]
