"""
The administrator's page: settings on the left, and on the right what they make of a contact.

`document` is the file, `workbench` the text and the contact in sight, `draft` what the text means
and what is wrong with it, `outcome` what it makes of the contact, `view` the page; `web` serves it.
It edits one file, never EMC's store, and it never opens a card.
"""
