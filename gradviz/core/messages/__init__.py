"""What the window and the worker process say to each other."""
