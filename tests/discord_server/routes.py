"""The operations that are played here, by Discord's own ids of them."""

import re

ROUTES = {
    "get_my_user": "GET /users/@me",
    "get_my_application": "GET /applications/@me",
    "get_my_oauth2_application": "GET /oauth2/applications/@me",
    "get_gateway": "GET /gateway",
    "get_bot_gateway": "GET /gateway/bot",
    "create_dm": "POST /users/@me/channels",
    "list_application_commands": "GET /applications/{application_id}/commands",
    "bulk_set_application_commands": "PUT /applications/{application_id}/commands",
    "get_channel": "GET /channels/{channel_id}",
    "list_messages": "GET /channels/{channel_id}/messages",
    "get_message": "GET /channels/{channel_id}/messages/{message_id}",
    "create_message": "POST /channels/{channel_id}/messages",
    "update_message": "PATCH /channels/{channel_id}/messages/{message_id}",
    "delete_message": "DELETE /channels/{channel_id}/messages/{message_id}",
    "create_thread_from_message": "POST /channels/{channel_id}/messages/{message_id}/threads",
    "list_public_archived_threads": "GET /channels/{channel_id}/threads/archived/public",
    "get_answer_voters": "GET /channels/{channel_id}/polls/{message_id}/answers/{answer_id}",
    "poll_expire": "POST /channels/{channel_id}/polls/{message_id}/expire",
    "get_guild_member": "GET /guilds/{guild_id}/members/{user_id}",
    "list_guild_scheduled_events": "GET /guilds/{guild_id}/scheduled-events",
    "create_guild_scheduled_event": "POST /guilds/{guild_id}/scheduled-events",
    "update_guild_scheduled_event":
        "PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}",
    "create_interaction_response":
        "POST /interactions/{interaction_id}/{interaction_token}/callback",
    "execute_webhook": "POST /webhooks/{webhook_id}/{webhook_token}",
    "get_original_webhook_message":
        "GET /webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "update_original_webhook_message":
        "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original",
}  # fmt: skip


def _pattern(route: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", route)
    named = (f"(?P<{part}>[^/]+)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    return re.compile("".join(named))


_PATTERNS = [(_pattern(route), name) for name, route in ROUTES.items()]


def match(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The id of the operation, and what the braces of its path hold."""
    for pattern, name in _PATTERNS:
        if found := pattern.fullmatch(f"{method} {path}"):
            return name, found.groupdict()
    return None
