"""The panels around the graph; none of them knows another."""
