"""
How far the reader goes into a message, each bound with its reason.

A customer's letter stays far below every one of these. What lies beyond is left unread, never an
error, so that no message can hold the operator's desktop: the aim is 250 ms for the worst of them.
"""

MESSAGE_BYTES = 128 << 20
"""EMC's mail servers refuse more than 50 MB; finding a boundary in 128 MB takes about 30 ms."""

HEADER_BYTES = 128 << 10
"""Gmail and Exchange stop at 64 KB and 128 KB of headers; the longest real block seen has 30 KB."""

PART_HEADER_BYTES = 8 << 10
"""Of a part inside: type, encoding, disposition and a name in several encodings."""

FIELDS = 500
"""A letter that passed ten relays with DKIM and ARC carries about 120 header fields."""

FIELD_BYTES = 4_000
"""An address field or a Content-Type is read this far. RFC 5322 2.1.1 allows lines of 998."""

PARTS = 300
"""
MIME parts in one message, attachments included. Twenty thousand tiny ones hang `email` for 11 s.
"""

DEPTH = 24
"""Multiparts within multiparts. Real letters need five; a forward of forwards perhaps ten."""

DELIMITERS = 3_000
"""
Places that look like a boundary, over the whole message: the boundary may be `-` and the body all
dashes.
"""

SCANNED_BYTES = 80 << 20
"""Every level of nesting is searched for its own boundary. This ends 25 MB nested 24 deep."""

ENCODED_BYTES = 4 << 20
"""
A text part is decoded this far. Letters with pictures inside the HTML reach 3 MB, 4 KB of which is
text.
"""

TEXT_BYTES = 260_000
"""Decoded bytes of the body, without pictures: long conversations have 200 KB of HTML."""

TEXT_PARTS = 20
"""Text parts that are read as the body: a list's digest has about ten."""

ATTACHED_MESSAGES = 5
"""Attached messages that are opened where the letter itself has no text."""

ATTACHED_TEXTS = 5
"""
Text attachments that are looked into, only to say that the account stands there and not in the
letter.
"""

BODY_CHARACTERS = 120_000
"""Characters of the body that are searched: a conversation of a hundred answers."""

SAMPLE_BYTES = 32 << 10
"""
How much of a part is rendered to try a charset with: it takes a tenth of a second to try seven on 2
MB.
"""

REPAIRED_CHARACTERS = 8 << 10
"""Of a text that was converted wrongly on its way: there are thirteen ways to put it right."""

TAGS = 12_000
"""HTML tags of one part: a newsletter has 3,000. A tag costs up to three microseconds."""

ELEMENTS = 50
"""Elements within elements that the rules of a style sheet are compared with."""

RULED_TAGS = 2_000
"""Tags that are compared with those rules: ten rules and fifty elements take 100 ms then."""

DROPPED = 500
"""Comments, style sheets and scripts of one page."""

COLUMNS = 12
"""Columns that one cell of a table may take."""

LINES = 6_000
"""Lines of the body that are looked at one by one; what follows counts as one more."""

QUOTE_DEPTH = 40
"""`>` signs or blockquotes that are told apart. Beyond, the oldest quotes count as one."""

ROW_CHARACTERS = 1_000
"""A row of a table with a heading in it."""

LABELS = 300
"""
Places with a label for the account, per letter: a statement of a whole house has about a hundred.
"""

PATTERN_CHARACTERS = 60_000
"""
What the administrator's pattern searches: finding all matches is quadratic for a pattern such as
`.*x`.
"""

PATTERN_MATCHES = 30
"""Matches of the administrator's pattern: more than one decides nothing already."""

ATTACHED_BYTES = 32 << 10
"""How far a text attachment is looked into."""
