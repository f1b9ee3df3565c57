"""One folder for each AWS service replaced: `__main__.py` wires, one pure module decides, README.md explains."""
