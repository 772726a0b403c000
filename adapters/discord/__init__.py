"""Discord: channels of any server."""
