"""Readers of pages: markup or bytes in, data out; no I/O."""
