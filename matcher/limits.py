"""How large an input may be; what is larger is refused with an error that names the limit."""

LONGEST_LINE = 4 << 20
"""Bytes of a line of a JSON Lines file; a longer one is a file without line ends, which would fill the memory."""

LONGEST_ID = 200
"""Characters of the id of a record."""

LARGEST_BODY = 1 << 20
"""Bytes of the body of a request; no route of today reads one."""
