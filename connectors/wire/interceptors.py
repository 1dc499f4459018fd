"""Who puts certificates of their own in the place of a server's: facts, as words of an issuer.

Antivirus programs, content filters and gateways open encrypted connections and sign what they
pass on with a certificate authority of their own, which names the product. Matched without
regard to case in the organisation, unit and common name of an issuer or a self-signed subject.
"""

from __future__ import annotations

INTERCEPTORS = (
    # Antivirus programs on the person's own device
    "avast",
    "avg web/mail shield",
    "bitdefender",
    "dr.web",
    "eset ssl filter",
    "eset, spol",
    # As a value begins, for other names have these letters in the middle ("Big Data").
    "=g data",
    "kaspersky",
    "norton web/mail shield",
    "symantec web security",
    "adguard",
    # Gateways and proxies in an office, a school or a hotel
    "barracuda",
    "blue coat",
    "cisco umbrella",
    "fortigate",
    "fortinet",
    "forcepoint",
    "i-filter",
    "interscan",
    "lightspeed",
    "netskope",
    # PAN-OS signs with a "forward trust certificate" (docs.paloaltonetworks.com, "Configure SSL
    # Forward Proxy", 2026-11-27). "Palo Alto" alone is a town.
    "palo alto networks",
    "forward trust",
    "forward-trust",
    "securly",
    "smoothwall",
    "sonicwall",
    "sophos",
    # Squid's way of looking into encrypted lines (wiki.squid-cache.org, "SslBump").
    "squid proxy",
    "ssl-bump",
    "ssl bump",
    "sslbump",
    "watchguard",
    "websense",
    "zscaler",
    "cato networks",
    "check point",
    "contentkeeper",
    "digital arts",
    "endian",
    "intersafe",
    "menlo security",
    "sangfor",
    "untangle",
    "iboss",
    "cloudflare gateway",
    "pfsense",
    "opnsense",
    # What such an authority is for, whoever makes the product
    "content filter",
    "decryption",
    "inspection",
    "interception",
    "proxy ca",
    "ssl proxy",
    "web filter",
    "webfilter",
    "web gateway",
    # Programs that keep children from pages
    "covenant eyes",
    "net nanny",
    "qustodio",
    # Tools that developers put in between
    "charles proxy",
    "do_not_trust_fiddlerroot",
    "mitmproxy",
    "portswigger",
)
