"""The parts of the net form: fields, rows of options, the choice of a file, a sketch of the net."""
