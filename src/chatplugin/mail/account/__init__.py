"""The account in the text of a letter, or the reason why there is none."""
