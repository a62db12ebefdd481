"""Rounding as the reports do it: half up, on decimal digits."""

from decimal import ROUND_HALF_UP, Decimal


def round_half_up(value: float, decimals: int) -> float:
    """`value` to that many decimals, halves away from zero (2.25 → 2.3; Python's round gives 2.2)."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def ratio(numerator: int, denominator: int, scale: int, decimals: int) -> float | None:
    """numerator × scale ÷ denominator, rounded half up from the exact fraction; None when there is no denominator."""
    if denominator == 0:
        return None
    exact = Decimal(numerator) * scale / Decimal(denominator)
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))
