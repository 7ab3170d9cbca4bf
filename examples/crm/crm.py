"""
Start the sample CRM: `python examples/crm/crm.py [--port N] [--log FILE] [--login]`.
"""

import sys
from pathlib import Path

# The CRM's modules are found from the top of the checkout, for tests and by hand alike.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.crm.server import main

if __name__ == "__main__":
    main()
