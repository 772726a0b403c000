"""A Discord of one's own: REST v10 and the gateway, on loopback."""
