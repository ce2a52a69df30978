"""The net form: the values of a two-layer net and its training, and the program text that follows from them."""
