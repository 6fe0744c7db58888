package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lists of a rule. */
enum RuleList {
    VERBS("verbs"),
    API_GROUPS("apiGroups"),
    RESOURCES("resources"),
    RESOURCE_NAMES("resourceNames"),
    URLS("nonResourceURLs");

    private static final String ALL = "*";

    private final String key;

    RuleList(String key) {
        this.key = key;
    }

    /** Returns the key in a manifest. */
    String key() {
        return key;
    }

    List<String> values(RbacRule rule) {
        return switch (this) {
            case VERBS -> rule.verbs();
            case API_GROUPS -> rule.apiGroups();
            case RESOURCES -> rule.resources();
            case RESOURCE_NAMES -> rule.resourceNames();
            case URLS -> rule.nonResourceUrls();
        };
    }

    /** Whether a value stands for other values, all of which can be written instead. The set of URLs is open-ended. */
    boolean isWildcard(String value) {
        return switch (this) {
            case VERBS, API_GROUPS -> value.equals(ALL);
            case RESOURCES -> value.equals(ALL) || value.startsWith(ALL + "/");
            case RESOURCE_NAMES, URLS -> false;
        };
    }

    /** Returns what a request needs in this list, or null if it needs nothing there. */
    @Nullable
    String needed(RequestAttributes request) {
        Permission needed = Permission.of(request);
        boolean isUrl = request instanceof NonResourceAttributes;
        return switch (this) {
            case VERBS -> needed.verb();
            case API_GROUPS -> isUrl ? null : needed.apiGroup();
            case RESOURCES -> isUrl ? null : needed.resource();
            case RESOURCE_NAMES -> isUrl ? null : needed.resourceName();
            case URLS -> isUrl ? needed.nonResourceUrl() : null;
        };
    }

    /** Returns the index of the value that allows what is needed, the narrowest first; or -1. */
    int index(RbacRule rule, RequestAttributes request) {
        List<String> written = values(rule);
        String needed = needed(request);
        int exact = needed == null ? -1 : written.indexOf(needed);
        if (needed == null || exact >= 0) {
            return exact;
        }
        return switch (this) {
            case VERBS, API_GROUPS -> written.indexOf(ALL);
            case RESOURCES -> anyResource(written, (ResourceAttributes) request);
            case RESOURCE_NAMES -> -1;
            case URLS -> longestPrefix(written, (NonResourceAttributes) request);
        };
    }

    private static int anyResource(List<String> written, ResourceAttributes request) {
        int ofSubresource = request.subresource().isEmpty() ? -1 : written.indexOf(ALL + "/" + request.subresource());
        return ofSubresource >= 0 ? ofSubresource : written.indexOf(ALL);
    }

    private static int longestPrefix(List<String> written, NonResourceAttributes request) {
        int longest = -1;
        for (int index = 0; index < written.size(); index++) {
            String url = written.get(index);
            if (request.isMatchedBy(url)
                    && (longest < 0 || url.length() > written.get(longest).length())) {
                longest = index;
            }
        }
        return longest;
    }
}
