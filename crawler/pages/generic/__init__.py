"""Reads any Chinese news page, without a declaration of its site. Pure: markup in, an article out."""
