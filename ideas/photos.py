"""Photos: what is none is refused, and what a camera writes beside it is left out. Pure."""

from collections.abc import Callable, Iterator

from bot.refusals import Refusal

# The pictures that all platforms show, by how their files begin.
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
# Only these say how the picture looks; EXIF, XMP and comments say where it was taken, and when.
_JPEG_SEGMENTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0, 0xEE}
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"}
_START_OF_SCAN = 0xDA


def cleaned(content: bytes) -> tuple[str, bytes]:
    """The mime type and the bare picture. Raises Refusal."""
    for beginning, mime in _KINDS.items():
        if content.startswith(beginning):
            return mime, _bare(_jpeg if mime == "image/jpeg" else _png, content)
    raise _no_photo()


def _bare(strip: Callable[[bytes], Iterator[bytes]], content: bytes) -> bytes:
    try:
        return b"".join(strip(content))
    except (IndexError, ValueError):
        raise _no_photo() from None


def _no_photo() -> Refusal:
    return Refusal("I cannot read this as a photo. Please send a picture as JPEG or PNG.")


def _jpeg(content: bytes) -> Iterator[bytes]:
    """ISO/IEC 10918-1, annex B: segments up to the scan, and from there on as it is."""
    yield content[:2]
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no segment")
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _START_OF_SCAN:
            yield content[at:]
            return
        if length < 2 or at + 2 + length > len(content):
            raise ValueError("cut off")
        if marker in _JPEG_SEGMENTS:
            yield content[at : at + 2 + length]
        at += 2 + length


def _png(content: bytes) -> Iterator[bytes]:
    """The PNG specification, section 5: length, name, data, checksum."""
    yield content[:8]
    at, name = 8, b""
    while name != b"IEND":
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + length
        if len(name) < 4 or end > len(content):
            raise ValueError("cut off")
        if name in _PNG_CHUNKS:
            yield content[at:end]
        at = end
