package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that a test declares as expected.
 *
 * @param userName the user who may be refused, or {@code null} for any
 * @param request the request; an empty name or namespace stands for any
 */
public record ExpectedDenial(@Nullable String userName, RequestAttributes request) {

    private static final Pattern TEXT =
            Pattern.compile("(\\S+) (\\S+)(?: (?!in )(?:\"([^\"]+)\"|(\\S+)))?(?: in (\\S+))?");

    /**
     * {@return the refusal that a text names, in the words of denials}
     *
     * @param userName the user who may be refused, or {@code null} for any
     * @param text for example {@code get secrets db in dev}
     * @throws IllegalArgumentException if the text is malformed; the message says how to write it
     */
    public static ExpectedDenial parse(@Nullable String userName, String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write it as in \"list secrets\" or \"get secrets db in dev\"");
        }
        String name = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
        try {
            AccessQuery query = AccessQuery.verb(matcher.group(1), matcher.group(2));
            AccessQuery named = name == null ? query : query.named(name);
            return new ExpectedDenial(
                    userName, (matcher.group(5) == null ? named : named.in(matcher.group(5))).attributes());
        } catch (AccessQueryException mistake) {
            throw new IllegalArgumentException(String.valueOf(mistake.getMessage()), mistake);
        }
    }

    boolean matches(RefusedRequest refused) {
        return (userName == null || userName.equals(refused.user().name()))
                && refused.missing().stream().anyMatch(this::matches);
    }

    private boolean matches(RequestAttributes missing) {
        if (!(request instanceof ResourceAttributes wanted) || !(missing instanceof ResourceAttributes found)) {
            return request.equals(missing);
        }
        String namespace = wanted.namespace().isEmpty() ? found.namespace() : wanted.namespace();
        String name = wanted.name().isEmpty() ? found.name() : wanted.name();
        return wanted.in(namespace).named(name).equals(found);
    }
}
