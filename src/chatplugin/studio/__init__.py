"""
The administrator's page: settings on the left, and on the right what they make of a contact.

`server` opens it, `app` answers its questions, all else is asked by `app` and knows nothing of the
web. It edits a file or a draft, never EMC's store, and it never opens a card.
"""
