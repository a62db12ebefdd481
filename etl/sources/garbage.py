"""How often Python looks for garbage cycles while much is being read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_BETWEEN_COLLECTIONS = 200_000


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Python looks for garbage cycles less often: a load makes few, and each look goes through all facts in memory."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
