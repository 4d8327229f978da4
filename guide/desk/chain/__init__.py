"""The engine read by numpy: tables, journal and clocks of many cases at once, equal to `guide.engine` case by case."""
