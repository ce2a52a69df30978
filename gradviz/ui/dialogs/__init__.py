"""What opens above the window; nothing here blocks it."""
