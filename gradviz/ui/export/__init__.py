"""What is on the canvas as files: pictures, films, slides, and the graph for other programs. Nothing here has a window."""
