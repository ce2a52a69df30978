"""The program as text: its tokens and colours, the edit it is typed into, and the bars to search it."""
