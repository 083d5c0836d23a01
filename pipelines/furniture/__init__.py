"""The lines that a page puts around an article: which they are, and how they are taken off. Pure."""
