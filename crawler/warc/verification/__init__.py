"""Verification of WARC files, ours and other tools': one check a module, brought together by `archive`."""
