// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.Optional;
import java.util.Set;

/** The form in which a question is asked. Messages about a question use the words of its form. */
public enum Dialect {
    /** Methods and annotations. */
    JAVA,
    /** A case of a table. */
    TABLE,
    /** Arguments of the command line. */
    ARGUMENTS,
    /** A refused request, as in {@code get secrets db in dev}. */
    REFUSAL;

    /** The verbs that have a method of their own. */
    private static final Set<String> METHODS =
            Set.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    /** A whole question about a resource in a namespace. */
    public String question(String verb, String resource, String namespace) {
        return switch (this) {
            case JAVA ->
                (METHODS.contains(verb) ? verb + "(\"" : "verb(\"" + verb + "\", \"") + resource + "\")."
                        + in(namespace);
            case TABLE -> "{verb: " + verb + ", resource: " + resource + ", " + in(namespace) + "}";
            case ARGUMENTS, REFUSAL -> verb + " " + resource + " " + in(namespace);
        };
    }

    /** The part of a question that names a namespace. */
    public String in(String namespace) {
        return switch (this) {
            case JAVA -> "in(\"" + namespace + "\")";
            case TABLE -> "namespace: " + namespace;
            case ARGUMENTS -> "-n " + namespace;
            case REFUSAL -> "in " + namespace;
        };
    }

    /** What makes a question one about all namespaces at once. */
    public String inAllNamespaces() {
        return switch (this) {
            case JAVA -> "inAllNamespaces()";
            case TABLE -> "namespace: \"*\"";
            case ARGUMENTS -> "the question without -n";
            case REFUSAL -> "the request without in";
        };
    }

    /** The same, behind the rest of the question. */
    public String thenInAllNamespaces() {
        return this == JAVA ? "." + inAllNamespaces() : inAllNamespaces();
    }

    /** What makes a statement one about every namespace. */
    public String inEveryNamespace() {
        return this == TABLE ? "namespaces: every" : "inEveryNamespace() before the statement";
    }

    /** The part of a question that names an object. */
    public String named(String name) {
        return switch (this) {
            case JAVA -> "named(\"" + name + "\")";
            case TABLE -> "name: " + name;
            case ARGUMENTS, REFUSAL -> "the name " + name;
        };
    }

    /** The part of a question that selects objects by their fields. */
    public String where(String selector) {
        return selecting("where", selector);
    }

    /** The part of a question that selects objects by their labels. */
    public String labelled(String selector) {
        return selecting("labelled", selector);
    }

    private String selecting(String word, String selector) {
        return switch (this) {
            case JAVA -> word + "(\"" + selector + "\")";
            case TABLE -> word + ": " + selector;
            case ARGUMENTS, REFUSAL -> word + " " + selector;
        };
    }

    /** Where a question names an object. */
    public String objectName() {
        return switch (this) {
            case JAVA -> "named(...)";
            case TABLE -> "name";
            case ARGUMENTS -> "NAME";
            case REFUSAL -> "the words behind the resource";
        };
    }

    /** What makes a question one about what a server does not have, if that can be asked. */
    public Optional<String> unchecked() {
        return switch (this) {
            case JAVA -> Optional.of(".unchecked()");
            case TABLE, REFUSAL -> Optional.empty();
            case ARGUMENTS -> Optional.of("--unchecked");
        };
    }

    /** What to do if the server has not seen a change yet. */
    public String afterChange() {
        return (this == JAVA ? "eventually() before the assertion waits until" : "run the test again once")
                + " the server has seen them.";
    }

    /** What to do instead of a user in the group {@code system:masters}. */
    public String administrator() {
        return "For an administrator" + (this == JAVA ? " use @KubeAdmin, or" : ",")
                + " bind another group to the ClusterRole cluster-admin";
    }

    /** What to do instead of a user {@code system:anonymous}. */
    public String anonymous() {
        return this == JAVA
                ? "For requests without a credential use @KubeAnonymous"
                : "A request without a credential needs no user: leave it out";
    }
}
