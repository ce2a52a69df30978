"""How optimizers change a parameter: their formulas, and the arithmetic of one step on the recorded numbers."""
