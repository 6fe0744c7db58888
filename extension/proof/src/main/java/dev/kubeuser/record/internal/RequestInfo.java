// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.base.internal.FieldSelector;
import dev.kubeuser.base.internal.LabelSelector;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * How authorizers see a request, from its method and URL alone. The rules are those of
 * {@code k8s.io/apiserver/pkg/endpoints/request/requestinfo.go}.
 *
 * @param method the HTTP method
 * @param url the URL as the API server sees it
 */
record RequestInfo(String method, HttpUrl url) {

    private static final Set<String> VERBS_IN_PATHS = Set.of("proxy", "watch");
    private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");
    private static final Set<String> NUMBERS = Set.of("limit", "timeoutSeconds");

    /** Creates one from the verb and the URI of an audit event; empty if the URI is not a path, as for OPTIONS. */
    static Optional<RequestInfo> of(String verb, String requestUri) {
        String method = switch (verb) {
            case "get", "list", "watch" -> "GET";
            case "create" -> "POST";
            case "update" -> "PUT";
            case "deletecollection" -> "DELETE";
            default -> verb.toUpperCase(Locale.ROOT);
        };
        return Optional.of(requestUri)
                .filter(uri -> uri.startsWith("/"))
                .map(uri -> HttpUrl.parse("https://kubernetes" + uri))
                .map(url -> new RequestInfo(method, url));
    }

    /** Returns empty for a path that never reaches authorizers because the server answers 500. */
    Optional<RequestAttributes> attributes() {
        List<String> parts = Stream.of(path().split("/", -1)).skip(1).toList();
        parts = trimmed(parts);
        boolean isGrouped = parts.size() > 3 && parts.get(0).equals("apis");
        if (!isGrouped && (parts.size() < 3 || !parts.get(0).equals("api"))) {
            return Optional.of(new NonResourceAttributes(method.toLowerCase(Locale.ROOT), path()));
        }
        String group = isGrouped ? parts.get(1) : "";
        List<String> rest = parts.subList(isGrouped ? 3 : 2, parts.size());
        if (!VERBS_IN_PATHS.contains(rest.get(0))) {
            return Optional.of(resource(verb(), group, rest));
        }
        return rest.size() == 1
                ? Optional.empty()
                : Optional.of(resource(rest.get(0), group, rest.subList(1, rest.size())));
    }

    private String path() {
        return "/" + String.join("/", url.pathSegments());
    }

    private static List<String> trimmed(List<String> parts) {
        int begin = 0;
        int end = parts.size();
        while (begin < end && parts.get(begin).isEmpty()) {
            begin++;
        }
        while (end > begin && parts.get(end - 1).isEmpty()) {
            end--;
        }
        return parts.subList(begin, end);
    }

    private String verb() {
        return switch (method) {
            case "POST" -> "create";
            case "GET", "HEAD" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    /** The namespace of a Namespace object is the object itself. A resource or a subresource follows its name. */
    private RequestAttributes resource(String verb, String group, List<String> parts) {
        boolean isNamespaced = parts.get(0).equals("namespaces") && parts.size() > 1;
        String namespace = isNamespaced ? parts.get(1) : "";
        boolean isWithin = isNamespaced && parts.size() > 2 && !OF_NAMESPACES.contains(parts.get(2));
        List<String> object = isWithin ? parts.subList(2, parts.size()) : parts;
        String name = object.size() > 1 ? object.get(1) : "";
        String subresource = object.size() > 2 && !verb.equals("proxy") ? object.get(2) : "";
        ResourceAttributes attributes =
                new ResourceAttributes(verb, group, object.get(0), subresource, namespace, name);
        return name.isEmpty() ? ofCollection(attributes) : attributes;
    }

    /**
     * With a malformed number, authorizers see no name. A malformed label selector has the same effect, but is not
     * checked here.
     */
    private ResourceAttributes ofCollection(ResourceAttributes all) {
        FieldSelector fields = FieldSelector.seen(parameter("fieldSelector"));
        LabelSelector labels = LabelSelector.seen(parameter("labelSelector"));
        return switch (all.verb()) {
            case "get" ->
                all.withVerb(isWatch() ? "watch" : "list")
                        .named(areNumbersValid() ? fields.name().orElse("") : "")
                        .selecting(fields, labels);
            case "delete" -> all.withVerb("deletecollection").selecting(fields, labels);
            default -> all;
        };
    }

    private String parameter(String name) {
        return Objects.requireNonNullElse(url.queryParameter(name), "");
    }

    /** Whether it deletes an object that cannot be read, which another permission is needed for. */
    boolean ignoresReadErrors() {
        return method.equals("DELETE") && isSet("ignoreStoreReadErrorWithClusterBreakingPotential");
    }

    private boolean isWatch() {
        return isSet("watch");
    }

    private boolean isSet(String parameter) {
        if (!url.queryParameterNames().contains(parameter)) {
            return false;
        }
        String written = url.queryParameter(parameter);
        return written == null || !Set.of("false", "0").contains(written.toLowerCase(Locale.ROOT));
    }

    private boolean areNumbersValid() {
        return NUMBERS.stream().filter(url.queryParameterNames()::contains).allMatch(this::isNumber);
    }

    private boolean isNumber(String parameter) {
        try {
            Long.parseLong(String.valueOf(url.queryParameter(parameter)));
            return true;
        } catch (NumberFormatException malformed) {
            return false;
        }
    }
}
