"""Workbooks and text files out: rosters, lists, the summary, templates, rejected rows."""
