"""The most that one visitor's process may take of the machine: memory and processor time."""

#: Bytes of data. A page takes some 40 MB, the proofs of an edit 400, a table of 200,000 cases about a gigabyte, and two
#: editions that differ in many states nearly two.
MEMORY = 3_000_000_000
#: Seconds of processor time. A page takes one, the proofs of an edit some twenty.
TIME = 1800


def lower() -> None:
    """Set the limits for this process and all that it starts; nothing on a system without such limits (Windows).

    Beyond the memory an allocation fails, which a page tells in a sentence; beyond the time the process is ended,
    and its page opens again with nothing lost.
    """
    try:
        import resource
    except ImportError:
        return
    for name, most in ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_CPU, TIME), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(name)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (least, least))
