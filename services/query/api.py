"""Athena's API: each operation's function."""

from __future__ import annotations

from typing import Any

from aws.api import Api
from aws.served import Function, Served
from services.query.catalogs import Catalogs
from services.query.executions import Executions
from services.query.results.pages import Pages
from services.query.saved import Named, Prepared
from services.query.tags import Tags
from services.query.workgroups import ENGINE, WorkGroups

ATHENA = Api("athena", "json", "AmazonAthena")


def served(
    executions: Executions, pages: Pages, workgroups: WorkGroups, named: Named, prepared: Prepared, catalogs: Catalogs,
    tags: Tags,
) -> Served:  # fmt: skip
    """The API."""

    def results(asked: dict[str, Any]) -> dict[str, Any]:
        return pages.page(executions.with_results(asked["QueryExecutionId"]), asked)

    functions = _of_queries(executions, results) | _of_workgroups(workgroups, tags) | _of_catalogs(catalogs)
    return Served(ATHENA, functions | _of_saved(named, prepared), invalid="InvalidRequestException")


def _of_queries(executions: Executions, results: Function) -> dict[str, Function]:
    return {
        "StartQueryExecution": executions.start,
        "GetQueryExecution": executions.get,
        "BatchGetQueryExecution": executions.batch_get,
        "ListQueryExecutions": executions.list,
        "StopQueryExecution": executions.stop,
        "GetQueryRuntimeStatistics": executions.statistics,
        "GetQueryResults": results,
    }


def _of_workgroups(workgroups: WorkGroups, tags: Tags) -> dict[str, Function]:
    engines = [{"SelectedEngineVersion": name, "EffectiveEngineVersion": ENGINE} for name in ("AUTO", ENGINE)]
    return {
        "CreateWorkGroup": workgroups.create,
        "GetWorkGroup": workgroups.get,
        "ListWorkGroups": workgroups.list,
        "UpdateWorkGroup": workgroups.update,
        "DeleteWorkGroup": workgroups.delete,
        "ListEngineVersions": lambda _: {"EngineVersions": engines},
        "TagResource": tags.add,
        "UntagResource": tags.remove,
        "ListTagsForResource": tags.list,
    }


def _of_saved(named: Named, prepared: Prepared) -> dict[str, Function]:
    return {
        "CreateNamedQuery": named.create,
        "GetNamedQuery": named.get,
        "BatchGetNamedQuery": named.batch_get,
        "ListNamedQueries": named.list,
        "UpdateNamedQuery": named.update,
        "DeleteNamedQuery": named.delete,
        "CreatePreparedStatement": prepared.create,
        "GetPreparedStatement": prepared.get,
        "BatchGetPreparedStatement": prepared.batch_get,
        "ListPreparedStatements": prepared.list,
        "UpdatePreparedStatement": prepared.update,
        "DeletePreparedStatement": prepared.delete,
    }


def _of_catalogs(catalogs: Catalogs) -> dict[str, Function]:
    return {
        "CreateDataCatalog": catalogs.create,
        "GetDataCatalog": catalogs.get,
        "ListDataCatalogs": catalogs.list,
        "UpdateDataCatalog": catalogs.update,
        "DeleteDataCatalog": catalogs.delete,
        "GetDatabase": catalogs.database,
        "ListDatabases": catalogs.databases,
        "GetTableMetadata": catalogs.table,
        "ListTableMetadata": catalogs.tables,
    }
