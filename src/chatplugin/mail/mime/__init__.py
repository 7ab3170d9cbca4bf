"""The bytes of an e-mail to its parts, and the text in each of them."""
