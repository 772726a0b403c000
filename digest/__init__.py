"""What happened in a neighbourhood, told all together to whoever wants it, every so often."""
