"""PNG: chunks, of which only those that draw the picture stay (also animated ones)."""

import zlib

from bot.pictures.exif import orientation_only
from bot.pictures.image import Image, NotAPicture, Reader

BEGINS = b"\x89PNG\r\n\x1a\n"
DRAWING = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"}
EXIF = b"eXIf"
COLOURS = {b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"hIST", b"pHYs"}


def cleaned(content: bytes) -> Image:
    """Raises NotAPicture."""
    reader = Reader(content)
    kept, size, kind = [reader.take(len(BEGINS))], (0, 0), b""
    while kind != b"IEND":
        kind, body, chunk = _chunk(reader)
        if kind == b"IHDR":
            size = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
        if kind in DRAWING | COLOURS:
            kept.append(chunk)
        elif kind == EXIF and (turned := orientation_only(body)):
            kept.append(_written(EXIF, turned))
    return Image("image/png", *size, b"".join(kept))


def _chunk(reader: Reader) -> tuple[bytes, bytes, bytes]:
    begins = reader.position
    length = reader.number(4)
    kind = reader.take(4)
    body = reader.take(length)
    if reader.number(4) != zlib.crc32(kind + body):
        raise NotAPicture("a chunk is damaged")
    return kind, body, reader.since(begins)


def _written(kind: bytes, body: bytes) -> bytes:
    checked = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + checked
