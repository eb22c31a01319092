"""Contact cards: what stands on one, its layout, and the two kinds of file that it comes in."""
