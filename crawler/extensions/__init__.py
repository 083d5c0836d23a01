"""Scrapy extensions: what accompanies a run."""
