"""Real servers for the tests: each started on loopback, in a folder of its own, and stopped."""
