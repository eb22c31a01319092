"""The app as people use it: in Chromium, at the size of a desk and of a phone."""
