"""What the engine knows of languages: which script a text is in and which terms it holds."""
