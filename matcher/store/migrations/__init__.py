"""Migrations of the SQL store: added, never edited."""
