"""Who is who: accounts of one person, neighbours who are known, and where they live."""
