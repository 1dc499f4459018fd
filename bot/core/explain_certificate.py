"""The certificate doctor's words: the chain, who refuses it, and what to write to the provider."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.markup import parse_inline
from bot.core.model import Block, Code, Facts, Heading, Span, Spans, Text
from bot.core.protocols import PROTOCOL_NAMES
from connectors.codes import ConnectionDetail
from connectors.model import Certificate, CheckResult
from knowledge.causes import Cause
from knowledge.model import Language
from knowledge.speak import Speaker

_COLUMNS = ("subject", "issuer", "not_before", "not_after")

DOCTORED = (
    Cause.TLS_INTERCEPTED,
    Cause.TLS_SELF_SIGNED,
    Cause.TLS_UNTRUSTED_ISSUER,
    Cause.TLS_HOSTNAME_MISMATCH,
    Cause.TLS_CERTIFICATE_REVOKED,
    Cause.TLS_CERTIFICATE_NOT_YET_VALID,
    Cause.TLS_CERTIFICATE_EXPIRED,
    Cause.TLS_INCOMPLETE_CHAIN,
)
"""The faults of a certificate for which there are words."""


class CertificateDoctor:
    """Speaks of one result's certificates in one language."""

    def __init__(self, result: CheckResult, speaker: Speaker, language: Language) -> None:
        self._result = result
        self._speaker = speaker
        self._language = language

    def blocks(self) -> Iterator[Block]:
        """The chain as it was sent; where something is wrong with it, what that comes to."""
        chain = self._result.facts.chain
        if not chain:
            return
        yield Heading(self._spans("chain"), 3)
        header = tuple(self._spans(f"column.{column}") for column in _COLUMNS)
        yield Facts(header, tuple(map(_row, chain)))
        faults = [cause for cause in self._causes if cause in DOCTORED]
        if Cause.TLS_INCOMPLETE_CHAIN in faults:
            yield Text(self._spans("missing", issuer=chain[-1].issuer))
        for fault in faults:
            yield Text(self._spans(f"devices.{fault}"))
        if faults:
            yield Text(self._spans("letter_lead"))
            yield Code("\n".join(self._letter(fault) for fault in faults))

    @property
    def _causes(self) -> tuple[Cause, ...]:
        return (self._result.cause, *self._result.also)

    def _letter(self, fault: Cause) -> str:
        target, own = self._result.target, self._result.facts.chain[0]
        return self._speaker.plain(
            f"certificate.letter.{fault}",
            self._language,
            host=target.host,
            port=str(target.port),
            protocol=PROTOCOL_NAMES[target.protocol],
            names=", ".join(own.names) or own.subject,
            issuer=self._result.facts.chain[-1].issuer,
            **self._outdated(own),
        )

    def _outdated(self, own: Certificate) -> dict[str, str]:
        """The certificate that is out of date, which need not be the server's own."""
        values = {
            "subject": own.subject,
            "not_before": own.not_before.date().isoformat(),
            "not_after": own.not_after.date().isoformat(),
        }
        for step in self._result.steps:
            if step.detail and step.detail.code == ConnectionDetail.CERTIFICATE_OUTDATED:
                values |= step.detail.values
        return values

    def _spans(self, key: str, **values: str) -> Spans:
        return parse_inline(self._speaker.phrase(f"certificate.{key}", self._language, **values))


def _row(certificate: Certificate) -> tuple[Spans, ...]:
    cells = (
        certificate.subject,
        certificate.issuer,
        certificate.not_before.date().isoformat(),
        certificate.not_after.date().isoformat(),
    )
    return tuple((Span(cell),) for cell in cells)
