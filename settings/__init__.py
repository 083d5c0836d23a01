"""Scrapy settings by purpose: base, development, production, replay."""
