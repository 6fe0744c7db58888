// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A field selector as the API server reads it.
 *
 * @param terms what it requires, all of it, in the order of the API server
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/">Field selectors</a>
 */
public record FieldSelector(List<Term> terms) {

    private static final String NAME = "metadata.name";

    /** A comma after a backslash belongs to a value. Possessive, since a long one would overflow the stack. */
    private static final Pattern TERM = Pattern.compile("(?:[^\\\\,]|\\\\.|\\\\$)++", Pattern.DOTALL);

    /** Copies the list. */
    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /**
     * {@return the selector that a text stands for}
     *
     * @throws IllegalArgumentException if the API server cannot read it
     */
    public static FieldSelector parse(String text) {
        return new FieldSelector(TERM.matcher(text)
                .results()
                .map(MatchResult::group)
                .sorted()
                .map(Term::parse)
                .toList());
    }

    /** {@return the selector as authorizers see that of a request: none if the API server cannot read it} */
    public static FieldSelector seen(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException malformed) {
            return new FieldSelector(List.of());
        }
    }

    /** {@return the selector as authorizers see that of an access review} */
    public static FieldSelector ofReview(JsonObject written) {
        List<JsonElement> requirements = Json.list(written, "requirements");
        return requirements.isEmpty()
                ? seen(Json.text(written, "rawSelector"))
                : new FieldSelector(
                        requirements.stream().flatMap(Term::ofReview).toList());
    }

    /** {@return the name of the only object that a list or watch is for; empty if it is for several} */
    public Optional<String> name() {
        return terms.stream()
                .filter(term -> term.field().equals(NAME) && term.isEqual())
                .map(Term::value)
                .findFirst()
                .filter(name -> !Set.of(".", "..").contains(name) && !name.contains("/") && !name.contains("%"));
    }

    /** {@return the same without that name, which the request has beside it} */
    public FieldSelector without(String name) {
        return new FieldSelector(terms.stream()
                .filter(Predicate.not(new Term(NAME, true, name)::equals))
                .toList());
    }

    /** {@return the same with the name of an object} */
    public FieldSelector with(String name) {
        return new FieldSelector(Stream.concat(Stream.of(new Term(NAME, true, name)), terms.stream())
                .toList());
    }

    /** {@return it as a request has it; equal for selectors that require the same} */
    @Override
    public String toString() {
        return terms.stream().map(Term::toString).distinct().sorted().collect(Collectors.joining(","));
    }

    private record Term(String field, boolean isEqual, String value) {

        private static final Pattern FORM =
                Pattern.compile("((?:(?!!?=).)*+)(!=|==?)((?:[^\\\\,=]|\\\\[\\\\,=])*+)", Pattern.DOTALL);

        static Term parse(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("\"" + text + "\" is not a field selector: write FIELD=VALUE or"
                        + " FIELD!=VALUE, a comma between several, and a \\ before each comma, = and \\ of a value");
            }
            return new Term(
                    parts.group(1), !parts.group(2).equals("!="), parts.group(3).replaceAll("\\\\(.)", "$1"));
        }

        /** The API server ignores what has another operator or another number of values. */
        static Stream<Term> ofReview(JsonElement requirement) {
            List<String> values = Json.texts(requirement, "values");
            String operator = Json.text(requirement, "operator");
            return values.size() == 1 && Set.of("In", "NotIn").contains(operator)
                    ? Stream.of(new Term(Json.text(requirement, "key"), operator.equals("In"), values.get(0)))
                    : Stream.empty();
        }

        @Override
        public String toString() {
            return field + (isEqual ? "=" : "!=") + value.replaceAll("[\\\\,=]", "\\\\$0");
        }
    }
}
