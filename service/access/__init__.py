"""Who may see what: accounts, sessions, keys and the viewer that a request stands for."""
