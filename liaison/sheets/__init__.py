"""The Excel desk: the only room that reads and writes spreadsheets."""
