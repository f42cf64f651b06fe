"""People and programs: the chat page and the command line."""
