"""Processes that start at once: forked from one that has loaded torch already, and not one behind the other.

For everything that matters to a test they are as good as fresh ones: a process of their own, with its own environment,
folder and pipes, which can be killed, crash and end with any code. What is about the start itself uses `real` ones.
"""
