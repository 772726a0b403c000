"""The neighbourhood on the web. So far: feeds."""
