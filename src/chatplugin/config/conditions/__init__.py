"""
Conditions of rules: a small, typed part of the Common Expression Language (CEL).

`tokens` has its words, `parser` its grammar and types, `working` what is done at a pop, and
`faults` the sentences about what is wrong. A mistake is found when settings are read, never at a
contact.
"""
