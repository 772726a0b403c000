"""Neighbourhood polls: ask, cast, count, close."""
