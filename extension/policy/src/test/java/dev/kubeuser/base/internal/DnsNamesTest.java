// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RFC 1123, as Kubernetes applies them. */
class DnsNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "kube-system", "a--b"})
    void a_label_is_a_subdomain_too(String name) {
        assertThat(DnsNames.isLabel(name)).isTrue();
        assertThat(DnsNames.isSubdomain(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a/b", "a\n", "a..b", ".a", "a.", "a.-b"})
    void neither_takes_other_text(String name) {
        assertThat(DnsNames.isLabel(name)).isFalse();
        assertThat(DnsNames.isSubdomain(name)).isFalse();
    }

    @Test
    void only_a_subdomain_has_dots() {
        assertThat(DnsNames.isLabel("a.b")).isFalse();
        assertThat(DnsNames.isSubdomain("a.b-c.d")).isTrue();
    }

    @Test
    void length_is_limited() {
        assertThat(DnsNames.isLabel("a".repeat(63))).isTrue();
        assertThat(DnsNames.isLabel("a".repeat(64))).isFalse();
        assertThat(DnsNames.isSubdomain("a".repeat(253))).isTrue();
        assertThat(DnsNames.isSubdomain("a".repeat(254))).isFalse();
    }
}
