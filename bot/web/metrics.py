"""What is counted, for an operator's monitoring: numbers and codes, nobody's name or host."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.web.wish import Checked, Ending, NoToken

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "mailmedic_http_requests",
            "HTTP requests by route and status",
            ("route", "status"),
            registry=self.registry,
        )
        self.links = Counter(
            "mailmedic_check_links",
            "One-time links by what happened to them",
            ("event",),
            registry=self.registry,
        )
        self.links_open = Gauge(
            "mailmedic_check_links_open", "Links that could be used", registry=self.registry
        )
        self._checks = Counter(
            "mailmedic_checks",
            "Checked servers by protocol and cause",
            ("protocol", "cause"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "mailmedic_check_seconds",
            "How long the check of a server took",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._without_token = Counter(
            "mailmedic_sign_ins_failed",
            "Sign-ins that led to no token, by reason",
            ("reason",),
            registry=self.registry,
        )

    def ended(self, ending: Ending) -> None:
        """Count a check that has ended."""
        match ending:
            case Checked():
                for result in ending.report.checks:
                    self._checks.labels(result.target.protocol, result.cause).inc()
                    self._seconds.observe(result.ms / 1000)
            case NoToken():
                self._without_token.labels(ending.failed.reason).inc()
            case _:
                self._checks.labels("", "check.cancelled").inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)
