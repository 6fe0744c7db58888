package dev.kubeuser.rbac;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one role allows and another does not. A {@code *} counts as written: it is in surplus unless the other role has
 * one too.
 *
 * @param more the role that may allow more; {@code null} allows nothing
 * @param less the other role; {@code null} allows nothing
 */
record RoleSurplus(@Nullable RbacRole more, @Nullable RbacRole less) {

    /** What requests are about, apart from the verb. */
    private record Target(String apiGroup, String resource, String resourceName, String url) {

        RequestAttributes request(String verb) {
            if (!url.isEmpty()) {
                return new NonResourceAttributes(verb, url);
            }
            int slash = resource.indexOf('/');
            return new ResourceAttributes(
                    verb,
                    apiGroup,
                    slash < 0 ? resource : resource.substring(0, slash),
                    slash < 0 ? "" : resource.substring(slash + 1),
                    "",
                    resourceName);
        }
    }

    /** Targets of one written rule that are in surplus by the same verbs. */
    private record Group(RbacRule rule, String apiGroup, boolean isUrl, List<String> verbs) {}

    /** One rule for each group of targets; what several written rules allow is in the first. */
    List<RbacRule> rules() {
        if (more == null) {
            return List.of();
        }
        Map<Group, List<Target>> groups = new LinkedHashMap<>();
        Set<RequestAttributes> counted = new LinkedHashSet<>();
        for (RbacRule rule : more.rules()) {
            targets(rule).forEach(target -> {
                List<String> verbs = rule.verbs().stream()
                        .filter(verb -> isSurplus(target.request(verb)) && counted.add(target.request(verb)))
                        .toList();
                if (!verbs.isEmpty()) {
                    groups.computeIfAbsent(
                                    new Group(
                                            rule,
                                            target.apiGroup(),
                                            !target.url().isEmpty(),
                                            verbs),
                                    first -> new ArrayList<>())
                            .add(target);
                }
            });
        }
        return groups.entrySet().stream()
                .map(group -> rule(group.getKey(), group.getValue()))
                .toList();
    }

    private boolean isSurplus(RequestAttributes request) {
        return less == null || !less.allows(request);
    }

    private static Stream<Target> targets(RbacRule rule) {
        Collection<String> names = rule.resourceNames().isEmpty() ? List.of("") : rule.resourceNames();
        Stream<Target> ofResources = rule.apiGroups().stream()
                .flatMap(group -> rule.resources().stream()
                        .flatMap(resource -> names.stream().map(name -> new Target(group, resource, name, ""))));
        return Stream.concat(ofResources, rule.nonResourceUrls().stream().map(url -> new Target("", "", "", url)));
    }

    private static RbacRule rule(Group group, List<Target> targets) {
        return new RbacRule(
                group.rule().id(),
                group.rule().origin(),
                group.verbs(),
                group.isUrl() ? List.of() : List.of(group.apiGroup()),
                distinct(targets.stream().map(Target::resource)),
                distinct(targets.stream().map(Target::resourceName)),
                distinct(targets.stream().map(Target::url)));
    }

    private static List<String> distinct(Stream<String> texts) {
        return texts.filter(text -> !text.isEmpty()).distinct().toList();
    }
}
