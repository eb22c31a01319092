"""Bytes of an upload → sheets of cells, in a process of its own."""
