"""The cards in a Chrome of our own, which is spoken to over its DevTools pipe."""
