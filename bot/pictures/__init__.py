"""Pictures: what a file really is, and the same without what it tells of who took it. Pure."""
