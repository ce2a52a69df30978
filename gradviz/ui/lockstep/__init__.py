"""Runs in lockstep in the window: their workers, and the parts of their panel."""
