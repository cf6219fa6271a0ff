"""How streams are cut into frames: server-sent events, lines of JSON, the event stream of AWS."""
