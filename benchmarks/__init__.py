"""Figures, each against a peer or a limit in the same run; the last line is one JSON object."""
