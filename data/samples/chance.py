"""Seeded chance and the small arithmetic of a course over time."""

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise


def stream(*parts: object) -> random.Random:
    """A random stream of its own for each subject, so that leaving periods out changes nothing elsewhere."""
    return random.Random("|".join(str(part) for part in parts))


def binomial(rng: random.Random, trials: int, share: float) -> int:
    """How many of `trials` succeed when each does with probability `share`."""
    return sum(rng.random() < share for _ in range(trials))


def interpolate(points: Sequence[tuple[date, float]], day: date) -> float:
    """The straight line between dated points; level before the first and after the last."""
    if day <= points[0][0]:
        return points[0][1]
    for (before, low), (after, high) in pairwise(points):
        if day <= after:
            return low + (high - low) * (day - before).days / (after - before).days
    return points[-1][1]


def next_shortage(rng: random.Random, previous: int, resolved: int, target: float) -> int:
    """Shortage of the next issue: what is left after `resolved`, moved part of the way to `target`.

    A rise is new demand and comes quickly; a fall without help is a withdrawn vacancy and comes slowly.
    """
    left = max(0, previous - resolved)
    distance = target - left
    pull = rng.uniform(0.45, 1.0) if distance > 0 else rng.uniform(0.2, 0.6)
    return max(0, left + round(distance * pull))


def split(rng: random.Random, total: int, weights: dict[str, float], most: int = 3) -> dict[str, int]:
    """Divide `total` over at most `most` of the weighted keys; parts are positive and add up to `total`."""
    count = min(most, total, 1 if total < 3 else rng.choice((1, 2, 2, 3)))
    chosen: list[str] = []
    while len(chosen) < count:
        key = rng.choices(list(weights), list(weights.values()))[0]
        if key not in chosen:
            chosen.append(key)
    chosen.sort(key=lambda key: -weights[key])
    parts = {}
    left = total
    for position, key in enumerate(chosen):
        rest = count - position - 1
        share = left if rest == 0 else max(1, min(left - rest, round(left * rng.uniform(0.45, 0.8))))
        parts[key] = share
        left -= share
    return parts
