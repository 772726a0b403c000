"""One folder a platform: how it is heard, and how a post is said there."""
