"""The desk on a page: the headline, the rows of the list, the open case, and pictures whose numbers filter the list."""
