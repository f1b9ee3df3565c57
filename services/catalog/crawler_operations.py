"""The operations on crawlers, their crawls and classifiers; `Tarn.…` are those of the service that crawls."""

from __future__ import annotations

from services.catalog import classifiers, crawl_history, crawlers, crawls
from services.catalog import crawler_shapes as ask
from services.catalog.operation import Operation

CRAWLER_OPERATIONS = {
    "AWSGlue.CreateCrawler": Operation(None, crawlers.create_crawler),
    "AWSGlue.UpdateCrawler": Operation(None, crawlers.update_crawler),
    "AWSGlue.DeleteCrawler": Operation(ask.OfName, crawlers.delete_crawler),
    "AWSGlue.GetCrawler": Operation(ask.OfName, crawlers.get_crawler, reads=True),
    "AWSGlue.GetCrawlers": Operation(ask.PagedList, crawlers.get_crawlers, reads=True),
    "AWSGlue.ListCrawlers": Operation(ask.ListCrawlers, crawlers.list_crawlers, reads=True),
    "AWSGlue.BatchGetCrawlers": Operation(ask.BatchGetCrawlers, crawlers.batch_get_crawlers, reads=True),
    "AWSGlue.UpdateCrawlerSchedule": Operation(ask.UpdateCrawlerSchedule, crawlers.update_crawler_schedule),
    "AWSGlue.StartCrawlerSchedule": Operation(ask.OfCrawler, crawlers.start_crawler_schedule),
    "AWSGlue.StopCrawlerSchedule": Operation(ask.OfCrawler, crawlers.stop_crawler_schedule),
    "AWSGlue.StartCrawler": Operation(ask.OfName, crawls.start_crawler),
    "AWSGlue.StopCrawler": Operation(ask.OfName, crawls.stop_crawler),
    "AWSGlue.GetCrawlerMetrics": Operation(ask.GetCrawlerMetrics, crawl_history.crawler_metrics, reads=True),
    "AWSGlue.ListCrawls": Operation(ask.ListCrawls, crawl_history.list_crawls, reads=True),
    "AWSGlue.CreateClassifier": Operation(None, classifiers.create_classifier),
    "AWSGlue.UpdateClassifier": Operation(None, classifiers.update_classifier),
    "AWSGlue.GetClassifier": Operation(ask.OfName, classifiers.get_classifier, reads=True),
    "AWSGlue.GetClassifiers": Operation(ask.PagedList, classifiers.get_classifiers, reads=True),
    "AWSGlue.DeleteClassifier": Operation(ask.OfName, classifiers.delete_classifier),
    "Tarn.TakeCrawl": Operation(ask.TakeCrawl, crawls.take_crawl),
    "Tarn.HeartbeatCrawl": Operation(ask.HeartbeatCrawl, crawls.heartbeat_crawl),
    "Tarn.FinishCrawl": Operation(ask.FinishCrawl, crawls.finish_crawl),
    "Tarn.CrawlLog": Operation(ask.OfCrawler, crawls.crawl_log, reads=True),
    "Tarn.TablesOfJobs": Operation(ask.TablesOfJobs, crawls.tables_of_jobs, reads=True),
}
