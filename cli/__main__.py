"""`python -m cli`."""

import sys

try:
    from cli.app import main
except KeyboardInterrupt:  # while it is still read
    sys.stderr.write("tarn: interrupted before it began\n")
    sys.exit(130)

main()
