"""Computes with the formulas of `gradviz.core.rules`, in torch."""
