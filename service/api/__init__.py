"""JSON routes: parse, call the engine, convert."""
