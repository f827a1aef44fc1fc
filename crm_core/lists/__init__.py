"""Lists in and out: read, recognise, parse, match, plan, apply, undo; export and templates."""
