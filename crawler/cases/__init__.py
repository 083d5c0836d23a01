"""Test cases of a site's readers: a saved page, and all that it must yield."""
