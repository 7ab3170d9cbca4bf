"""What a person sees of a letter: its text, and which of it is quoted history."""
