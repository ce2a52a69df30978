"""The rooms of the inspector: its header, its texts, its lists."""
