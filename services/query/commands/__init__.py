"""Statements that read no data, carried out on the Glue API, and their text output."""

from services.query.commands.glue import Glue
from services.query.commands.output import Column, Context, Folders, Output
from services.query.commands.run import is_command, run
from services.query.commands.storage import table_as
from services.query.commands.views import View, view_of

__all__ = ["Column", "Context", "Folders", "Glue", "Output", "View", "is_command", "run", "table_as", "view_of"]
