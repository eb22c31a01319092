"""What a user asks for: one function a wish, the actor first, each behind a guard."""
