"""Everything that can be done, in one table; a file per subject."""
