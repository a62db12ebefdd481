"""Answers that were already worked out for the open release.

A release never changes, so an answer holds as long as its warehouse is open; with the warehouse it is forgotten.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from dashboard.queries import Warehouse

Q = TypeVar("Q", bound=Hashable)
T = TypeVar("T")

_KEPT = 64  # answers per question and release; one is some ten kilobytes


def remembered(question: Callable[[Warehouse, Q], T]) -> Callable[[Warehouse, Q], T]:
    """The question, asked of a warehouse once per choice of filters. Answers are shared: nobody may change one."""
    shelves: WeakKeyDictionary[Warehouse, OrderedDict[Q, Any]] = WeakKeyDictionary()
    lock = Lock()

    @wraps(question)
    def ask(warehouse: Warehouse, chosen: Q) -> T:
        with lock:
            shelf = shelves.setdefault(warehouse, OrderedDict())
            if chosen in shelf:
                shelf.move_to_end(chosen)
                found: T = shelf[chosen]
                return found
        answer = question(warehouse, chosen)
        with lock:
            shelf[chosen] = answer
            while len(shelf) > _KEPT:
                shelf.popitem(last=False)
        return answer

    return ask
