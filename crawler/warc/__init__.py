"""WARC files: records, writer, reader."""
