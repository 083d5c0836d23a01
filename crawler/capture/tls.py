"""TLS facts under the names that WARC fields use."""

from __future__ import annotations

import re

_VERSION = re.compile(r"(?P<name>TLS|SSL)v(?P<version>\d(?:\.\d)?)")
_CIPHER = re.compile(
    r"(?:(?P<exchange>ECDHE|DHE)-(?P<signature>RSA|ECDSA|DSS)-)?"
    r"(?P<bulk>AES|CAMELLIA|ARIA|CHACHA20|DES-CBC3)-?(?P<bits>128|256)?"
    r"-?(?P<mode>GCM|CCM8|CCM|POLY1305)?-?(?P<hash>SHA(?:256|384)?)?"
)


def protocol_name(version: str) -> str:
    """The WARC-Protocol value of OpenSSL's protocol name: ``TLSv1.3`` gives ``tls/1.3``.

    ``TLSv1`` is ``tls/1.0``; a name of another form is returned in lower case.
    """
    found = _VERSION.fullmatch(version)
    if found is None:
        return version.lower()
    number = found["version"]
    if found["name"] == "TLS" and "." not in number:
        number += ".0"
    return f"{found['name'].lower()}/{number}"


def cipher_suite_name(name: str) -> str | None:
    """The IANA name of OpenSSL's cipher: ``ECDHE-RSA-AES128-GCM-SHA256`` gives
    ``TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256``.

    The names of TLS 1.3 suites are the same in both. None for a suite that the rule does not know.
    """
    if name.startswith("TLS_"):
        return name
    found = _CIPHER.fullmatch(name)
    if found is None:
        return None
    return f"TLS_{_key_exchange(found)}_WITH_{_cipher(found)}"


def _key_exchange(found: re.Match[str]) -> str:
    return f"{found['exchange']}_{found['signature']}" if found["exchange"] else "RSA"


def _cipher(found: re.Match[str]) -> str:
    bulk, bits, mode, digest = found["bulk"], found["bits"], found["mode"], found["hash"]
    if bulk == "CHACHA20":
        return "CHACHA20_POLY1305_SHA256"
    if bulk == "DES-CBC3":
        return f"3DES_EDE_CBC_{digest}"
    if mode in ("CCM", "CCM8"):
        return f"{bulk}_{bits}_{'CCM_8' if mode == 'CCM8' else 'CCM'}"
    return f"{bulk}_{bits}_{mode or 'CBC'}_{digest}"
