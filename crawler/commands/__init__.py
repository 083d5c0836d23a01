"""Scrapy commands: where the parts are put together."""
