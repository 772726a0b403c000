"""GIF: blocks; comments and what programs added are left out, but for how often it repeats."""

from bot.pictures.image import Image, NotAPicture, Reader

EXTENSION, PICTURE, END = 0x21, 0x2C, 0x3B
CONTROL, APPLICATION = 0xF9, 0xFF
REPEATING = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def cleaned(content: bytes) -> Image:
    """Raises NotAPicture."""
    reader = Reader(content)
    reader.take(6)
    size = reader.little(2), reader.little(2)
    _colours(reader, reader.number(1))
    kept = [reader.since(0)]
    while (kind := reader.number(1)) != END:
        begins = reader.position - 1
        if _block(reader, kind):
            kept.append(reader.since(begins))
    kept.append(bytes([END]))
    return Image("image/gif", *size, b"".join(kept))


def _colours(reader: Reader, flags: int, more: int = 2) -> None:
    """Skip `more` bytes and the table of colours that the flags announce."""
    reader.take(more)
    if flags & 0x80:
        reader.take(3 * 2 ** ((flags & 7) + 1))


def _block(reader: Reader, kind: int) -> bool:
    """Read one; whether it stays."""
    if kind == PICTURE:
        reader.take(8)
        _colours(reader, reader.number(1), more=0)
        reader.take(1)
        _parts(reader)
        return True
    if kind != EXTENSION:
        raise NotAPicture("a block of no known kind")
    label = reader.number(1)
    first = _parts(reader)
    return label == CONTROL or (label == APPLICATION and first in REPEATING)


def _parts(reader: Reader) -> bytes:
    """The first of a row of parts, which an empty one ends."""
    first = part = reader.take(reader.number(1))
    while part:
        part = reader.take(reader.number(1))
    return first
