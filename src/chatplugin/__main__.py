"""`python -m chatplugin` is `chatplugin`."""

import sys

from chatplugin.cli.main import main

sys.exit(main())
