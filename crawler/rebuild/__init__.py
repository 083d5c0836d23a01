"""The database made again from the archive: what a crawl would have stored, without the web."""
