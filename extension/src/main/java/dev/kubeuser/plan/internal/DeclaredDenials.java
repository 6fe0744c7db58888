package dev.kubeuser.plan.internal;

import dev.kubeuser.KubeDenials;
import dev.kubeuser.coverage.DenialMode;
import dev.kubeuser.coverage.internal.recording.ExpectedDenial;
import dev.kubeuser.discovery.internal.OfflineDiscovery;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.review.internal.QueryCheck;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What one {@link KubeDenials} declares.
 *
 * @param userName the user whom it is for, or {@code null} for all
 * @param mode the mode
 * @param expected the expected refusals
 */
record DeclaredDenials(@Nullable String userName, DenialMode mode, List<ExpectedDenial> expected) {

    /**
     * Reads the annotation of a class or method, if it has one.
     *
     * @param placeholders the placeholders for names of namespaces
     */
    static Optional<DeclaredDenials> on(AnnotatedElement element, String place, Map<String, String> placeholders) {
        return AnnotationSupport.findAnnotation(element, KubeDenials.class)
                .map(annotation -> of(annotation, null, place, placeholders));
    }

    /** Reads the annotation of a field or parameter, which is for the subject that is injected there. */
    static Optional<DeclaredDenials> on(
            AnnotatedElement element, Optional<Injection> injection, String place, Map<String, String> placeholders) {
        return AnnotationSupport.findAnnotation(element, KubeDenials.class).map(annotation -> {
            if (injection.isPresent() && injection.get() instanceof Injection.OfSubject wanted) {
                return of(annotation, wanted.subject().spec().userName(), place, placeholders);
            }
            throw new ExtensionConfigurationException("@KubeDenials on " + place
                    + " is for no subject: write it beside @KubeUser or @KubeServiceAccount, or on the class");
        });
    }

    private static DeclaredDenials of(
            KubeDenials annotation, @Nullable String userName, String place, Map<String, String> placeholders) {
        return new DeclaredDenials(
                userName,
                annotation.value(),
                Stream.of(annotation.expected())
                        .map(text -> expected(userName, text, place, placeholders))
                        .toList());
    }

    private static ExpectedDenial expected(
            @Nullable String userName, String text, String place, Map<String, String> placeholders) {
        try {
            ExpectedDenial expected = ExpectedDenial.parse(userName, filledIn(text, place, placeholders));
            requireKnown(expected);
            return expected;
        } catch (IllegalArgumentException | AccessQueryException mistake) {
            throw malformed(text, place, String.valueOf(mistake.getMessage()), mistake);
        }
    }

    /**
     * Refuses what no API server is asked for, which would expect nothing. A cluster may serve further groups, and
     * another version of it further resources of those that are known here; but the core group no longer grows.
     */
    private static void requireKnown(ExpectedDenial expected) {
        if (expected.request() instanceof ResourceAttributes resource
                && resource.apiGroup().isEmpty()) {
            QueryCheck check = new QueryCheck(OfflineDiscovery.ofKubernetes(), ServerFeature.all());
            AccessQuery query = AccessQuery.verb(resource.verb(), resource.resourceInRules());
            check.require(check.isInNamespaces(query) ? query.inAllNamespaces() : query);
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
