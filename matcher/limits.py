"""How large an input may be; what is larger is refused with an error that names the limit."""

LONGEST_LINE = 4 << 20
"""Bytes of a line of a JSON Lines file; a longer one is a file without line ends, which would fill the memory."""

LONGEST_ID = 200
"""Characters of the id of a record."""

LARGEST_BODY = 1 << 20
"""Bytes of the body of a request; no route of today reads one."""

LARGEST_FILE = 64 << 20
"""Bytes of a workbook, document or delimited text; JSON Lines are read line by line and have no limit."""

LARGEST_JSON = 16 << 20
"""Bytes of a file that is one JSON value: parsed as a whole, it takes about ten times that in memory."""

LARGEST_UNPACKED = 256 << 20
"""Bytes that the parts of a workbook or document may have together once they are unpacked."""

HIGHEST_RATIO = 150
"""How many times larger than packed they may be, beyond the first 16 MiB; sheets of ordinary text reach 30."""

MOST_PARTS = 10_000
"""Parts that a workbook or document may have."""

LONGEST_CELL = 1 << 20
"""Characters of one cell; a sheet of Excel holds 32,767."""

MOST_COLUMNS = 2_000
"""Columns of a table."""

PARSER_MEMORY = 480 << 20
"""Bytes of address space that the process has which parses a file of others."""

PARSER_SECONDS = 8
"""Processor seconds that it has, and how long it may say nothing; one more for each MiB of the file."""
