package dev.kubeuser.table.internal;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;

/**
 * A line of a table of access as written: with placeholders, and with empty text for what it leaves out.
 *
 * @param place the file and line, for messages
 * @param subject the subject
 * @param verb the verb
 * @param resource the resource, or the path
 * @param object the name of the object
 * @param namespace the namespace; {@code *} for all
 * @param allowed whether it should be allowed
 * @param by the binding that should allow it
 */
record WrittenLine(
        String place,
        String subject,
        String verb,
        String resource,
        String object,
        String namespace,
        boolean allowed,
        String by) {

    /**
     * Fills in placeholders.
     *
     * @param title what the table says of it, before its text
     * @throws ConfigurationException if it is malformed
     */
    RequestLine read(String title, Map<String, String> placeholders) {
        try {
            return new RequestLine(
                    place,
                    words(title),
                    fillIn(subject, placeholders),
                    query(placeholders),
                    allowed,
                    by.isEmpty() ? null : BindingReference.parse(fillIn(by, placeholders)));
        } catch (AccessQueryException | IllegalArgumentException malformed) {
            throw new ConfigurationException(place + ": " + malformed.getMessage(), malformed);
        }
    }

    private LineWords words(String title) {
        String where = namespace.equals("*") ? "in all namespaces" : namespace.isEmpty() ? "" : "in " + namespace;
        String question = sentence(verb, resource, object, where);
        String giver = by.isEmpty() ? "" : "by " + by;
        return new LineWords(
                title,
                subject,
                question,
                sentence(allowed ? "allow" : "deny", giver),
                sentence(subject, allowed ? "can" : "cannot", question, giver));
    }

    private static String sentence(String... words) {
        return Stream.of(words).filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
    }

    private String fillIn(String written, Map<String, String> placeholders) {
        return fillIn(place, written, placeholders);
    }

    /**
     * Fills in placeholders.
     *
     * @param place the file and line, for messages
     */
    static String fillIn(String place, String written, Map<String, String> placeholders) {
        try {
            return new StringSubstitutor(placeholders)
                    .setEnableUndefinedVariableException(true)
                    .replace(written);
        } catch (IllegalArgumentException undefined) {
            throw new ConfigurationException(
                    place + ": " + Placeholders.missing(written, placeholders.keySet()), undefined);
        }
    }

    AccessQuery query(Map<String, String> placeholders) {
        AccessQuery query = AccessQuery.verb(fillIn(verb, placeholders), fillIn(resource, placeholders));
        AccessQuery named = object.isEmpty() ? query : query.named(fillIn(object, placeholders));
        if (namespace.isEmpty()) {
            return named;
        }
        return namespace.equals("*") ? named.inAllNamespaces() : named.in(fillIn(namespace, placeholders));
    }
}
