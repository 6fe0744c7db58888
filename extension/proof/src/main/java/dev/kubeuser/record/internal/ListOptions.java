package dev.kubeuser.record.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * How authorizers see the query of a list or watch. With a malformed number or field selector they see no name. A
 * malformed label selector has the same effect, but is not checked here.
 *
 * @param url the URL of the request
 */
record ListOptions(HttpUrl url) {

    private static final Pattern TERM = Pattern.compile("(?:[^\\\\,]|\\\\.|\\\\$)+", Pattern.DOTALL);
    private static final Set<String> NUMBERS = Set.of("limit", "timeoutSeconds");

    boolean isWatch() {
        if (!url.queryParameterNames().contains("watch")) {
            return false;
        }
        String written = url.queryParameter("watch");
        return written == null || !Set.of("false", "0").contains(written.toLowerCase(Locale.ROOT));
    }

    /** Returns the one name that the field selector selects, or empty. */
    String name() {
        return areNumbersValid() ? selected().filter(ListOptions::canBeInPath).orElse("") : "";
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

    /** Returns the selected name. Of several names the API server takes the first in order. */
    private Optional<String> selected() {
        String selector = url.queryParameter("fieldSelector");
        List<Term> terms = new ArrayList<>();
        for (String text : terms(selector == null ? "" : selector)) {
            Term term = Term.parse(text);
            if (term == null) {
                return Optional.empty();
            }
            terms.add(term);
        }
        return terms.stream()
                .filter(term ->
                        term.field().equals("metadata.name") && !term.operator().equals("!="))
                .map(Term::value)
                .findFirst();
    }

    /** Returns the terms in order. A comma after a backslash belongs to a value. */
    private static List<String> terms(String selector) {
        return TERM.matcher(selector)
                .results()
                .map(MatchResult::group)
                .filter(term -> !term.isEmpty())
                .sorted()
                .toList();
    }

    private static boolean canBeInPath(String name) {
        return !Set.of(".", "..").contains(name) && !name.contains("/") && !name.contains("%");
    }

    private record Term(String field, String operator, String value) {

        private static final Pattern FORM = Pattern.compile(
                "(?<field>.*?)(?<operator>!=|==|=)(?<value>(?:[^\\\\,=]|\\\\[\\\\,=])*)", Pattern.DOTALL);

        /** Returns null if the term is malformed. */
        static @Nullable Term parse(String text) {
            Matcher parts = FORM.matcher(text);
            return parts.matches()
                    ? new Term(
                            parts.group("field"),
                            parts.group("operator"),
                            parts.group("value").replaceAll("\\\\(.)", "$1"))
                    : null;
        }
    }
}
