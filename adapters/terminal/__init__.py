"""The terminal: whoever types is a neighbour speaking."""
