// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

/** Counts what random questions met, so that a generator that went astray is noticed. */
final class Tally {

    private final Map<String, Integer> seen = new TreeMap<>();

    void add(Decision decision) {
        count(decision.isAllowed() ? "allowed" : "not allowed");
        if (decision.isBypassed()) {
            count("by system:masters");
        }
        if (!decision.isAllowed() && !decision.dangling().isEmpty()) {
            count("not allowed, with a dangling binding");
        }
        decision.grants().forEach(this::add);
    }

    private void add(Grant grant) {
        count("by " + grant.binding().id().kind() + " of " + grant.role().id().kind());
        count("to " + grant.subject().kind());
        if (!grant.rule().id().role().equals(grant.role().id())) {
            count("by an aggregated rule");
        }
        if (!grant.rule().nonResourceUrls().isEmpty()) {
            count("to a path");
        }
        if (!grant.rule().resourceNames().isEmpty()) {
            count("to named objects");
        }
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    void assertNothingIsMissing() {
        assertThat(seen)
                .hasSize(13)
                .allSatisfy((what, times) -> assertThat(times).as(what).isGreaterThan(20));
    }
}
