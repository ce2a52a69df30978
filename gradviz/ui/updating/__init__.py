"""Parts of the panel that shows one update of a parameter."""
