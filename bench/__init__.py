"""How fast the tracker is, each piece of work against a reference in the same run."""
