"""Matrix: rooms on any homeserver."""
