"""Item pipelines, one verb each: paragraphs, footer, validate, archive, mongo."""
