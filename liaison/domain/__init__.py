"""What is true: records, rules and figures. Imports the standard library alone."""
