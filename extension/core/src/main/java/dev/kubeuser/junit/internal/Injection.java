package dev.kubeuser.junit.internal;

import dev.kubeuser.authorizer.AuthorizerEndpoint;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What is injected into a parameter or field, decided before anything starts. */
public sealed interface Injection {

    /** The name of a namespace. */
    record OfNamespace(String name) implements Injection {}

    /** The cluster itself. */
    record OfCluster() implements Injection {}

    /** How the cluster authenticates. */
    record OfAuthentication() implements Injection {}

    /** Where the test serves webhooks. */
    record OfWebhooks() implements Injection {}

    /** Where the test answers for webhook authorizers. */
    record OfAuthorizer() implements Injection {}

    /** Access as the administrator. */
    record OfAdmin(Class<?> type) implements Injection {}

    /** Access without a credential. */
    record OfAnonymous(Class<?> type) implements Injection {}

    /** Access as a declared subject. */
    record OfSubject(Class<?> type, DeclaredSubject subject) implements Injection {}

    /** One of our types that cannot be provided here. Reported when it is requested. */
    record Impossible(String why) implements Injection {}

    /**
     * Returns what is injected into a parameter, or empty if another resolver is responsible.
     *
     * @param scope the subjects that it can name
     * @param unnamed the subjects that it means without a name
     * @param elsewhere where else subjects are declared, for messages
     * @param declared what the parameter or field declares
     */
    static Optional<Injection> of(
            Parameter parameter,
            DeclaredSubjects scope,
            DeclaredSubjects unnamed,
            String elsewhere,
            DeclarationSource declared) {
        Set<String> namespaces = declared.namespaces(parameter);
        if (!namespaces.isEmpty()) {
            return Optional.of(namespace(namespaces, parameter));
        }
        return new Point(parameter, parameter.getType(), Places.of(parameter), declared)
                .settle(scope, unnamed, elsewhere);
    }

    /**
     * Returns what is injected into an annotated field.
     *
     * @param scope the subjects that it can name
     * @param elsewhere where else subjects are declared, for messages
     * @param declared what the parameter or field declares
     */
    static Injection of(Field field, DeclaredSubjects scope, String elsewhere, DeclarationSource declared) {
        return new Point(field, field.getType(), Places.of(field), declared)
                .settle(scope, scope, elsewhere)
                .orElseThrow();
    }

    private static Injection namespace(Set<String> names, Parameter parameter) {
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
        return new OfNamespace(name);
    }

    /** A parameter or field, and what its annotations say. */
    final class Point {

        private final Class<?> type;
        private final String place;
        private final List<DeclaredSubject> named;
        private final boolean admin;
        private final boolean anonymous;

        Point(AnnotatedElement element, Class<?> type, String place, DeclarationSource declared) {
            this.type = type;
            this.place = place;
            this.named = declared.subjects(element, place, null);
            this.admin = declared.isAdmin(element);
            this.anonymous = declared.isAnonymous(element);
            if (named.size() + (admin ? 1 : 0) + (anonymous ? 1 : 0) > 1) {
                throw new ExtensionConfigurationException(place
                        + " has several of @KubeUser, @KubeServiceAccount, @KubeIdentity, @KubeAnonymous and @KubeAdmin; it"
                        + " takes one subject");
            }
        }

        Optional<Injection> settle(DeclaredSubjects scope, DeclaredSubjects unnamed, String elsewhere) {
            boolean forUs = isAnnotated() || Injectable.isOurs(type);
            if (!forUs && (!Injectable.isSupported(type) || unnamed.isEmpty())) {
                return Optional.empty();
            }
            String obstacle = obstacle();
            if (obstacle != null) {
                return Optional.of(new Impossible(obstacle));
            }
            if (type == Cluster.class) {
                return Optional.of(new OfCluster());
            }
            if (type == ClusterAuthentication.class) {
                return Optional.of(new OfAuthentication());
            }
            if (type == WebhookEndpoint.class) {
                return Optional.of(new OfWebhooks());
            }
            if (type == AuthorizerEndpoint.class) {
                return Optional.of(new OfAuthorizer());
            }
            if (admin) {
                return Optional.of(new OfAdmin(type));
            }
            return Optional.of(anonymous ? new OfAnonymous(type) : ofSubject(scope, unnamed, elsewhere));
        }

        private boolean isAnnotated() {
            return admin || anonymous || !named.isEmpty();
        }

        private @Nullable String obstacle() {
            boolean flowOfNobody = (admin || anonymous) && type == CertificateFlow.class;
            boolean certificateOfNobody = anonymous && Injectable.needsCertificate(type);
            Optional<String> obstacle =
                    flowOfNobody || certificateOfNobody ? Optional.of(Injectable.others()) : Injectable.obstacle(type);
            if (obstacle.isPresent()) {
                return "A " + type.getName() + " cannot be injected into " + place + whose() + obstacle.get();
            }
            return isAnnotated() && Injectable.isOfNobody(type)
                    ? "The " + type.getSimpleName() + " in " + place
                            + " has no subject: remove the annotation of a subject"
                    : null;
        }

        private String whose() {
            if (anonymous) {
                return " for anonymous access";
            }
            return admin ? " for the administrator" : "";
        }

        private Injection ofSubject(DeclaredSubjects scope, DeclaredSubjects unnamed, String elsewhere) {
            if (!named.isEmpty()) {
                return possible(scope.find(named.get(0).subject()).orElseThrow());
            }
            if (unnamed.all().size() == 1) {
                return possible(unnamed.all().iterator().next());
            }
            return new Impossible(
                    unnamed.isEmpty()
                            ? "No user is declared for " + place + ": put @KubeUser(\"...\") on the class" + elsewhere
                            : "Several subjects are declared, and " + place
                                    + " does not say which it wants: annotate it with @KubeUser(\"...\") or"
                                    + " another annotation of a subject and one of " + unnamed.describe());
        }

        private Injection possible(DeclaredSubject subject) {
            return Injectable.needsCertificate(type) && !subject.hasCertificate()
                    ? new Impossible("A " + type.getSimpleName() + " cannot be injected into " + place + ": the "
                            + subject.subject()
                            + (subject.spec() instanceof UserSpec ? " is impersonated" : " has a token")
                            + " and has no certificate")
                    : new OfSubject(type, subject);
        }
    }
}
