"""People use it here: the command line, the chat, the settings of a run."""
