"""Every operation that is served against botocore's model of Glue: what it answers, and what it refuses.

answers    a lake with one of everything is asked for everything; each answer, as it is, fits the output shape
refusals   for every constraint of every input shape, a request that breaks just this one is refused in Glue's words
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from aws.fits import Quick
from aws.model import model
from aws.validate import faults
from services.catalog.errors import UnknownOperationException, ValidationException
from services.catalog.operations import GLUE, OPERATIONS
from services.catalog.validation import check
from tests.unit.catalog.conftest import DAY, EVENTS, Ask, added, consumed

Data = dict[str, Any]

SERVED = sorted(target.removeprefix(GLUE) for target in OPERATIONS if target.startswith(GLUE))
OURS = {"JobRun.Result"}  # tarn's own member: what the run did; clients pass over it
DEEPEST = 6  # of the graph of Glue Studio, which is recursive


# -- answers


def misfits(shape: Shape, value: Any, where: str) -> Iterator[str]:
    """Where a value, as JSON has it, is none of its shape's."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        yield from (f"{where} lacks {name}" for name in shape.required_members if name not in value)
        for name, one in value.items():
            if name in shape.members:
                yield from misfits(shape.members[name], one, f"{where}.{name}")
            elif f"{shape.name}.{name}" not in OURS:
                yield f"{where} has no {name}"
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for one in value:
            yield from misfits(shape.member, one, f"{where}[]")
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        for one in value.values():
            yield from misfits(shape.value, one, f"{where}{{}}")
    elif not fits(shape, value):
        yield f"{where} is {value!r}, not a {shape.type_name}"


def fits(shape: Shape, value: Any) -> bool:
    if shape.type_name in ("integer", "long"):
        return isinstance(value, int) and not isinstance(value, bool)
    if shape.type_name in ("timestamp", "double", "float"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if shape.type_name == "boolean":
        return isinstance(value, bool)
    if shape.type_name not in ("string", "blob") or not isinstance(value, str):
        return False
    enum = shape.enum if isinstance(shape, StringShape) else []
    return not enum or value in enum


ARN = "arn:aws:glue:us-east-1:000000000000:job/j"
D = {"DatabaseName": "d"}
T = {**D, "TableName": "t"}
OF = {"PartitionValues": ["1"]}
PARTITION = {"Values": ["1"], "StorageDescriptor": {"Location": "s3://x/1"}, "Parameters": {"a": "b"}}
JOB = {"Role": "r", "Command": {"Name": "glueetl", "ScriptLocation": "s3://x/y.py"}, "DefaultArguments": {"--a": "b"}}
COUNTS = {"NumberOfNulls": 1, "NumberOfDistinctValues": 2, "MinimumValue": 3}
COLUMN = {"ColumnName": "c", "ColumnType": "int", "AnalyzedTime": 1.0}
STATISTICS = [{**COLUMN, "StatisticsData": {"Type": "LONG", "LongColumnStatisticsData": COUNTS}}]
NONE = [{**COLUMN, "ColumnName": "none", "StatisticsData": STATISTICS[0]["StatisticsData"]}]
CONNECTION = {"Name": "c", "ConnectionType": "JDBC", "ConnectionProperties": {"PASSWORD": "x"}, "Description": "d"}
AFTER = {"Conditions": [{"LogicalOperator": "EQUALS", "JobName": "j", "State": "SUCCEEDED"}]}
TABLE = {
    "Name": "t",
    "Description": "of a test",
    "Owner": "me",
    "Retention": 1,
    "LastAccessTime": 1.5,
    "PartitionKeys": [{"Name": "k", "Type": "int"}],
    "TableType": "EXTERNAL_TABLE",
    "Parameters": {"classification": "parquet"},
    "StorageDescriptor": {
        "Columns": [{"Name": "c", "Type": "int", "Comment": "x", "Parameters": {"a": "b"}}],
        "Location": "s3://x/",
        "Compressed": False,
        "NumberOfBuckets": -1,
        "SerdeInfo": {"Name": "s", "SerializationLibrary": "l", "Parameters": {"a": "b"}},
        "SortColumns": [{"Column": "c", "SortOrder": 1}],
    },
}
FUNCTION: Data = {"FunctionName": "f", "ClassName": "C", "OwnerName": "o", "OwnerType": "USER"}
FUNCTION |= {"ResourceUris": [{"ResourceType": "JAR", "Uri": "s3://x"}]}

# What a client asks, in this order; each answer is looked at. {wr} and {jr} are ids that were answered before.
STORY: list[tuple[str, Data]] = [
    (
        "CreateDatabase",
        {"DatabaseInput": {"Name": "d", "Description": "x", "LocationUri": "s3://x/"}, "Tags": {"a": "b"}},
    ),
    ("UpdateDatabase", {"Name": "d", "DatabaseInput": {"Name": "d", "Parameters": {"a": "b"}}}),
    ("GetDatabase", {"Name": "d"}),
    ("GetDatabases", {"MaxResults": 1}),
    ("CreateTable", {**D, "TableInput": TABLE, "PartitionIndexes": [{"Keys": ["k"], "IndexName": "i"}]}),
    ("UpdateTable", {**D, "TableInput": TABLE}),
    ("GetTable", {**D, "Name": "t"}),
    ("GetTables", {**D, "Expression": ".*"}),
    ("GetTableVersion", T),
    ("GetTableVersions", {**T, "MaxResults": 1}),
    ("SearchTables", {"SearchText": "test", "MaxResults": 1}),
    ("CreatePartition", {**T, "PartitionInput": PARTITION}),
    ("BatchCreatePartition", {**T, "PartitionInputList": [PARTITION, {"Values": ["2"]}]}),
    ("UpdatePartition", {**T, "PartitionValueList": ["1"], "PartitionInput": PARTITION}),
    ("BatchUpdatePartition", {**T, "Entries": [{"PartitionValueList": ["9"], "PartitionInput": PARTITION}]}),
    ("GetPartition", {**T, **OF}),
    ("GetPartition", {**EVENTS, "PartitionValues": DAY}),
    ("GetPartitions", {**T, "MaxResults": 1}),
    ("GetPartitions", EVENTS),
    ("BatchGetPartition", {**T, "PartitionsToGet": [{"Values": ["1"]}, {"Values": ["9"]}]}),
    ("CreatePartitionIndex", {**EVENTS, "PartitionIndex": {"Keys": ["day"], "IndexName": "j"}}),
    ("GetPartitionIndexes", T),
    ("DeletePartitionIndex", {**T, "IndexName": "i"}),
    ("UpdateColumnStatisticsForTable", {**T, "ColumnStatisticsList": STATISTICS + NONE}),
    ("GetColumnStatisticsForTable", {**T, "ColumnNames": ["c", "none"]}),
    ("DeleteColumnStatisticsForTable", {**T, "ColumnName": "c"}),
    ("UpdateColumnStatisticsForPartition", {**T, **OF, "ColumnStatisticsList": STATISTICS + NONE}),
    ("GetColumnStatisticsForPartition", {**T, **OF, "ColumnNames": ["c", "none"]}),
    ("DeleteColumnStatisticsForPartition", {**T, **OF, "ColumnName": "c"}),
    ("CreateUserDefinedFunction", {**D, "FunctionInput": FUNCTION}),
    ("UpdateUserDefinedFunction", {**D, "FunctionName": "f", "FunctionInput": FUNCTION}),
    ("GetUserDefinedFunction", {**D, "FunctionName": "f"}),
    ("GetUserDefinedFunctions", {"Pattern": "*"}),
    ("DeleteUserDefinedFunction", {**D, "FunctionName": "f"}),
    ("CreateConnection", {"ConnectionInput": CONNECTION}),
    ("UpdateConnection", {"Name": "c", "ConnectionInput": CONNECTION}),
    ("GetConnection", {"Name": "c"}),
    ("GetConnections", {"HidePassword": True}),
    ("DeleteConnection", {"ConnectionName": "c"}),
    ("BatchDeleteConnection", {"ConnectionNameList": ["c"]}),
    ("CreateJob", {"Name": "j", **JOB, "Tags": {"a": "b"}, "GlueVersion": "5.0", "MaxRetries": 1}),
    ("UpdateJob", {"JobName": "j", "JobUpdate": JOB}),
    ("GetJob", {"JobName": "j"}),
    ("GetJobs", {}),
    ("ListJobs", {"MaxResults": 1}),
    ("BatchGetJobs", {"JobNames": ["j", "none"]}),
    ("TagResource", {"ResourceArn": ARN, "TagsToAdd": {"x": "y"}}),
    ("UntagResource", {"ResourceArn": ARN, "TagsToRemove": ["x"]}),
    ("GetTags", {"ResourceArn": ARN}),
    ("GetDataCatalogEncryptionSettings", {}),
    (
        "PutDataCatalogEncryptionSettings",
        {"DataCatalogEncryptionSettings": {"EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"}}},
    ),
    ("PutResourcePolicy", {"PolicyInJson": "{}"}),
    ("GetResourcePolicy", {}),
    ("GetResourcePolicies", {}),
    ("DeleteResourcePolicy", {}),
    ("GetCatalogImportStatus", {}),
    ("CreateWorkflow", {"Name": "w", "DefaultRunProperties": {"a": "b"}, "MaxConcurrentRuns": 3}),
    ("CreateTrigger", {"Name": "s", "Type": "ON_DEMAND", "WorkflowName": "w", "Actions": [{"JobName": "j"}]}),
    (
        "CreateTrigger",
        {"Name": "t", "Type": "CONDITIONAL", "WorkflowName": "w", "Predicate": AFTER, "Actions": [{"JobName": "k"}]},
    ),
    ("StartWorkflowRun", {"Name": "w"}),
    ("GetWorkflowRun", {"Name": "w", "RunId": "{wr}", "IncludeGraph": True}),
    ("GetWorkflowRuns", {"Name": "w", "IncludeGraph": True}),
    ("PutWorkflowRunProperties", {"Name": "w", "RunId": "{wr}", "RunProperties": {"a": "c"}}),
    ("GetWorkflowRunProperties", {"Name": "w", "RunId": "{wr}"}),
    ("GetWorkflow", {"Name": "w", "IncludeGraph": True}),
    ("BatchGetWorkflows", {"Names": ["w", "none"]}),
    ("ListWorkflows", {}),
    ("UpdateWorkflow", {"Name": "w", "Description": "x"}),
    ("StopWorkflowRun", {"Name": "w", "RunId": "{wr}"}),
    ("CreateTrigger", {"Name": "u", "Type": "SCHEDULED", "Schedule": "rate(1 day)", "Actions": [{"JobName": "j"}]}),
    ("StartTrigger", {"Name": "u"}),
    ("StopTrigger", {"Name": "u"}),
    ("UpdateTrigger", {"Name": "u", "TriggerUpdate": {"Schedule": "cron(0 0 * * ? *)"}}),
    ("GetTrigger", {"Name": "t"}),
    ("GetTriggers", {"MaxResults": 1}),
    ("ListTriggers", {"MaxResults": 1}),
    ("BatchGetTriggers", {"TriggerNames": ["t", "none"]}),
    ("DeleteTrigger", {"Name": "u"}),
    ("DeleteWorkflow", {"Name": "w"}),
    ("StartJobRun", {"JobName": "j", "Arguments": {"--x": "y"}}),
    ("GetJobRun", {"JobName": "j", "RunId": "{jr}"}),
    ("GetJobRuns", {"JobName": "etl", "MaxResults": 1}),
    ("BatchStopJobRun", {"JobName": "j", "JobRunIds": ["{jr}", "none"]}),
    ("GetJobBookmark", {"JobName": "etl"}),
    ("ResetJobBookmark", {"JobName": "etl"}),
    ("DeleteJob", {"JobName": "j"}),
    ("CreateClassifier", {"CsvClassifier": {"Name": "k", "Delimiter": ";"}}),
    ("UpdateClassifier", {"CsvClassifier": {"Name": "k", "Delimiter": ","}}),
    ("GetClassifier", {"Name": "k"}),
    ("GetClassifiers", {}),
    ("CreateCrawler", {"Name": "cr", "Role": "r", "Targets": {"S3Targets": [{"Path": "s3://raw/p/"}]}}),
    ("UpdateCrawler", {"Name": "cr", "DatabaseName": "d", "Classifiers": ["k"]}),
    ("UpdateCrawlerSchedule", {"CrawlerName": "cr", "Schedule": "cron(0 0 1 1 ? *)"}),
    ("StopCrawlerSchedule", {"CrawlerName": "cr"}),
    ("StartCrawlerSchedule", {"CrawlerName": "cr"}),
    ("GetCrawler", {"Name": "cr"}),
    ("GetCrawlers", {}),
    ("BatchGetCrawlers", {"CrawlerNames": ["cr", "none"]}),
    ("ListCrawlers", {}),
    ("StartCrawler", {"Name": "cr"}),
    ("ListCrawls", {"CrawlerName": "cr"}),
    ("GetCrawlerMetrics", {}),
    ("StopCrawler", {"Name": "cr"}),
    ("CreateCrawler", {"Name": "cs", "Role": "r", "Targets": {"S3Targets": [{"Path": "s3://raw/p/"}]}}),
    ("DeleteCrawler", {"Name": "cs"}),
    ("DeleteClassifier", {"Name": "k"}),
    ("DeletePartition", {**T, **OF}),
    ("BatchDeletePartition", {**T, "PartitionsToDelete": [{"Values": ["2"]}, {"Values": ["9"]}]}),
    ("DeleteTableVersion", {**T, "VersionId": "0"}),
    ("BatchDeleteTableVersion", {**T, "VersionIds": ["9"]}),
    ("DeleteTable", {**D, "Name": "t"}),
    ("BatchDeleteTable", {**D, "TablesToDelete": ["t"]}),
    ("DeleteDatabase", {"Name": "d"}),
]


def test_every_answer_fits_the_output_shape(ask: Ask, run: str) -> None:
    ask("Tarn.Commit", CommitId="c", RunId=run, AddFiles=[added("a", 3)], Consumed=[consumed("r", 3)], **EVENTS)
    ask("Tarn.FinishJobRun", RunId=run, Worker="w", State="SUCCEEDED", Result={"rows": 3})
    ids: dict[str, str] = {}
    wrong: list[str] = []
    for name, asked in STORY:
        members = {member: with_ids(value, ids) for member, value in asked.items()}
        answer = ask(f"{GLUE}{name}", **members)
        shape = model("glue").operation_model(name).output_shape
        wrong += misfits(shape, answer, name)
        ids |= {"{wr}": answer["RunId"]} if "RunId" in answer else {}
        ids |= {"{jr}": answer["JobRunId"]} if "JobRunId" in answer else {}
    assert not wrong


def with_ids(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [with_ids(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, str) else value


def test_every_operation_is_in_the_story() -> None:
    assert sorted({name for name, _ in STORY}) == [name for name in SERVED if name not in BY_OTHERS]


BY_OTHERS: set[str] = set()  # operations whose answers another test looks at in this way


# -- refusals


def example(shape: Shape, depth: int = 0) -> Any:
    """The least value that satisfies a shape."""
    rules = shape.metadata
    if isinstance(shape, StructureShape):
        return {name: example(shape.members[name], depth + 1) for name in shape.required_members}
    if isinstance(shape, ListShape):
        return [example(shape.member, depth + 1) for _ in range(rules.get("min", 0))]
    if isinstance(shape, MapShape):
        return {}
    if shape.type_name == "string":
        return text(shape)
    plain = {"double": 1.0, "float": 1.0, "timestamp": 1.0, "boolean": True, "blob": "AQ=="}
    return plain.get(shape.type_name, max(rules.get("min", 1), 1))


def text(shape: Shape) -> str:
    rules = shape.metadata
    if rules.get("enum"):
        return str(rules["enum"][0])
    for candidate in CANDIDATES:
        made = candidate * rules.get("min", 1) if len(candidate) == 1 else candidate
        if not list(broken_by(shape, made)):
            return made
    raise AssertionError(f"no example for {shape.name}: {rules}")


CANDIDATES = (
    "x",
    "1",
    "3",
    "a.b",
    "5.0",
    "Sun:3",
    "s3://bucket/key",
    "https://x/",
    "00000000-0000-0000-0000-000000000000",
    "arn:aws:glue:us-east-1:000000000000:job/etl",
    "arn:aws:iam::000000000000:role/r",
    "arn:aws:secretsmanager:us-east-1:000000000000:secret:x",
    "arn:aws:kms:us-east-1:000000000000:key/x",
    "arn:aws:iam::000000000000:role/some-role",
)


def broken_by(shape: Shape, value: Any) -> Iterator[str]:
    if said := faults(shape, value):
        yield said


def breaches(shape: Shape, depth: int = 0) -> Iterator[tuple[Any, str]]:
    """Values that break one constraint of a shape each, and what is said of it."""
    rules = shape.metadata
    if depth > DEEPEST:
        return
    if isinstance(shape, StructureShape):
        yield from of_structure(shape, depth)
    elif isinstance(shape, ListShape):
        yield from sizes(rules, lambda size: [example(shape.member)] * size)
        yield from (([wrong], said) for wrong, said in breaches(shape.member, depth + 1))
    elif isinstance(shape, MapShape):
        yield from sizes(rules, lambda size: {f"k{n}": example(shape.value) for n in range(size)})
        yield from of_values(shape, depth)
    elif shape.type_name == "string":
        yield from of_text(shape)
    elif shape.type_name in ("integer", "long"):
        for bound, by, words in (("min", -1, "greater"), ("max", 1, "less")):
            if bound in rules:
                yield rules[bound] + by, f"Member must have value {words} than or equal to {rules[bound]}"


def of_structure(shape: StructureShape, depth: int) -> Iterator[tuple[Any, str]]:
    least = example(shape)
    for name in shape.required_members:
        yield {member: value for member, value in least.items() if member != name}, "Member must not be null"
    for name, member in shape.members.items():
        for wrong, said in breaches(member, depth + 1):
            yield {**least, name: wrong}, said


def of_values(shape: MapShape, depth: int) -> Iterator[tuple[Any, str]]:
    if shape.value.type_name in ("string", "integer", "long"):
        for wrong, _ in breaches(shape.value, depth + 1):
            yield {"k": wrong}, "Map value must satisfy constraint"


def of_text(shape: Shape) -> Iterator[tuple[str, str]]:
    rules = shape.metadata
    if rules.get("enum"):
        yield "of no enumeration", "Member must satisfy enum value set"
    elif rules.get("pattern") and (wrong := unfit(shape)) is not None:
        yield wrong, f"Member must satisfy regular expression pattern: {rules['pattern']}"
    yield from sizes(rules, lambda size: "x" * size)


def sizes(rules: Data, make: Any) -> Iterator[tuple[Any, str]]:
    if rules.get("min", 0) > 0:
        yield make(rules["min"] - 1), f"Member must have length greater than or equal to {rules['min']}"
    if rules.get("max", 10**6) < 5_000:
        yield make(rules["max"] + 1), f"Member must have length less than or equal to {rules['max']}"


def unfit(shape: Shape) -> str | None:
    """A text that a pattern does not take, where one of these is none."""
    for candidate in ("\x00", "\n", " ", "!", "x y z", ""):
        said = list(broken_by(shape, candidate))
        if any("pattern" in one for one in said):
            return candidate
    return None


@pytest.mark.parametrize("name", SERVED)
def test_every_constraint_of_the_input_shape_is_enforced(name: str) -> None:
    shape = model("glue").operation_model(name).input_shape
    check(name, example(shape))  # the least request is none that is refused
    assert Quick().fits(shape, example(shape)), "and is found good at once"
    missed = []
    for wrong, said in breaches(shape):
        try:
            check(name, wrong)
            missed.append(f"{str(wrong)[:200]} is not refused: {said}")
        except ValidationException as error:
            if said not in str(error):
                missed.append(f"{str(wrong)[:200]}: {said} is not in {str(error)[:300]}")
    assert not missed


def test_what_glue_has_and_tarn_does_not_is_refused_by_name(ask: Ask) -> None:
    others = set(model("glue").operation_names) - set(SERVED)
    assert {"CreateBlueprint", "CreateDevEndpoint", "CreateMLTransform", "CreateSchema", "CreateSession"} <= others
    for name in others:
        with pytest.raises(UnknownOperationException, match=f"^tarn does not serve Glue's {name}$"):
            ask(f"{GLUE}{name}")
