"""What people meet of HomeMatch: the command, the web service and the nightly run."""
