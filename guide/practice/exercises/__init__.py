"""The six kinds of exercise, each keyed by the engine, and feedback on an answer."""
