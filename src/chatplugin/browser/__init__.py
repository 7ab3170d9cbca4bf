"""The cards in a browser, whichever way leads there. Pure: `adapters` carry out what it decides."""
