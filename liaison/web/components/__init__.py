"""Parts that two pages or more show."""
