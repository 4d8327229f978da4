"""What all visitors share stays as it is in memory: everything that is there before the first fork is marked immortal.

Python writes into an object whenever it is used, to count who uses it, and a fork then has a copy of that piece of
memory for itself. From 3.12 on it counts nothing for an object that is marked as one that never ends (PEP 683). No way
to set the mark is offered, so it is written from outside, where it is known what it looks like, and seen that it holds.
"""

from __future__ import annotations

import gc
import sys
import sysconfig
from ctypes import c_uint64
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType

#: The word by which the fork server is told to do it.
IMMORTAL = "immortal"
_MARK = 0xFFFFFFFF  # in the count of an object: what 3.12 and 3.13 take for immortal
_SIGN = 0x80000000  # in the lower half of a count: by this alone they tell
_RUNNING = (FrameType, GeneratorType, CoroutineType, AsyncGeneratorType)  # what may still end
_SEEN = 1000  # uses of an object by which it is seen that its count is where we look


def is_possible() -> bool:
    """Whether this Python is one of those that are known, and counts as they do."""
    return _is_known() and _holds()


def _is_known() -> bool:
    known = sys.implementation.name == "cpython" and (3, 12) <= sys.version_info[:2] < (3, 14)
    # Without the lock a count looks different; where all objects are in a list, it lies elsewhere.
    usual = not sysconfig.get_config_var("Py_GIL_DISABLED") and not hasattr(sys, "getobjects")
    return sys.platform == "linux" and sys.maxsize > 2**32 and known and usual


def _count(one: object) -> c_uint64:
    return c_uint64.from_address(id(one))


def _holds() -> bool:
    """Find the count of an object of our own where it should be, mark it, and see that using it changes nothing."""
    probe = object()
    count = _count(probe)
    before = count.value
    users = [probe] * _SEEN
    if count.value != before + len(users):
        return False
    count.value = _MARK
    users += [probe] * _SEEN
    del users
    return bool(count.value == _MARK == sys.getrefcount(probe))


def mark_everything() -> int:
    """Mark all that can be reached, and how many objects that was. There is one thread, and nothing is half done.

    An object that never ends is never freed: a fork keeps what was there before it, which it would share anyhow. A
    library that was made for an older Python goes on to count in such an object, and comes nowhere near nothing.
    """
    if not is_possible():
        raise RuntimeError("Objects cannot be marked as immortal in this Python")
    marked, found = 0, gc.get_objects()
    while found:
        one = found.pop()
        count = _count(one)
        if count.value & _SIGN or type(one) in _RUNNING:
            continue
        count.value = _MARK
        marked += 1
        if type(one) is CodeType:  # names no object to the collector
            found += [one.co_consts, one.co_names, one.co_filename, one.co_name, one.co_qualname]
        else:
            found += gc.get_referents(one)
    return marked
