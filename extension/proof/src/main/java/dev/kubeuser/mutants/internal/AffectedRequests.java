package dev.kubeuser.mutants.internal;

import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.request.RequestAttributes;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
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

    /** Adds the rules that are only in one of the lists. Most of an aggregate are the same objects in both. */
    void addDifference(List<RbacRule> before, List<RbacRule> after) {
        List<RbacRule> gone = without(before, after);
        List<RbacRule> come = without(after, before);
        addMissing(gone, come);
        addMissing(come, gone);
    }

    private static List<RbacRule> without(List<RbacRule> some, List<RbacRule> others) {
        Set<RbacRule> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(others);
        return some.stream().filter(rule -> !same.contains(rule)).toList();
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

    /** Returns the rules that allow them, each content once. */
    Collection<RbacRule> rules() {
        return rules.values();
    }

    /** Whether what a rule says changed anywhere. Grants by the others are as they were. */
    boolean isChanged(RbacRule rule) {
        return rules.containsKey(Content.of(rule));
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
