"""The kinds of files that a command can be given: they came along with what was said."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from bot.attachments import LARGEST_FILE, LOST
from bot.context import Context
from bot.incoming import Argument, Attached
from bot.refusals import Refusal


class File:
    """A file that came along, and no more than one."""

    def read(self, given: Argument, context: Context) -> Attached:
        return Files(1).read(given, context)[0]


@dataclass(frozen=True, slots=True)
class Files:
    """Files that came along, in their order: all of them, or none is taken."""

    most: int

    def read(self, given: Argument, context: Context) -> tuple[Attached, ...]:
        came = given if isinstance(given, tuple) else (given,)
        files = tuple(each for each in came if isinstance(each, Attached))
        if len(came) > self.most:
            raise Refusal(
                "{count} files came along, and I can take {most} with it. Please choose, and "
                "send it again.",
                count=len(came),
                most=self.most,
            )
        if LOST in came:
            raise Refusal(
                "I could not get the file that came along: it is larger than {most} MB, or the "
                "chat did not hand it over. Please send it again together with your words, or "
                "leave it out.",
                most=LARGEST_FILE // 2**20,
            )
        if not files:
            raise Refusal("Please send this together with a file.")
        return files


SentFile: TypeAlias = Annotated[Attached, File()]
