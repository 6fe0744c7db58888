// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.query.internal.QueryCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is wrong with an API group that neither Kubernetes nor a definition among the files has. One of others is no
 * mistake: only a cluster knows it.
 */
final class GroupMistake {

    private static final Pattern VERSION = Pattern.compile("v\\d+((alpha|beta)\\d+)?");
    private static final Set<String> EXTENSIONS_OF_NETWORKING = Set.of("ingresses", "networkpolicies");

    private GroupMistake() {}

    /**
     * {@return what is wrong and what to write; empty for a group that others may have}
     *
     * @param group the group
     * @param resources the resources of the rule, by which the group that was meant is told
     * @param questions what is known
     */
    static Optional<String> in(String group, List<String> resources, QueryCheck questions) {
        if (group.contains("/") || VERSION.matcher(group).matches()) {
            String meant = group.contains("/") ? group.substring(0, group.indexOf('/')) : "";
            return Optional.of("\"" + group + "\" is a version, and a rule names the API group alone: write \""
                    + (meant.equals("core") ? "" : meant) + "\"");
        }
        if (group.equals("core")) {
            return Optional.of("The core API group has no name: write \"\" instead of \"core\"");
        }
        if (group.equals("extensions")) {
            return Optional.of("No supported version of Kubernetes serves the API group \"extensions\": write \""
                    + (resources.stream()
                                    .map(resource -> resource.split("/", 2)[0])
                                    .anyMatch(EXTENSIONS_OF_NETWORKING::contains)
                            ? "networking.k8s.io"
                            : "apps")
                    + "\"");
        }
        Optional<String> meant = questions.misspeltGroup(group);
        if (meant.isPresent() || QueryCheck.mayBeOfOthers(group)) {
            return meant.map(known -> "Kubernetes has no API group \"" + group + "\"" + Spelling.question(known));
        }
        return Optional.of("Kubernetes has no API group \"" + group
                + "\", and that of a CustomResourceDefinition has a dot: write its full name, as in"
                + " monitoring.coreos.com");
    }
}
