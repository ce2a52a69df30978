"""Tests of runs side by side."""
