"""What the service counts, for Prometheus: by route and status, never by reader, id or word."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from matcher.matching.engine import Engine

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("homematch_requests", "Requests that were answered", labels, registry=self._registry)
        self._seconds = Histogram(
            "homematch_request_seconds", "Time until an answer was sent", ("route",), buckets=_SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self._sequence = Gauge("homematch_store_sequence", "Changes of the store", registry=self._registry)
        self._jobs = Gauge("homematch_jobs", "Jobs by state", ("state",), registry=self._registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; ``route`` is the pattern of its address, without what stood in it."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self, engine: Engine) -> bytes:
        """All that is counted, as Prometheus reads it."""
        self._sequence.set(engine.store.sequence)
        jobs = engine.store.jobs.all(limit=1000)
        for state in ("waiting", "running", "failed"):
            self._jobs.labels(state).set(sum(job.state == state for job in jobs))
        return generate_latest(self._registry)
