"""Parts of a briefing that are made when somebody looks at them: a page shows few of them at once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

Item = TypeVar("Item")

Maker = Callable[[], Item | None]
"""Makes a part, or None where there is nothing to show."""


class Later(Sequence[Item]):
    """A sequence whose items are made, all of them, when it is first looked at.

    Args:
        makers: one for each item; what is None is left out.
        is_kept: which items are kept; None: all.
    """

    __slots__ = ("_is_kept", "_made", "_makers")

    def __init__(self, makers: Sequence[Maker[Item]], is_kept: Callable[[Item], bool] | None = None) -> None:
        self._makers = tuple(makers)
        self._is_kept = is_kept
        self._made: tuple[Item, ...] | None = None

    @property
    def offered(self) -> int:
        """How many items there may be; known without making them."""
        return len(self._makers)

    def _items(self) -> tuple[Item, ...]:
        # Two readers at once make them twice, and alike.
        if self._made is None:
            found = (make() for make in self._makers)
            kept = (item for item in found if item is not None)
            self._made = tuple(item for item in kept if self._is_kept is None or self._is_kept(item))
        return self._made

    def __len__(self) -> int:
        return len(self._items())

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items())

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self._items()[index]

    def __repr__(self) -> str:
        return f"Later({self._items()!r})" if self._made is not None else f"Later(… {self.offered})"


def offered(items: Sequence[Any]) -> int:
    """How many items a part of a briefing has at most, without making any."""
    return items.offered if isinstance(items, Later) else len(items)
