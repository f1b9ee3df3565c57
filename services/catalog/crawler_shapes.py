"""The requests about crawlers and classifiers, with the constraints of Glue's service model.

docs.aws.amazon.com/glue/latest/webapi/API_CreateCrawler.html and its neighbours
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from services.catalog.job_shapes import Line, Tags
from services.catalog.requests import Name, OfCatalog, Request
from services.catalog.shapes import Shape

PageSize = Annotated[int, Meta(ge=1, le=1000)]
Description = Annotated[str, Meta(min_length=0, max_length=2048)]
Character = Annotated[str, Meta(min_length=1, max_length=1, extra={"pattern": r"[^\r\n]"})]


class S3Target(Shape, frozen=True):
    path: str | None = None
    exclusions: list[str] | None = None
    connection_name: Annotated[str, Meta(max_length=2048)] | None = None
    sample_size: int | None = None
    event_queue_arn: str | None = None
    dlq_event_queue_arn: str | None = None


class CrawlerTargets(Shape, frozen=True):
    """Targets of other kinds are refused by name (`crawler_rules.py`)."""

    s3_targets: list[S3Target] | None = None


class SchemaChangePolicy(Shape, frozen=True):
    update_behavior: Literal["LOG", "UPDATE_IN_DATABASE"] | None = None
    delete_behavior: Literal["LOG", "DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE"] | None = None


class RecrawlPolicy(Shape, frozen=True):
    recrawl_behavior: Literal["CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY", "CRAWL_EVENT_MODE"] | None = None


class LineageConfiguration(Shape, frozen=True):
    crawler_lineage_settings: Literal["ENABLE", "DISABLE"] | None = None


class LakeFormationConfiguration(Shape, frozen=True):
    use_lake_formation_credentials: bool | None = None
    account_id: Annotated[str, Meta(min_length=0, max_length=12)] | None = None


class UpdateCrawler(Shape, frozen=True, kw_only=True):
    """An UpdateCrawler request."""

    name: Line
    role: str | None = None
    database_name: str | None = None
    description: Description | None = None
    targets: CrawlerTargets | None = None
    schedule: str | None = None
    classifiers: list[Line] | None = None
    table_prefix: Annotated[str, Meta(min_length=0, max_length=128)] | None = None
    schema_change_policy: SchemaChangePolicy | None = None
    recrawl_policy: RecrawlPolicy | None = None
    lineage_configuration: LineageConfiguration | None = None
    lake_formation_configuration: LakeFormationConfiguration | None = None
    configuration: str | None = None
    crawler_security_configuration: Annotated[str, Meta(min_length=0, max_length=128)] | None = None
    catalog_id: Line | None = None


class CreateCrawler(UpdateCrawler, frozen=True, kw_only=True):
    """A CreateCrawler request."""

    role: str
    targets: CrawlerTargets
    tags: Tags | None = None


class OfName(Request, frozen=True):
    name: Line


class OfCrawler(Request, frozen=True):
    crawler_name: Line


class PagedList(Request, frozen=True, kw_only=True):
    max_results: PageSize = 100
    next_token: str | None = None


class ListCrawlers(PagedList, frozen=True, kw_only=True):
    tags: Tags | None = None


class BatchGetCrawlers(Request, frozen=True):
    crawler_names: Annotated[list[Line], Meta(min_length=0, max_length=100)]


class GetCrawlerMetrics(PagedList, frozen=True, kw_only=True):
    crawler_name_list: Annotated[list[Line], Meta(min_length=0, max_length=100)] | None = None


class CrawlsFilter(Request, frozen=True):
    field_name: Literal["CRAWL_ID", "STATE", "START_TIME", "END_TIME", "DPU_HOUR"] | None = None
    filter_operator: Literal["GT", "GE", "LT", "LE", "EQ", "NE"] | None = None
    field_value: str | None = None


class ListCrawls(Request, frozen=True, kw_only=True):
    crawler_name: Line
    max_results: PageSize = 20
    filters: list[CrawlsFilter] | None = None
    next_token: str | None = None


class UpdateCrawlerSchedule(OfCrawler, frozen=True):
    schedule: str | None = None


class GrokClassifier(Shape, frozen=True, kw_only=True):
    classification: str | None = None
    name: Line
    grok_pattern: Annotated[str, Meta(min_length=1, max_length=2048)] | None = None
    custom_patterns: Annotated[str, Meta(min_length=0, max_length=16_000)] | None = None


class JsonClassifier(Shape, frozen=True, kw_only=True):
    name: Line
    json_path: str | None = None


class CsvClassifier(Shape, frozen=True, kw_only=True):
    name: Line
    delimiter: Character | None = None
    quote_symbol: Character | None = None
    contains_header: Literal["UNKNOWN", "PRESENT", "ABSENT"] | None = None
    header: list[Annotated[str, Meta(min_length=1, max_length=255)]] | None = None
    disable_value_trimming: bool | None = None
    allow_single_column: bool | None = None
    custom_datatype_configured: bool | None = None
    custom_datatypes: list[str] | None = None
    serde: Literal["OpenCSVSerDe", "LazySimpleSerDe", "None"] | None = None


class OneClassifier(Shape, frozen=True):
    """A CreateClassifier or UpdateClassifier request."""

    grok_classifier: GrokClassifier | None = None
    json_classifier: JsonClassifier | None = None
    csv_classifier: CsvClassifier | None = None


class TakeCrawl(Request, frozen=True):
    worker: Name


class HeartbeatCrawl(Request, frozen=True):
    crawl_id: Name
    worker: Name


class FinishCrawl(Request, frozen=True):
    crawl_id: Name
    worker: Name
    state: Literal["COMPLETED", "FAILED", "STOPPED"]
    error_message: str | None = None
    result: dict[str, Any] = {}


class TablesOfJobs(OfCatalog, frozen=True):
    NAMES = ("database_name",)

    database_name: Name
