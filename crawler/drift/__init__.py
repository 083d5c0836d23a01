"""Selector drift: whether a site's pages still hold what its declaration finds in them."""
