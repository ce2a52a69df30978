"""Tests of the layered layout."""
