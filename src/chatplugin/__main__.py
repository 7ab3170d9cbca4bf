"""`python -m chatplugin` is `chatplugin`."""

import sys

from chatplugin.cli import main

sys.exit(main())
