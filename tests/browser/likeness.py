"""How far a picture is from a golden one: near for another anti-aliasing, far for a missing bar, label or font."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

TILE = 24
"""Side of the squares that are compared: the size of a label or of the end of a bar."""
UNLIKE = 10.0
"""Mean difference of a square, of 255, from which it shows something else."""

_BLUR = 3


def distance(picture: Image.Image, golden: Path) -> float:
    """Mean difference of the squares that differ most, 0 to 255, after both have been blurred a little.

    Raises:
        AssertionError: the pictures are of another shape.
    """
    with Image.open(golden) as wanted:
        other = _grey(wanted, wanted.size)
        found = _grey(picture, wanted.size)
        assert abs(picture.width * wanted.height - picture.height * wanted.width) < picture.width, "another shape"
    return float(_tiles(np.abs(found - other)).max())


def keep(picture: Image.Image, golden: Path, width: int) -> None:
    """Write a golden picture of that width, in few colours so that it stays small."""
    size = (width, round(picture.height * width / picture.width))
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX)
    small.quantize(32, dither=Image.Dither.NONE).save(golden, optimize=True)


def _grey(picture: Image.Image, size: tuple[int, int]) -> NDArray[np.float64]:
    grey = picture.convert("RGB").convert("L").resize(size, Image.Resampling.BOX)
    whole = np.asarray(grey, dtype=np.float64)
    padded = np.pad(whole, _BLUR // 2, mode="edge")
    views = [
        padded[row : row + whole.shape[0], column : column + whole.shape[1]]
        for row in range(_BLUR)
        for column in range(_BLUR)
    ]
    blurred: NDArray[np.float64] = np.mean(views, axis=0)
    return blurred


def _tiles(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means of all squares, half overlapping."""
    rows, columns = difference.shape
    step = TILE // 2
    means = [
        difference[row : row + TILE, column : column + TILE].mean()
        for row in range(0, max(rows - step, 1), step)
        for column in range(0, max(columns - step, 1), step)
    ]
    return np.array(means)
