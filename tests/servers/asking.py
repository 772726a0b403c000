"""What a neighbour's client asks a homeserver, and what it need not hear."""

from typing import Any

import aiohttp

_NOTHING: dict[str, list[str]] = {"types": []}
# A filter: what time it is, without a word from any room.
NOWHERE = {"room": {"rooms": []}, "presence": _NOTHING, "account_data": _NOTHING}


def only_what_is_said(limit: int) -> dict[str, Any]:
    """A filter: every receipt and notice of typing would wake everybody who listens."""
    said = {"timeline": {"limit": limit}, "ephemeral": _NOTHING, "account_data": _NOTHING}
    return {"room": said, "presence": _NOTHING, "account_data": _NOTHING}


class MatrixError(Exception):
    """The homeserver said no."""


async def ask(
    http: aiohttp.ClientSession, method: str, path: str, **more: Any
) -> dict[str, Any]:
    async with http.request(method, path, **more) as response:
        answer: dict[str, Any] = await response.json()
        if response.status >= 400:
            raise MatrixError(f"{method} {path}: {response.status} {answer}")
        return answer


async def who(http: aiohttp.ClientSession) -> str:
    user_id: str = (await ask(http, "GET", "/_matrix/client/v3/account/whoami"))["user_id"]
    return user_id
