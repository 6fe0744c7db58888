// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles and bindings for the files that a command reads, each in a document of its own. */
final class Rbac {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private Rbac() {}

    /** A role such as {@code "Role dev/readers"}, with each rule on a line. */
    static String role(String role, String... rules) {
        return document(role, "rules:\n", Stream.of(rules));
    }

    /** A binding such as {@code "RoleBinding dev/readers"} of a role such as {@code "Role readers"}. */
    static String binding(String binding, String role, String... subjects) {
        String[] words = role.split(" ", 2);
        String roleRef = "roleRef: {apiGroup: " + GROUP + ", kind: " + words[0] + ", name: \"" + words[1] + "\"}\n";
        return document(binding, roleRef + "subjects:\n", Stream.of(subjects).map(Rbac::subject));
    }

    private static String document(String what, String content, Stream<String> entries) {
        String[] words = what.split(" ", 2);
        String[] place = words[1].split("/", 2);
        return "---\napiVersion: " + GROUP + "/v1\nkind: " + words[0] + "\nmetadata: {name: " + place[place.length - 1]
                + (place.length == 1 ? "" : ", namespace: " + place[0]) + "}\n" + content
                + entries.map(entry -> "- " + entry + "\n").collect(Collectors.joining());
    }

    private static String subject(String subject) {
        String[] words = subject.split(" ", 2);
        String[] place = words[1].split("/", 2);
        return words[0].equals("ServiceAccount")
                ? "{kind: ServiceAccount, namespace: " + place[0] + ", name: " + place[1] + "}"
                : "{apiGroup: " + GROUP + ", kind: " + words[0] + ", name: \"" + words[1] + "\"}";
    }
}
