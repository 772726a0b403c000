"""WebP: a RIFF file, of which only the chunks that draw the picture stay."""

from bot.pictures.exif import orientation_only
from bot.pictures.image import Image, NotAPicture, Reader

BEGINS = b"RIFF"
DRAWING = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
EXIF = b"EXIF"
# In VP8X, that there is Exif, and that there is Exif or XMP.
HAS_EXIF, TELLING = 0x08, 0x0C


def cleaned(content: bytes) -> Image:
    """Raises NotAPicture."""
    reader = Reader(content)
    reader.take(4)
    whole = Reader(reader.take(reader.little(4)))
    if whole.take(4) != b"WEBP":
        raise NotAPicture("another kind of RIFF")
    chunks = [kept for chunk in _chunks(whole) if (kept := _kept(*chunk))]
    if not chunks:
        raise NotAPicture("nothing is drawn")
    turned = EXIF in dict(chunks)
    width, height = _size(*chunks[0])
    body = b"WEBP" + b"".join(_written(kind, inside, turned) for kind, inside in chunks)
    return Image("image/webp", width, height, BEGINS + _length(body) + body)


def _chunks(reader: Reader) -> list[tuple[bytes, bytes]]:
    found = []
    while reader.left:
        kind, length = reader.take(4), reader.little(4)
        found.append((kind, reader.take(length)))
        if length % 2 and reader.left:
            reader.take(1)
    return found


def _kept(kind: bytes, inside: bytes) -> tuple[bytes, bytes] | None:
    if kind == EXIF:
        inside = orientation_only(inside.removeprefix(b"Exif\0\0"))
        return (kind, inside) if inside else None
    return (kind, inside) if kind in DRAWING else None


def _written(kind: bytes, inside: bytes, turned: bool) -> bytes:
    if kind == b"VP8X" and inside:
        flags = inside[0] & ~TELLING | (HAS_EXIF if turned else 0)
        inside = bytes([flags]) + inside[1:]
    return kind + _length(inside) + inside + bytes(len(inside) % 2)


def _length(some: bytes) -> bytes:
    return len(some).to_bytes(4, "little")


def _size(kind: bytes, inside: bytes) -> tuple[int, int]:
    reader = Reader(inside)
    match kind:
        case b"VP8X":
            reader.take(4)
            return reader.little(3) + 1, reader.little(3) + 1
        case b"VP8L":
            reader.take(1)
            bits = reader.little(4)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            reader.take(6)
            return reader.little(2) & 0x3FFF, reader.little(2) & 0x3FFF
    raise NotAPicture("it does not begin with its size")
