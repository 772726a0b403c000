"""JPEG: segments, of which only those that draw the picture stay (ITU T.81, annex B)."""

import re

from bot.pictures.exif import orientation_only
from bot.pictures.image import Image, NotAPicture, Reader

BEGINS = b"\xff\xd8\xff"
START, END, SCAN = 0xD8, 0xD9, 0xDA
# Beginnings of frames; between them stand three other markers.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
DRAWING = {*range(0xC0, 0xD0), SCAN, 0xDB, 0xDD}
# Colours, told in segments that could hold anything else as well.
COLOURS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
APP1, EXIF = 0xE1, b"Exif\0\0"
# In the drawn part, what is no marker: a stuffed zero, or a point to begin anew.
_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def cleaned(content: bytes) -> Image:
    """Raises NotAPicture."""
    reader = Reader(content)
    kept = [reader.take(2)]
    size = (0, 0)
    while (marker := _marker(reader)) != END:
        body = reader.take(max(reader.number(2) - 2, 0))
        if marker in FRAMES and len(body) >= 5:
            size = _number(body[3:5]), _number(body[1:3])
        kept += _kept(marker, body)
        if marker == SCAN:
            kept.append(_drawn(reader, content))
    kept.append(bytes([0xFF, END]))
    return Image("image/jpeg", *size, b"".join(kept))


def _marker(reader: Reader) -> int:
    if reader.number(1) != 0xFF:
        raise NotAPicture("a segment does not begin where it should")
    marker = 0xFF
    while marker == 0xFF:
        marker = reader.number(1)
    return marker


def _kept(marker: int, body: bytes) -> list[bytes]:
    colours = COLOURS.get(marker)
    if marker in DRAWING or (colours and body.startswith(colours)):
        return [_segment(marker, body)]
    exif = body.removeprefix(EXIF) if marker == APP1 and body.startswith(EXIF) else b""
    turned = orientation_only(exif)
    return [_segment(APP1, EXIF + turned)] if turned else []


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def _drawn(reader: Reader, content: bytes) -> bytes:
    """What follows a scan's header, up to the next marker."""
    begins = reader.position
    found = _MARKER.search(content, begins)
    if found is None:
        raise NotAPicture("it has no end")
    reader.take(found.start() - begins)
    return reader.since(begins)


def _number(some: bytes) -> int:
    return int.from_bytes(some, "big")
