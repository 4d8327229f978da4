"""Tables of cases: read from a file, made up for a try, written back."""

from guide.desk.table import Row, TableError, Unread, read, write_csv, write_lines

__all__ = ["Row", "TableError", "Unread", "read", "write_csv", "write_lines"]
