"""Skills: their names in two languages, their mentions in a text, and the requirements of a need."""
