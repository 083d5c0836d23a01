"""From a body's markup to its blocks: paragraphs, headings, pictures, tables, tickers, links. Pure."""
