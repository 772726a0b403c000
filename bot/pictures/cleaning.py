"""A picture as somebody sent it -> the same without place, time, camera and comments.

Nothing is decoded: parts that say more than the picture are left out, the rest stays byte for
byte. What a file claims to be is believed of its bytes alone, never of its name.
"""

from collections.abc import Callable, Mapping

from bot.pictures import gif, jpeg, png, webp
from bot.pictures.image import Image, NotAPicture

# More than any telephone's camera has; what is larger is meant to fill somebody's memory.
MOST_PIXELS = 220_000_000

KINDS: Mapping[bytes, Callable[[bytes], Image]] = {
    jpeg.BEGINS: jpeg.cleaned,
    png.BEGINS: png.cleaned,
    b"GIF87a": gif.cleaned,
    b"GIF89a": gif.cleaned,
    webp.BEGINS: webp.cleaned,
}


def cleaned(content: bytes) -> Image:
    """Raises NotAPicture."""
    for begins, read in KINDS.items():
        if content.startswith(begins):
            return _of_some_size(read(content))
    raise NotAPicture("it is of no kind that we know")


def _of_some_size(image: Image) -> Image:
    if not 0 < image.width * image.height <= MOST_PIXELS:
        raise NotAPicture(f"it has {image.width} x {image.height} pixels")
    return image
