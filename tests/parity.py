"""Which operations of AWS's APIs work here, and the test that shows each: `docs/make_parity.py` makes a table of it.

An API is one entry of `APIS`. `proved` names the operations by the test that shows them; `part` says what of a served
operation is refused, or is kept without effect. What is in neither is refused by name. `test_parity.py` holds that each
test is there and names its operations, and that every served operation is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Parity:
    """One API, by the name that its signatures have."""

    title: str
    proved: Mapping[str, str]  # a test -> the operations that it shows, with blanks between
    part: Mapping[str, str]  # an operation -> what of it is not here

    def shown_by(self) -> dict[str, str]:
        """Operation -> test."""
        return {name: test for test, names in self.proved.items() for name in names.split()}


_CATALOG = "tests/unit/catalog/"
_NO_TIME_TRAVEL = "`TransactionId`, `QueryAsOfTime` refused"
_RECORD = "kept and shown, without effect"

GLUE = Parity(
    "Glue",
    {
        f"{_CATALOG}test_definitions.py::test_a_table_is_as_it_was_made": "GetDatabases GetTable",
        f"{_CATALOG}test_definitions.py::test_tables_by_a_pattern_of_the_whole_name": "CreateTable GetTables",
        f"{_CATALOG}test_definitions.py::test_partitions_come_in_pages": "GetPartitions",
        f"{_CATALOG}test_definitions.py::test_several_partitions_at_once": "BatchGetPartition",
        f"{_CATALOG}test_table_changes.py::test_a_database_is_described_anew": "UpdateDatabase GetDatabase",
        f"{_CATALOG}test_table_changes.py::test_a_database_goes_with_its_tables": "CreateDatabase DeleteDatabase",
        f"{_CATALOG}test_table_changes.py::test_a_table_of_a_job_is_described_anew": "UpdateTable",
        f"{_CATALOG}test_table_changes.py::test_a_table_that_was_deleted_can_be_made_anew": "DeleteTable",
        f"{_CATALOG}test_table_changes.py::test_several_tables_are_deleted_at_once": "BatchDeleteTable",
        f"{_CATALOG}test_table_changes.py::test_an_update_is_a_new_version": "GetTableVersion",
        f"{_CATALOG}test_models.py::test_every_answer_fits_the_output_shape": "GetTableVersions GetJobBookmark",
        f"{_CATALOG}test_table_changes.py::test_versions_are_deleted": "DeleteTableVersion BatchDeleteTableVersion",
        f"{_CATALOG}test_partition_changes.py::test_values_of_any_kind_are_partitions_of_their_own": (
            "CreatePartition GetPartition"
        ),
        f"{_CATALOG}test_partition_changes.py::test_a_batch_makes_what_it_can": "BatchCreatePartition",
        f"{_CATALOG}test_partition_changes.py::test_a_partition_is_changed_and_may_get_other_values": "UpdatePartition",
        f"{_CATALOG}test_partition_changes.py::test_a_batch_changes_what_it_can": "BatchUpdatePartition",
        f"{_CATALOG}test_partition_changes.py::test_partitions_are_deleted": "DeletePartition BatchDeletePartition",
        f"{_CATALOG}test_records.py::test_a_search_comes_in_pages_that_a_new_table_does_not_move": "SearchTables",
        f"{_CATALOG}test_records.py::test_column_statistics_are_kept_and_deleted": (
            "UpdateColumnStatisticsForTable GetColumnStatisticsForTable DeleteColumnStatisticsForTable "
            "UpdateColumnStatisticsForPartition GetColumnStatisticsForPartition DeleteColumnStatisticsForPartition"
        ),
        f"{_CATALOG}test_records.py::test_partition_indexes_are_kept_and_deleted": (
            "CreatePartitionIndex GetPartitionIndexes DeletePartitionIndex"
        ),
        f"{_CATALOG}test_records.py::test_functions_are_kept_listed_changed_and_deleted": (
            "CreateUserDefinedFunction GetUserDefinedFunction GetUserDefinedFunctions UpdateUserDefinedFunction "
            "DeleteUserDefinedFunction"
        ),
        f"{_CATALOG}test_records.py::test_connections_are_kept_listed_changed_and_deleted": (
            "CreateConnection GetConnection GetConnections UpdateConnection DeleteConnection BatchDeleteConnection"
        ),
        f"{_CATALOG}test_records.py::test_tags_are_of_what_is_there": "TagResource UntagResource GetTags",
        f"{_CATALOG}test_records.py::test_policies_are_kept_under_conditions": (
            "PutResourcePolicy GetResourcePolicy GetResourcePolicies DeleteResourcePolicy"
        ),
        f"{_CATALOG}test_records.py::test_encryption_settings_are_a_record": (
            "PutDataCatalogEncryptionSettings GetDataCatalogEncryptionSettings GetCatalogImportStatus"
        ),
        f"{_CATALOG}test_records.py::test_jobs_are_listed_and_deleted": "ListJobs BatchGetJobs DeleteJob",
        f"{_CATALOG}test_jobs.py::test_a_job_is_shown_as_it_was_given": "CreateJob GetJob GetJobs",
        f"{_CATALOG}test_jobs.py::test_an_update_takes_the_place_of_the_definition": "UpdateJob",
        f"{_CATALOG}test_jobs.py::test_the_worker_of_a_run_gets_the_jobs_arguments_too": "StartJobRun GetJobRun",
        f"{_CATALOG}test_runs.py::test_runs_are_listed_newest_first_in_pages": "GetJobRuns BatchStopJobRun",
        f"{_CATALOG}test_commit.py::test_resetting_the_bookmark_begins_the_table_anew": "ResetJobBookmark",
        f"{_CATALOG}test_triggers.py::test_a_trigger_is_kept_listed_changed_and_deleted": (
            "GetTrigger GetTriggers ListTriggers BatchGetTriggers UpdateTrigger DeleteTrigger"
        ),
        f"{_CATALOG}test_triggers.py::test_on_demand_starts_all_its_jobs_with_their_arguments": (
            "CreateTrigger StartTrigger"
        ),
        f"{_CATALOG}test_triggers.py::test_the_clock_starts_what_is_due_while_it_is_activated": "StopTrigger",
        f"{_CATALOG}test_triggers.py::test_workflows_are_listed_changed_and_deleted": (
            "CreateWorkflow BatchGetWorkflows ListWorkflows UpdateWorkflow DeleteWorkflow"
        ),
        f"{_CATALOG}test_triggers.py::test_a_workflow_runs_from_its_start_to_its_end": (
            "GetWorkflow StartWorkflowRun GetWorkflowRun GetWorkflowRunProperties PutWorkflowRunProperties"
        ),
        f"{_CATALOG}test_triggers.py::test_runs_of_a_workflow_are_apart": "GetWorkflowRuns",
        f"{_CATALOG}test_triggers.py::test_a_workflow_is_stopped_with_the_runs_in_it": "StopWorkflowRun",
        f"{_CATALOG}test_crawlers.py::test_a_crawler_is_given_back_as_it_came": (
            "CreateCrawler GetCrawler UpdateCrawler ListCrawlers BatchGetCrawlers GetCrawlers DeleteCrawler"
        ),
        f"{_CATALOG}test_crawlers.py::test_a_crawl_from_start_to_end": "StartCrawler ListCrawls GetCrawlerMetrics",
        f"{_CATALOG}test_crawlers.py::test_a_crawl_is_stopped": "StopCrawler",
        f"{_CATALOG}test_crawlers.py::test_a_schedule_starts_crawls": (
            "UpdateCrawlerSchedule StartCrawlerSchedule StopCrawlerSchedule"
        ),
        f"{_CATALOG}test_crawlers.py::test_classifiers": (
            "CreateClassifier UpdateClassifier GetClassifier GetClassifiers DeleteClassifier"
        ),
    },
    {
        "CreateTable": "`OpenTableFormatInput`, `TransactionId` refused; partition indexes are records",
        "UpdateTable": "`UpdateOpenTableFormatInput`, `ViewUpdateAction`, `TransactionId` refused",
        "DeleteTable": "`TransactionId` refused",
        "BatchDeleteTable": "`TransactionId` refused",
        "GetTable": _NO_TIME_TRAVEL,
        "GetTables": f"{_NO_TIME_TRAVEL}, and `AttributesToGet`",
        "GetPartitions": _NO_TIME_TRAVEL,
        "UpdateDatabase": "a new name is refused",
        "SearchTables": "by the properties that `services/catalog/search.py` names, and by `Parameters`",
        "CreatePartitionIndex": f"{_RECORD}: a partition is found at the same cost without",
        "CreateConnection": "credentials refused, as there is no Secrets Manager; nothing connects",
        "UpdateConnection": "credentials, and a new name, refused",
        "GetConnection": "`ApplyOverrideForComputeEnvironment` refused",
        "GetConnections": "`MatchCriteria` refused",
        "UpdateUserDefinedFunction": "a new name is refused",
        "TagResource": "connections, databases, jobs, triggers, workflows",
        "PutResourcePolicy": f"{_RECORD}: there is one account",
        "PutDataCatalogEncryptionSettings": f"{_RECORD}: there is no KMS",
        "CreateJob": "Spark and Python shell; streaming, Ray, Scala, further modules and jars refused",
        "UpdateJob": "as CreateJob",
        "StartJobRun": "what would change a run and is not served is refused by name",
        "CreateCrawler": "targets other than S3, Lake Formation and lineage refused",
        "UpdateCrawler": "as CreateCrawler",
        "CreateClassifier": "XML refused",
        "UpdateClassifier": "as CreateClassifier",
        "CreateTrigger": "type `EVENT` refused; actions start jobs",
        "UpdateTrigger": "as CreateTrigger; a new name is refused",
    },
)

_GATEWAY = "tests/integration/test_gateway"

S3 = Parity(
    "S3 (of the store behind the gateway: what the tests show)",
    {
        f"{_GATEWAY}.py::test_one_address_for_every_api": "ListBuckets",
        f"{_GATEWAY}.py::test_objects_go_through_unharmed": "PutObject GetObject HeadObject ListObjectsV2",
        f"{_GATEWAY}.py::test_parts_copies_and_one_large_put": "CopyObject",
        f"{_GATEWAY}_s3.py::test_a_bucket_from_its_making_to_its_end": (
            "CreateBucket HeadBucket GetBucketLocation DeleteBucket DeleteObject"
        ),
        f"{_GATEWAY}_s3.py::test_listings_in_pages_and_by_folder": "ListObjects DeleteObjects",
        f"{_GATEWAY}_s3.py::test_an_upload_in_parts_by_hand": (
            "CreateMultipartUpload UploadPart UploadPartCopy ListParts CompleteMultipartUpload AbortMultipartUpload"
        ),
    },
    {},
)

STS = Parity(
    "STS",
    {
        f"{_GATEWAY}.py::test_one_address_for_every_api": "GetCallerIdentity",
        f"{_GATEWAY}_sts.py::test_a_role_is_assumed_and_its_credentials_work": "AssumeRole",
        f"{_GATEWAY}_sts.py::test_a_session_of_the_stacks_own_key": "GetSessionToken",
    },
    {
        "AssumeRole": "any role may be assumed, since there is no IAM; policies, tags, MFA refused",
        "GetSessionToken": "MFA refused",
    },
)

_QUERY, _ASKED = "tests/integration/test_query.py::", "tests/unit/query/test_operations.py::"

ATHENA = Parity(
    "Athena",
    {
        f"{_QUERY}test_a_result_is_in_its_files_to_the_byte": "StartQueryExecution GetQueryExecution GetQueryResults",
        f"{_QUERY}test_a_query_is_stopped": "StopQueryExecution",
        f"{_QUERY}test_the_same_token_is_the_same_query": "ListQueryExecutions",
        f"{_ASKED}test_executions_several_at_once_and_their_statistics": (
            "BatchGetQueryExecution GetQueryRuntimeStatistics"
        ),
        f"{_QUERY}test_workgroups_saved_queries_and_tags": (
            "CreateWorkGroup GetWorkGroup UpdateWorkGroup DeleteWorkGroup ListTagsForResource CreateNamedQuery "
            "GetNamedQuery ListNamedQueries CreatePreparedStatement GetPreparedStatement"
        ),
        f"{_ASKED}test_workgroups_are_listed_in_pages_and_tagged": (
            "ListWorkGroups ListEngineVersions TagResource UntagResource"
        ),
        f"{_ASKED}test_named_queries_are_changed_and_deleted": "BatchGetNamedQuery UpdateNamedQuery DeleteNamedQuery",
        f"{_ASKED}test_prepared_statements_are_changed_and_deleted": (
            "BatchGetPreparedStatement ListPreparedStatements UpdatePreparedStatement DeletePreparedStatement"
        ),
        f"{_QUERY}test_catalogs_tell_of_glue": (
            "ListDataCatalogs GetDatabase ListDatabases GetTableMetadata ListTableMetadata"
        ),
        f"{_ASKED}test_catalogs_of_glue_and_no_others": (
            "CreateDataCatalog GetDataCatalog UpdateDataCatalog DeleteDataCatalog"
        ),
    },
    {
        "StartQueryExecution": "SQL: docs/sql.md; encryption with KMS refused",
        "CreateWorkGroup": "Spark, KMS, Identity Center: refused",
        "UpdateWorkGroup": "as CreateWorkGroup",
        "GetQueryRuntimeStatistics": "timeline and rows; no stages, as the engine has none",
        "CreateDataCatalog": "of type `GLUE`; others refused",
        "UpdateDataCatalog": "as CreateDataCatalog",
    },
)

_CLOUDWATCH = "tests/integration/test_cloudwatch.py::"

CLOUDWATCH = Parity(
    "CloudWatch",
    {
        f"{_CLOUDWATCH}test_what_is_put_is_got": "PutMetricData GetMetricStatistics",
        f"{_CLOUDWATCH}test_metric_math_over_two_metrics_in_pages": "GetMetricData",
        f"{_CLOUDWATCH}test_metrics_are_listed_in_pages_and_by_dimension": "ListMetrics",
        f"{_CLOUDWATCH}test_an_alarm_goes_off_tells_and_is_remembered": (
            "PutMetricAlarm PutCompositeAlarm DescribeAlarms DescribeAlarmHistory DeleteAlarms"
        ),
        f"{_CLOUDWATCH}test_a_state_that_is_set_moves_the_composite": (
            "SetAlarmState DescribeAlarmsForMetric EnableAlarmActions DisableAlarmActions TagResource UntagResource "
            "ListTagsForResource"
        ),
        f"{_CLOUDWATCH}test_dashboards_are_kept_as_they_are": (
            "PutDashboard GetDashboard ListDashboards DeleteDashboards"
        ),
    },
    {
        "GetMetricData": "`SEARCH` and Metrics Insights refused",
        "PutMetricAlarm": "actions go to webhooks; alarms on anomaly detection refused",
    },
)

_LOGS = "tests/integration/test_cloudwatch_logs.py::"

LOGS = Parity(
    "CloudWatch Logs",
    {
        f"{_LOGS}test_pages_of_a_stream_lead_both_ways": "CreateLogGroup CreateLogStream PutLogEvents GetLogEvents",
        f"{_LOGS}test_a_filter_over_streams_in_pages": "FilterLogEvents",
        f"{_LOGS}test_a_metric_filter_puts_figures": (
            "PutMetricFilter DescribeMetricFilters DeleteMetricFilter TestMetricFilter"
        ),
        f"{_LOGS}test_a_query_of_insights": "StartQuery",
        f"{_LOGS}test_rows_of_a_query_in_pages": "GetQueryResults DescribeQueries StopQuery",
        f"{_LOGS}test_a_row_of_a_query_leads_to_the_whole_event": "GetLogRecord",
        f"{_LOGS}test_fields_of_a_group_by_their_share": "GetLogGroupFields",
        "tests/unit/metrics/test_recorded.py::test_groups_are_listed_by_parts_of_their_names": "ListLogGroups",
        f"{_LOGS}test_tags_by_a_groups_name": "TagLogGroup UntagLogGroup ListTagsLogGroup",
        f"{_LOGS}test_retention_tags_and_the_end_of_a_group": (
            "DescribeLogGroups DescribeLogStreams DeleteLogGroup DeleteLogStream PutRetentionPolicy "
            "DeleteRetentionPolicy TagResource UntagResource ListTagsForResource"
        ),
    },
    {
        "ListLogGroups": "by linked accounts, tags, data sources and field indexes refused",
        "StartQuery": "fields, filter, parse, stats, sort, dedup, limit; other commands refused",
    },
)

APIS: dict[str, Parity] = {"glue": GLUE, "athena": ATHENA, "monitoring": CLOUDWATCH, "logs": LOGS, "s3": S3, "sts": STS}
ANSWERED_BY_ANOTHER = ("s3",)  # what no test shows may be answered by MinIO or S3Proxy: nothing is said of it
