"""Memory: where Arrow takes it from."""


def use_memory_of_system() -> None:
    """Have Arrow take memory from the system's allocator, as numpy does.

    Its own one gives pages back while numpy asks for new ones, which the system has to clear: for ten million rows that
    takes two seconds of a processor, a third of all the work.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
