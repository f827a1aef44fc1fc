"""python -m crm_core …"""

from __future__ import annotations

import sys
import warnings

from .cli import main

if __name__ == "__main__":
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of libraries, to programmers; python -W shows them
    sys.exit(main(sys.argv[1:]))
