package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.internal.DeniedSubject;
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
 * @param declared the declared subject that it is for, or {@code null} for all
 * @param subject the same, by its user name
 * @param mode the mode
 * @param expected the expected refusals
 */
public record DeclaredDenials(
        String place,
        @Nullable SubjectSpec declared,
        DeniedSubject subject,
        DenialMode mode,
        List<ExpectedDenial> expected) {

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
            return declared.denials(element, wanted.subject(), place, placeholders);
        }
        throw new ExtensionConfigurationException(
                "@KubeDenials on " + place
                        + " is for no subject: write it beside @KubeUser, @KubeServiceAccount or @KubeIdentity, or on the class");
    }

    /**
     * Reads the expected refusals.
     *
     * @param declared the subject that they are for, or {@code null} for all
     * @param place where they are declared, for messages
     * @param placeholders the placeholders for names of namespaces
     */
    public static DeclaredDenials of(
            @Nullable DeclaredSubject declared,
            DenialMode mode,
            List<String> expected,
            String place,
            Map<String, String> placeholders) {
        DeniedSubject subject = declared == null
                ? DeniedSubject.EVERYBODY
                : declared.userName().map(DeniedSubject::named).orElseGet(DeniedSubject::unknown);
        return new DeclaredDenials(
                place,
                declared == null ? null : declared.spec(),
                subject,
                mode,
                expected.stream()
                        .map(text -> expected(subject, text, place, placeholders))
                        .toList());
    }

    /** Notes the user name of an identity, if it is about that. */
    void recognize(SubjectSpec identity, String userName) {
        if (identity.equals(declared)) {
            subject.recognize(userName);
        }
    }

    private static ExpectedDenial expected(
            DeniedSubject subject, String text, String place, Map<String, String> placeholders) {
        try {
            return ExpectedDenial.parse(subject, filledIn(text, place, placeholders));
        } catch (IllegalArgumentException mistake) {
            throw malformed(text, place, String.valueOf(mistake.getMessage()), mistake);
        }
    }

    /**
     * Requires that no expected refusal is one of a misspelled resource, as far as a cluster tells.
     *
     * @throws ExtensionConfigurationException if one is
     */
    void requireSpelled(Cluster cluster) {
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
