"""One module for each revision, with the way up and the way down."""
