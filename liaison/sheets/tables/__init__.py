"""Sheets of cells → tables: headers, columns, data rows, and why other rows are none."""
