"""The command line: thin, over the catalog and the pipeline."""
