"""Thin scripts, one a page; navigation.py says who sees which."""
