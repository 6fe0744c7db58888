// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import java.util.List;
import java.util.stream.Stream;

/** The words of random policies and random questions: few, so that they meet, and with the odd ones among them. */
record Vocabulary(String round) {

    static final List<String> NAMESPACES = List.of("dev", "prod");
    static final List<String> VERBS = List.of("get", "list", "create", "deletecollection", "GET", "use");
    static final List<String> API_GROUPS = List.of("", "apps", "example.com", "Apps");
    static final List<String> RESOURCES = List.of("pods", "deployments", "widgets", "Pods");
    static final List<String> SUBRESOURCES = List.of("log", "scale", "old", "log/old");
    static final List<String> NAMES = List.of("a", "b", "A");
    static final List<String> PATHS = List.of("/", "/logs", "/logs/", "/logs/old", "/logs*", "/LOGS", "/a/b/c", "logs");

    static final List<String> URL_PATTERNS =
            List.of("/logs/*", "/logs*", "/logs/**", "/l*", "/*", "/a/*/c", "*", "**", "*/old", "/logs/old");
    static final List<String> RESOURCE_PATTERNS = List.of(
            "*",
            "*/",
            "pods/",
            "*/log",
            "*/scale",
            "*/*",
            "pods/*",
            "*/log/old",
            "pods/log",
            "deployments/scale",
            "pods/log/old");

    List<String> users() {
        return Stream.of(
                        "ann",
                        "Ann",
                        "bob \"the\\builder\"",
                        "\u00e9\u65e5\u672c",
                        "\ud83d\ude00\t\u00a0\u200b\n\u007f")
                .map(name -> round + name)
                .toList();
    }

    List<String> groups() {
        return Stream.of("ops", "OPS", "a, b", "[x]").map(name -> round + name).toList();
    }

    List<String> serviceAccounts() {
        return List.of(round + "robot", round + "robot.two");
    }

    static List<String> either(List<String> these, List<String> those) {
        return Stream.concat(these.stream(), those.stream()).toList();
    }

    static List<String> either(List<String> these, String... those) {
        return either(these, List.of(those));
    }
}
