"""
EMC's own administration: the section and its keys as EMC keeps them, in ACS or in `ASGUIHost.ini`.

`section` makes the keys of settings; `script` fills in `install.sql` and `rollback.sql`; `fragment`
writes the INI form, which `config.formats` reads.
"""
