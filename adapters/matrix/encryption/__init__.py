"""Encrypted rooms, with matrix-nio's cryptography. Imported only when configured."""
