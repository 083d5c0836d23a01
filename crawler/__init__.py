"""newsvault: a news crawler whose every article can be proven from its WARC captures."""

__version__ = "0.1.0"
