"""The MongoDB view of the archive."""
