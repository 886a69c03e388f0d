"""What the engine knows of skills: their names in two languages, where a text names them, what a need requires."""
