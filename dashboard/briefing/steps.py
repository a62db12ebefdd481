"""How long each step of the work takes, and what is told meanwhile."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Steps:
    """Steps of one issue; `say` is told each one as it begins, `seconds` holds those that have ended, by their words.

    Steps may overlap: pictures are taken while documents are written.
    """

    say: Callable[[str], None] = lambda _: None
    seconds: dict[str, float] = field(default_factory=dict)
    _begun: float = field(default_factory=time.perf_counter)

    @property
    def elapsed(self) -> float:
        """Seconds since the work began."""
        return round(time.perf_counter() - self._begun, 1)

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        """One step, from here to the end of the block."""
        self.say(words)
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self.seconds[words] = round(self.seconds.get(words, 0.0) + spent, 2)
