package dev.kubeuser.assertion;

import dev.kubeuser.rbac.Difference;

/** Words in what a rule differs from a request. */
final class DifferenceText {

    private DifferenceText() {}

    static String of(Difference difference) {
        return switch (difference) {
            case RESOURCE_NAME -> "for other resourceNames";
            case SUBRESOURCE -> "for another subresource";
            case VERB -> "for other verbs";
            case API_GROUP -> "for other apiGroups";
            case NAMESPACE -> "for another namespace";
            case RESOURCE -> "for other resources";
            case PATH -> "for other URLs";
            case SUBJECT -> "for other subjects";
        };
    }
}
