"""Server-rendered pages: the engine's view in two languages, with links and forms that need no script."""
