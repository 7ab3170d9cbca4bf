"""
Where the program begins: `chatplugin` is `python -m chatplugin`.

What is loaded here stays. The garbage collector would look through it again and again while it
grows, in a twentieth of the time that the service takes to start.
"""

import gc
import sys

gc.disable()

from chatplugin.cli.main import main  # noqa: E402 - see above

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main())
