"""What a camera notes about a picture; all that we keep of it is how it was held."""

ORIENTATION = 0x0112
UPRIGHT = 1
TURNED = range(2, 9)


def orientation_only(exif: bytes) -> bytes:
    """The same with nothing else in it; empty where the picture stands upright anyway."""
    turned = _orientation(exif)
    if turned not in TURNED:
        return b""
    entry = ORIENTATION.to_bytes(2, "big") + b"\0\x03\0\0\0\x01" + bytes([0, turned, 0, 0])
    return b"MM\0*\0\0\0\x08" + b"\0\x01" + entry + bytes(4)


def _orientation(exif: bytes) -> int:
    """In the first of its tables, which is made of rows of twelve bytes."""
    table = _number(exif, 4, 4)
    ends = min(table + 2 + 12 * _number(exif, table, 2), len(exif))
    for row in range(table + 2, ends, 12):
        if _number(exif, row, 2) == ORIENTATION:
            return _number(exif, row + 8, 2)
    return UPRIGHT


def _number(exif: bytes, at: int, count: int) -> int:
    return int.from_bytes(exif[at : at + count], "little" if exif[:2] == b"II" else "big")
