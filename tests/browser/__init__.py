"""The tests in a real browser. A package, so that the browser ends with its tests: its loop must not outlast them."""
