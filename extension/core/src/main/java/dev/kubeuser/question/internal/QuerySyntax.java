package dev.kubeuser.question.internal;

import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.question.AccessQueryException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds mistakes in a question without asking a server. */
public final class QuerySyntax {

    /** The verb for a non-resource URL, as RBAC calls it, is the HTTP method. */
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    /** RBAC takes any text, but components that check their own verb use a word. */
    private static final Pattern VERB = Pattern.compile("\\*|[A-Za-z][-:._A-Za-z0-9]*");

    private static final Pattern RESOURCE =
            Pattern.compile("(\\*|[A-Za-z][-A-Za-z0-9]*)(\\.(\\*|[-a-z0-9]+(\\.[-a-z0-9]+)*))?(/\\S+)?");

    private QuerySyntax() {}

    public static void requireVerb(String verb) {
        if (!VERB.matcher(verb).matches() || isMiswritten(verb)) {
            throw new AccessQueryException("\"" + verb + "\" is not a verb: a verb is one word, such as list"
                    + Spelling.didYouMean(verb, KnownVerbs.OF_REQUESTS));
        }
    }

    /** A request's verb in another case, which would always be denied. */
    private static boolean isMiswritten(String verb) {
        String lower = verb.toLowerCase(Locale.ROOT);
        return !verb.equals(lower) && KnownVerbs.OF_REQUESTS.contains(lower);
    }

    public static void requireResource(String written) {
        if (!RESOURCE.matcher(written).matches()) {
            throw new AccessQueryException("\"" + written + "\" is not a resource: write it as kubectl does, pods,"
                    + " pods/log, deployments.apps/scale, or begin a URL with one /");
        }
    }

    public static void requireNamespace(String namespace) {
        if (!DnsNames.isLabel(namespace)) {
            throw new AccessQueryException("\"" + namespace + "\" cannot be the name of a namespace: up to 63"
                    + " lower-case letters, digits and hyphens; for all at once there is inAllNamespaces()");
        }
    }

    public static void requirePath(String verb, String path) {
        if (!METHODS.contains(verb) && !verb.equals("*")) {
            throw new AccessQueryException("URLs are asked for by HTTP method, " + String.join(", ", METHODS)
                    + "; nobody can \"" + verb + "\" " + path + Spelling.didYouMean(verb, METHODS));
        }
        if (isResourcePath(path)) {
            throw new AccessQueryException(path + " is the path of a resource. Rules for URLs, such as get /api/*, say"
                    + " nothing about it: name verb and resource, as in list(\"pods\").in(\"dev\")");
        }
        if (path.contains("?") || path.contains("#")) {
            throw new AccessQueryException(path + " is not the path of a request: leave out its query");
        }
        if (path.contains("*")) {
            throw new AccessQueryException(
                    path + " is not the path of a request: only rules have a *, so name one path");
        }
    }

    /** As the server tells requests apart: /api/VERSION/RESOURCE and /apis/GROUP/VERSION/RESOURCE. */
    private static boolean isResourcePath(String path) {
        List<String> parts = Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
        return (path.startsWith("/api/") && parts.size() >= 3) || (path.startsWith("/apis/") && parts.size() >= 4);
    }
}
