"""CREATE, DROP and ALTER DATABASE; SHOW DATABASES."""

from __future__ import annotations

from services.query.commands.glue import Catalog, Refusal, no_database
from services.query.commands.output import Context, Output, lines
from services.query.commands.patterns import fits
from services.query.commands.storage import check_location
from services.query.failure import ddl_task
from services.query.statements import AlterDatabase, CreateDatabase, DropDatabase, ShowDatabases


def create(statement: CreateDatabase, catalog: Catalog, _context: Context) -> Output:
    """CREATE DATABASE."""
    given = {"Name": statement.name, "Parameters": statement.properties}
    if statement.comment is not None:
        given["Description"] = statement.comment
    if statement.location is not None:
        check_location(statement.location)
        given["LocationUri"] = statement.location
    try:
        catalog.ask("create_database", DatabaseInput=given)
    except Refusal as refusal:
        if not refusal.exists:
            raise refusal.failure() from None
        if not statement.if_not_exists:
            raise ddl_task(f"Database {statement.name} already exists") from None
    return Output()


def drop(statement: DropDatabase, catalog: Catalog, _context: Context) -> Output:
    """DROP DATABASE; with CASCADE its tables go with it."""
    try:
        catalog.ask("get_database", Name=statement.name)
        if not statement.cascade and catalog.ask("get_tables", DatabaseName=statement.name, MaxResults=1)["TableList"]:
            why = f"Database {statement.name} is not empty. One or more tables exist."
            raise ddl_task(f"InvalidOperationException(message:{why})")
        catalog.ask("delete_database", Name=statement.name)
    except Refusal as refusal:
        if not refusal.missing:
            raise refusal.failure() from None
        if not statement.if_exists:
            raise no_database(statement.name) from None
    return Output()


def alter(statement: AlterDatabase, catalog: Catalog, _context: Context) -> Output:
    """ALTER DATABASE SET DBPROPERTIES: given properties are added or replaced, the others stay."""
    kept = catalog.database(statement.name)
    names = ("Name", "Description", "LocationUri", "Parameters", "CreateTableDefaultPermissions")
    given = {key: kept[key] for key in names if key in kept}
    given["Parameters"] = {**kept.get("Parameters", {}), **statement.properties}
    catalog.change("update_database", Name=statement.name, DatabaseInput=given)
    return Output()


def show(statement: ShowDatabases, catalog: Catalog, _context: Context) -> Output:
    """SHOW DATABASES, in the order of their names."""
    try:
        names = sorted(database["Name"] for database in catalog.pages("get_databases", "DatabaseList"))
    except Refusal as refusal:
        raise refusal.failure() from None
    return lines("database_name", fits(names, statement.pattern))
