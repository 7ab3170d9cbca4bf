"""
Draw the extension's icons, a contact's bubble: `python packaging/extension/icons.py`.
"""

import struct
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "extension" / "icons"
FINE = 4

NOTHING, BLUE, WHITE = (0, 0, 0, 0), (26, 95, 180, 255), (255, 255, 255, 255)
Colour = tuple[int, int, int, int]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for size in (16, 48, 128):
        (FOLDER / f"{size}.png").write_bytes(_png(size))


def _colour(x: float, y: float) -> Colour:
    """*x* and *y* go from 0 to 1, from the top left."""
    bubble = _in_box(x, y, (0.24, 0.24, 0.76, 0.62), 0.10) or (
        0.36 < x < 0.52 and 0.6 < y < 1.14 - x
    )
    line = any(0.34 < x < end and abs(y - at) < 0.03 for at, end in ((0.37, 0.66), (0.49, 0.56)))
    if bubble and not line:
        return WHITE
    return BLUE if _in_box(x, y, (0.04, 0.04, 0.96, 0.96), 0.2) else NOTHING


def _in_box(x: float, y: float, box: tuple[float, float, float, float], radius: float) -> bool:
    left, top, right, bottom = box
    across = max(left + radius - x, x - right + radius, 0)
    down = max(top + radius - y, y - bottom + radius, 0)
    return across**2 + down**2 <= radius**2


def _pixel(size: int, column: int, row: int) -> bytes:
    """The mean of FINE × FINE points, weighted by how much of them is drawn."""
    steps = [(step + 0.5) / FINE for step in range(FINE)]
    points = [_colour((column + a) / size, (row + b) / size) for a in steps for b in steps]
    drawn = sum(point[3] for point in points)
    mean = [sum(p[i] * p[3] for p in points) // drawn if drawn else 0 for i in range(3)]
    return bytes([*mean, drawn // len(points)])


def _png(size: int) -> bytes:
    rows = (b"\0" + b"".join(_pixel(size, x, y) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()
