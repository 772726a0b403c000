"""A picture so blurred that one sees how light and what colour it is, and no more.

The only place where a picture is decoded: what is too large for that, or does not open, becomes
plain grey.
"""

from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageFilter

from bot.pictures.image import Image

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
# Decoded, such a picture takes 200 MB for a moment.
MOST_PIXELS = 50_000_000
# As few as this are left of it in either direction; then it is made larger again, and soft.
LEFT, SHOWN = 12, 320
GREY = (128, 128, 128)


def veiled(content: bytes, width: int, height: int) -> Image:
    """Takes a moment of computing: not for a thread that others wait for."""
    size = _fitting(width, height, SHOWN)
    try:
        blurred = _blurred(content, width, height)
    except Exception:  # Whatever is wrong with a stranger's picture.
        blurred = Pillow.new("RGB", size, GREY)
    soft = blurred.resize(size, Pillow.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(8))
    written = BytesIO()
    soft.save(written, "JPEG", quality=70)
    return Image("image/jpeg", *size, written.getvalue())


def _blurred(content: bytes, width: int, height: int) -> Pillow.Image:
    if width * height > MOST_PIXELS:
        raise ValueError("too large to be decoded")
    few = _fitting(width, height, LEFT)
    with Pillow.open(BytesIO(content), formats=FORMATS) as opened:
        opened.draft("RGB", (8 * LEFT, 8 * LEFT))
        return opened.convert("RGB").resize(few, Pillow.Resampling.BOX)


def _fitting(width: int, height: int, most: int) -> tuple[int, int]:
    scale = most / max(width, height, 1)
    return max(1, round(width * scale)), max(1, round(height * scale))
