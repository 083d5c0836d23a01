from __future__ import annotations

import pytest

from crawler.capture.tls import cipher_suite_name, protocol_name


@pytest.mark.parametrize(
    ("openssl", "warc"),
    [
        ("TLSv1.3", "tls/1.3"),
        ("TLSv1.2", "tls/1.2"),
        ("TLSv1", "tls/1.0"),
        ("SSLv3", "ssl/3"),
        ("Other", "other"),
    ],
)
def test_versions_have_the_form_of_the_warc_protocol_proposal(openssl, warc):
    assert protocol_name(openssl) == warc


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
        ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("DHE-RSA-AES256-SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"),
        ("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
        ("ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"),
        ("DHE-RSA-AES256-CCM", "TLS_DHE_RSA_WITH_AES_256_CCM"),
        ("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
        ("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"),
        ("DHE-RSA-CAMELLIA256-SHA256", "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256"),
        ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    ],
)
def test_suites_have_their_iana_name(openssl, iana):
    assert cipher_suite_name(openssl) == iana


@pytest.mark.parametrize("openssl", ["PSK-AES128-CBC-SHA", "ADH-AES256-GCM-SHA384", "NULL-MD5", "nonsense"])
def test_a_suite_that_the_rule_does_not_know_has_no_name(openssl):
    assert cipher_suite_name(openssl) is None
