"""What goes through the interface: a reply, a refusal, and the parameters of a request."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: one JSON object, the same as flat rows for CSV, and the release that it comes from.

    Attributes:
        content: the JSON object.
        rows: what CSV shows, every row complete in itself.
        columns: of the CSV, also when there are no rows.
        release: its id; "" for an answer that no release stands for, which nobody may keep.
        stem: file name of the CSV.
        status: of HTTP.
    """

    content: Mapping[str, object]
    rows: Sequence[Mapping[str, object]]
    columns: Sequence[str]
    release: str
    stem: str
    status: int = 200


class RefusedError(Exception):
    """A request that is not answered, with the reason in Chinese and, where they can be named, the values allowed."""

    def __init__(self, status: int, reason: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.allowed = tuple(allowed)


Handler = Callable[[Mapping[str, str]], Reply]
"""From the parameters of an address, the variable parts of its path among them, to a reply; may raise RefusedError."""
