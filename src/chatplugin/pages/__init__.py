"""
What is shown and run in Chrome's tabs, kept as the files that they are.

In a card: `title.js` holds its title, `typing.js` notices that something is typed into it,
`return.js` takes the operator back to its contact, and `look.js` tells whether the CRM has shown
it. In the waiting tab: `page.html` and `page.js` are the operator's page.
"""
