"""Ideas of a neighbourhood: collected, supported, talked about, answered by the city."""
