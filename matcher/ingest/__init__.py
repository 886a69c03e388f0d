"""Files to records, with errors that name file, line and field."""
