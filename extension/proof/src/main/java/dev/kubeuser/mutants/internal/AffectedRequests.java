package dev.kubeuser.mutants.internal;

import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The requests that a change of a policy may affect: those that a rule allows which is not as it was. */
final class AffectedRequests {

    private final Map<Content, RbacRule> rules = new LinkedHashMap<>();

    /** What a rule says, wherever it is written. */
    private record Content(
            List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> urls) {

        static Content of(RbacRule rule) {
            return new Content(
                    rule.verbs(), rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls());
        }
    }

    void addAll(Collection<RbacRule> changed) {
        changed.forEach(rule -> rules.put(Content.of(rule), rule));
    }

    /** Adds the rules that are only in one of the lists. */
    void addDifference(List<RbacRule> before, List<RbacRule> after) {
        addMissing(before, after);
        addMissing(after, before);
    }

    private void addMissing(List<RbacRule> some, List<RbacRule> others) {
        Set<Content> there = new HashSet<>();
        others.forEach(rule -> there.add(Content.of(rule)));
        some.forEach(rule -> {
            Content content = Content.of(rule);
            if (!there.contains(content)) {
                rules.put(content, rule);
            }
        });
    }

    boolean contains(RequestAttributes request) {
        for (RbacRule rule : rules.values()) {
            if (rule.allows(request)) {
                return true;
            }
        }
        return false;
    }
}
