"""
What is shown and run in Chrome's tabs, kept as the files that they are.

`title.js` holds a card's title, `typing.js` notices that something is typed into it, and
`waiting.html` is what the waiting tab shows.
"""
