"""The wire: exact request and response bytes of every exchange."""
