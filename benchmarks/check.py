"""How long the whole check takes, in CPU seconds, next to loading the content alone. Aim: under 6 s in all."""

import time

from guide.book.loader import CONTENT, load
from guide.check import run


def cost(work):
    """CPU seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


loading = cost(lambda: load(CONTENT))
checking = cost(lambda: run(CONTENT))
print(f"load   {loading:6.2f} s")
print(f"check  {checking:6.2f} s, {checking / loading:.0f} times as much; aim 6 s")
