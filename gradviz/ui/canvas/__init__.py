"""The graph as a picture: what is where, how it is painted, how it is moved about in."""
