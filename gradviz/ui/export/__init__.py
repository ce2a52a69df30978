"""What is on the canvas as files: pictures, films, slides, and data for other programs. Nothing here is a widget."""
