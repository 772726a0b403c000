"""What `benchmarks.matrix_backlog` is made of: a room full of voters, and bots that listen."""
