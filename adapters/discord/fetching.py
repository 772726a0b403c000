"""The files that came along with a command."""

import logging

from adapters.discord.hear import Wish
from bot.attachments import LARGEST_FILE, LOST
from bot.incoming import Attached, Attachment, Call

logger = logging.getLogger(__name__)


async def with_files(wish: Wish) -> Wish:
    """Fetched at once, as their addresses are good for a while only. Of what cannot be had
    whoever sent it must know."""
    assert isinstance(wish.said, Call)
    call = wish.said
    for name, files in wish.files.items():
        call = call.with_argument(name, tuple([await _fetched(each) for each in files]))
    return wish._replace(said=call, files={})


async def _fetched(file: Attachment) -> Attached | str:
    if file.size > LARGEST_FILE:
        return LOST
    try:
        return Attached(file.name, file.mime, await file.read())
    except OSError:
        logger.warning("a file of %d bytes could not be fetched", file.size)
        return LOST
