"""WACZ 1.1.1: WARC files, their index and their pages in one file that a browser can replay."""
