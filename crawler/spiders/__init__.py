"""The spiders: which pages are fetched, and what is yielded from them."""
