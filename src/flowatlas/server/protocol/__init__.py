"""What page and server say to each other: over the live connection, and under ``/api``.

Every value has a path, every edit is a path with a new value; the same words serve page, scripts and agents. The types
of the page are made from these classes.
"""
