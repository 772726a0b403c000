"""What all kinds of pictures have in common."""

from typing import NamedTuple


class Image(NamedTuple):
    """A picture as it may be shown to others; width and height in pixels."""

    mime: str
    width: int
    height: int
    content: bytes


class NotAPicture(Exception):
    """Not what it claims to be, damaged, or of a kind that we do not know."""


class Reader:
    """Reads bytes from the front; raises NotAPicture where they end too early."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.position = 0

    @property
    def left(self) -> int:
        return len(self._content) - self.position

    def take(self, count: int) -> bytes:
        if not 0 <= count <= self.left:
            raise NotAPicture("it ends too early")
        self.position += count
        return self._content[self.position - count : self.position]

    def number(self, count: int) -> int:
        """Most significant byte first."""
        return int.from_bytes(self.take(count), "big")

    def little(self, count: int) -> int:
        """Least significant byte first."""
        return int.from_bytes(self.take(count), "little")

    def since(self, position: int) -> bytes:
        return self._content[position : self.position]
