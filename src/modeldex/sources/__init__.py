"""Where knowledge comes from: one module per upstream, and the table of them."""
