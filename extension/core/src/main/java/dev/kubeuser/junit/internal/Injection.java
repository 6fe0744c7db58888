// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.access.internal.ClientLibraries;
import dev.kubeuser.access.internal.ClientLibraries.ProvidedClient;
import dev.kubeuser.auth.AuthorizerEndpoint;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.junit.internal.DeclaredSubjects.DeclaredSubject;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The injection into a parameter or field, which its type and its annotations decide before anything starts.
 *
 * @param type the type of the parameter or field
 * @param subject the declared subject that it is for, or {@code null}
 * @param obstacle why one of our types cannot be provided here, which is reported when it is requested, or {@code null}
 * @param value gives the value; a {@link ProvidedClient} has to be closed
 */
record Injection(
        Class<?> type,
        @Nullable DeclaredSubject subject,
        @Nullable String obstacle,
        Function<TestScope, Object> value) {

    /** The types that belong to a cluster, and not to a subject. */
    private static final Map<Class<?>, Function<TestScope, Object>> OF_NOBODY = Map.of(
            Cluster.class, test -> test.scope().running(),
            ClusterAuthentication.class,
                    test -> ClusterAuthentication.of(test.scope().running()),
            WebhookEndpoint.class, TestScope::webhooks,
            AuthorizerEndpoint.class, test -> test.scope().authorizer());

    private static final Map<Class<?>, Function<KubeAccess, Object>> OF_SUBJECTS = Map.of(
            KubeAccess.class, access -> access,
            OkHttpClient.class, KubeAccess::httpClient,
            Kubeconfig.class, KubeAccess::kubeconfig,
            PemFiles.class, KubeAccess::pemFiles,
            X509Certificate.class, KubeAccess::certificate);

    private static final Set<Class<?>> OF_CERTIFICATES =
            Set.of(PemFiles.class, X509Certificate.class, CertificateFlow.class);

    /** The types of this library, which no other extension resolves. */
    private static final Set<Class<?>> OURS = Set.of(
            KubeAccess.class,
            Kubeconfig.class,
            PemFiles.class,
            CertificateFlow.class,
            Cluster.class,
            ClusterAuthentication.class,
            WebhookEndpoint.class,
            AuthorizerEndpoint.class);

    /**
     * Returns what is injected into a parameter, or empty if another resolver is responsible.
     *
     * @param declared what the parameter declares
     * @param scope the subjects that it can name
     * @param unnamed the subjects that it means without a name
     * @param elsewhere where else subjects are declared, for messages
     */
    static Optional<Injection> of(
            Parameter parameter,
            Declared declared,
            DeclaredSubjects scope,
            DeclaredSubjects unnamed,
            String elsewhere) {
        return declared.namespaces().isEmpty()
                ? new Point(parameter.getType(), Places.of(parameter), declared).resolve(scope, unnamed, elsewhere)
                : Optional.of(ofNamespace(declared.namespaces(), parameter));
    }

    /**
     * Returns what is injected into an annotated field.
     *
     * @param declared what the field declares
     * @param scope the subjects that it can name
     * @param elsewhere where else subjects are declared, for messages
     */
    static Injection of(Field field, Declared declared, DeclaredSubjects scope, String elsewhere) {
        return new Point(field.getType(), Places.of(field), declared)
                .resolve(scope, scope, elsewhere)
                .orElseThrow();
    }

    private static Injection ofNamespace(Set<String> names, Parameter parameter) {
        String place = Places.of(parameter);
        if (names.size() > 1) {
            throw new ExtensionConfigurationException(
                    place + " has several @KubeNamespace annotations; a parameter takes one");
        }
        String name = names.iterator().next();
        PolicyPlan.requireName(name, place);
        if (parameter.getType() != String.class) {
            throw new ExtensionConfigurationException(
                    "@KubeNamespace on " + place + ": it injects a String, so declare the parameter as String");
        }
        return new Injection(String.class, null, null, test -> test.namespace(name));
    }

    Injection requirePossible() {
        if (obstacle != null) {
            throw new ExtensionConfigurationException(obstacle);
        }
        return this;
    }

    /** Converts an access to a type. */
    static Object form(Class<?> type, KubeAccess access) {
        Function<KubeAccess, Object> form = OF_SUBJECTS.get(type);
        return form == null ? ClientLibraries.installed().create(type, access) : form.apply(access);
    }

    /** The types that can be injected instead, for messages. */
    static String others() {
        return "; what can be: KubeAccess, OkHttpClient, "
                + ClientLibraries.installed().types()
                + ", Kubeconfig, PemFiles, X509Certificate, CertificateFlow, and Cluster, ClusterAuthentication,"
                + " WebhookEndpoint and AuthorizerEndpoint (without annotation)";
    }

    /** Whether a type belongs to this library, so that no other extension resolves it. */
    private static boolean isOurs(Class<?> type) {
        return OURS.contains(type);
    }

    private static boolean isKnown(Class<?> type) {
        return isOurs(type) || OF_SUBJECTS.containsKey(type);
    }

    /** A parameter or field, and what its annotations say. */
    private record Point(Class<?> type, String place, Declared declared) {

        Point {
            int others = (declared.isAdmin() ? 1 : 0) + (declared.isAnonymous() ? 1 : 0);
            if (declared.subjects().size() + others > 1) {
                throw new ExtensionConfigurationException(place
                        + " has several of @KubeUser, @KubeServiceAccount, @KubeIdentity, @KubeAnonymous and "
                        + "@KubeAdmin; it takes one subject");
            }
        }

        Optional<Injection> resolve(DeclaredSubjects scope, DeclaredSubjects unnamed, String elsewhere) {
            boolean isForUs = declared.isInjected() || isOurs(type) || (isSupported() && !unnamed.isEmpty());
            return isForUs ? Optional.of(resolved(scope, unnamed, elsewhere)) : Optional.empty();
        }

        private boolean isSupported() {
            return isKnown(type) || ClientLibraries.installed().offer(type);
        }

        private Injection resolved(DeclaredSubjects scope, DeclaredSubjects unnamed, String elsewhere) {
            String obstacle = obstacle();
            if (obstacle != null) {
                return impossible(obstacle);
            }
            if (OF_NOBODY.containsKey(type)) {
                return new Injection(type, null, null, OF_NOBODY.get(type));
            }
            if (declared.isAdmin()) {
                return new Injection(
                        type, null, null, test -> test.form(type, test.scope().admin()));
            }
            return declared.isAnonymous()
                    ? new Injection(
                            type,
                            null,
                            null,
                            test -> test.form(type, test.scope().anonymous()))
                    : ofSubject(scope, unnamed, elsewhere);
        }

        private Injection impossible(String why) {
            return new Injection(type, null, why, test -> why);
        }

        private @Nullable String obstacle() {
            Optional<String> obstacle = obstacleOfType();
            if (obstacle.isPresent()) {
                return "A " + type.getName() + " cannot be injected into " + place + purpose() + obstacle.get();
            }
            return declared.isInjected() && OF_NOBODY.containsKey(type)
                    ? "The " + type.getSimpleName() + " in " + place
                            + " has no subject: remove the annotation of a subject"
                    : null;
        }

        private String purpose() {
            if (declared.isAnonymous()) {
                return " for anonymous access";
            }
            return declared.isAdmin() ? " for the administrator" : "";
        }

        private Optional<String> obstacleOfType() {
            boolean isFlowOfAdmin = declared.isAdmin() && type == CertificateFlow.class;
            boolean isCertificateOfNobody = declared.isAnonymous() && OF_CERTIFICATES.contains(type);
            if (isFlowOfAdmin || isCertificateOfNobody) {
                return Optional.of(others());
            }
            if (isKnown(type)) {
                return Optional.empty();
            }
            Optional<String> obstacle =
                    ClientLibraries.installed().obstacle(type).map(why -> ": " + why);
            return obstacle.isPresent() || isSupported() ? obstacle : Optional.of(others());
        }

        private Injection ofSubject(DeclaredSubjects scope, DeclaredSubjects unnamed, String elsewhere) {
            if (!declared.subjects().isEmpty()) {
                return of(scope.find(declared.subjects().get(0).subject()).orElseThrow());
            }
            if (unnamed.all().size() == 1) {
                return of(unnamed.all().iterator().next());
            }
            return impossible(
                    unnamed.isEmpty()
                            ? "No user is declared for " + place + ": put @KubeUser(\"...\") on the class" + elsewhere
                            : "Several subjects are declared, and " + place
                                    + " does not say which it wants: annotate it with @KubeUser(\"...\") or"
                                    + " another annotation of a subject and one of " + unnamed.describe());
        }

        private Injection of(DeclaredSubject subject) {
            return OF_CERTIFICATES.contains(type) && !subject.hasCertificate()
                    ? impossible("A " + type.getSimpleName() + " cannot be injected into " + place + ": the "
                            + subject.subject()
                            + (subject.spec() instanceof UserSpec ? " is impersonated" : " has a token")
                            + " and has no certificate")
                    : new Injection(type, subject, null, test -> test.give(type, subject));
        }
    }
}
