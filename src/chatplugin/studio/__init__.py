"""
The administrator's page: settings on the left, and on the right what they make of a contact.

`server` opens it and `guard` says who may come in; `app`, `settings_page` and `compare_page` answer
its questions. `document` is the file, `workbench` the text and the contact in sight, `diagnostics`
what is wrong with the text, `outcome` what it makes of the contact. It edits one file, never EMC's
store, and it never opens a card.
"""
