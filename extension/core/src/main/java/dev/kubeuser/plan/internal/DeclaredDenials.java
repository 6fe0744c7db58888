package dev.kubeuser.plan.internal;

import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.review.internal.ClusterKnowledge;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.internal.ExpectedDenial;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What one {@code @KubeDenials} declares.
 *
 * @param place where it is, for messages
 * @param userName the user whom it is for, or {@code null} for all
 * @param mode the mode
 * @param expected the expected refusals
 */
public record DeclaredDenials(String place, @Nullable String userName, DenialMode mode, List<ExpectedDenial> expected) {

    /** Reads what a field or parameter declares, which is for the subject that is injected there. */
    static Optional<DeclaredDenials> on(
            AnnotatedElement element,
            Optional<Injection> injection,
            String place,
            Map<String, String> placeholders,
            DeclarationSource declared) {
        if (!declared.hasDenials(element)) {
            return Optional.empty();
        }
        if (injection.isPresent() && injection.get() instanceof Injection.OfSubject wanted) {
            String userName = wanted.subject()
                    .userName()
                    .orElseThrow(() -> new ExtensionConfigurationException("@KubeDenials on " + place + " is for the "
                            + wanted.subject().subject()
                            + ", whose user name the API server alone knows: write it on the"
                            + " method or the class"));
            return declared.denials(element, userName, place, placeholders);
        }
        throw new ExtensionConfigurationException("@KubeDenials on " + place
                + " is for no subject: write it beside @KubeUser or @KubeServiceAccount, or on the class");
    }

    /**
     * Reads the expected refusals.
     *
     * @param userName the user whom they are for, or {@code null} for all
     * @param place where they are declared, for messages
     * @param placeholders the placeholders for names of namespaces
     */
    public static DeclaredDenials of(
            @Nullable String userName,
            DenialMode mode,
            List<String> expected,
            String place,
            Map<String, String> placeholders) {
        return new DeclaredDenials(
                place,
                userName,
                mode,
                expected.stream()
                        .map(text -> expected(userName, text, place, placeholders))
                        .toList());
    }

    private static ExpectedDenial expected(
            @Nullable String userName, String text, String place, Map<String, String> placeholders) {
        try {
            return ExpectedDenial.parse(userName, filledIn(text, place, placeholders));
        } catch (IllegalArgumentException mistake) {
            throw malformed(text, place, String.valueOf(mistake.getMessage()), mistake);
        }
    }

    /**
     * Requires that no expected refusal is one of a misspelled resource, as far as a cluster tells.
     *
     * @throws ExtensionConfigurationException if one is
     */
    void requireSpelled(ClusterKnowledge cluster) {
        for (ExpectedDenial each : expected) {
            try {
                each.requireSpelled(cluster);
            } catch (AccessQueryException mistake) {
                throw malformed(each.request().toString(), place, String.valueOf(mistake.getMessage()), mistake);
            }
        }
    }

    private static String filledIn(String text, String place, Map<String, String> placeholders) {
        try {
            return new StringSubstitutor(placeholders)
                    .setEnableUndefinedVariableException(true)
                    .replace(text);
        } catch (IllegalArgumentException undefined) {
            throw malformed(text, place, Placeholders.missing(text, placeholders.keySet()), undefined);
        }
    }

    private static ExtensionConfigurationException malformed(
            String text, String place, String why, @Nullable Throwable cause) {
        return new ExtensionConfigurationException(
                "@KubeDenials on " + place + " expects \"" + text + "\": " + why, cause);
    }
}
