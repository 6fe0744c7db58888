// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.junit.internal.Declared;
import dev.kubeuser.junit.internal.Places;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Makes values of annotations, present, meta-present, inherited or repeated. Nothing below the entry point knows an
 * annotation.
 */
final class AnnotationReader implements Declared.Source {

    /** Named, because the oldest JUnit does not have it. */
    private static final String CLASS_TEMPLATE = "org.junit.jupiter.api.ClassTemplate";

    @Override
    public List<Declared.InCode> registered(Class<?> type) {
        return KubeUserExtension.registeredBy(type);
    }

    @Override
    public boolean hasVersions(Class<?> type) {
        return AnnotationSupport.isAnnotated(type, KubeVersions.class);
    }

    @Override
    public Declared of(AnnotatedElement element) {
        return new Declared(
                subjects(element),
                AnnotationSupport.isAnnotated(element, KubeAdmin.class),
                AnnotationSupport.isAnnotated(element, KubeAnonymous.class),
                namespaces(element),
                all(element, KubeManifests.class, AnnotationReader::files),
                all(element, KubeHelmChart.class, AnnotationReader::chart),
                one(element, KubeDenials.class, annotation -> refusals(element, annotation)).stream()
                        .toList(),
                AnnotationSupport.isAnnotated(element, KubeWebhooks.class),
                one(element, AccessTable.class, AccessTable::value),
                one(element, IdentityTable.class, IdentityTable::value),
                one(element, KubeCluster.class, AnnotationReader::cluster),
                element instanceof Class<?> type ? versions(type) : Optional.empty());
    }

    private static <A extends Annotation, T> Optional<T> one(
            AnnotatedElement element, Class<A> annotation, Function<A, T> value) {
        return AnnotationSupport.findAnnotation(element, annotation).map(value);
    }

    private static <A extends Annotation, T> List<T> all(
            AnnotatedElement element, Class<A> annotation, Function<A, T> value) {
        return AnnotationSupport.findRepeatableAnnotations(element, annotation).stream()
                .map(value)
                .toList();
    }

    private static Declared.OfCluster cluster(KubeCluster cluster) {
        return new Declared.OfCluster(settings -> chosen(cluster, settings), cluster.dedicated());
    }

    private static ClusterSpec chosen(KubeCluster cluster, Settings settings) {
        return Settings.ALL_OPEN
                .withProvider(provider(cluster))
                .withVersion(given(cluster.version(), KubernetesVersion::parse))
                .withAnonymousAuth(atMostOne("anonymousAuth", cluster.anonymousAuth()))
                .withAuthentication(given(cluster.authentication(), Function.identity()))
                .withAuthorization(given(cluster.authorization(), Function.identity()))
                .withExtraSans(cluster.extraSans())
                .withSigningDuration(given(cluster.signingDuration(), Settings::parseDuration))
                .withApiserverArguments(cluster.apiserverArguments())
                .withSimulatedWorkloads(cluster.simulatedWorkloads() || settings.flag(Setting.SIMULATED_WORKLOADS))
                .withReadyAfter(given(cluster.readyAfter(), Settings::parseDuration))
                .withK3sImage(given(cluster.k3sImage(), Function.identity()))
                .withK3sAgent(cluster.k3sAgent());
    }

    private static String provider(KubeCluster cluster) {
        ClusterKind kind = atMostOne("kind", cluster.kind());
        if (cluster.provider().isEmpty()) {
            return kind == null ? Settings.ALL_OPEN.provider() : kind.provider();
        }
        if (kind != null && kind != ClusterKind.OTHER) {
            throw new IllegalArgumentException("kind = " + kind.name() + " and provider = \"" + cluster.provider()
                    + "\" both choose the kind of cluster; leave one of the two out");
        }
        return cluster.provider();
    }

    /** Java has no default for "no constant", so an element that may be left out is an array. */
    private static <E extends Enum<E>> @Nullable E atMostOne(String element, E[] constants) {
        if (constants.length > 1) {
            throw new IllegalArgumentException(
                    element + " = " + Stream.of(constants).map(Enum::name).toList() + ": name one of them");
        }
        return constants.length == 0 ? null : constants[0];
    }

    private static <T> @Nullable T given(String text, Function<String, T> parser) {
        return text.isEmpty() ? null : parser.apply(text);
    }

    private static Optional<List<String>> versions(Class<?> type) {
        return one(
                type,
                KubeVersions.class,
                versions -> checked("The @KubeVersions of " + type.getName() + " are misconfigured", () -> {
                    requireNoOtherTemplate(type);
                    return List.of(versions.value());
                }));
    }

    /** Runs of several templates would follow each other, and those of the other one would be of no version. */
    private static void requireNoOtherTemplate(Class<?> type) {
        for (Annotation annotation : type.getAnnotations()) {
            Class<? extends Annotation> kind = annotation.annotationType();
            if (isTemplate(kind)
                    && kind != KubeVersions.class
                    && !AnnotationSupport.isAnnotated(kind, KubeVersions.class)) {
                throw new IllegalArgumentException(
                        "the class has @" + kind.getSimpleName() + " too; put that on a nested class with the tests");
            }
        }
    }

    private static boolean isTemplate(Class<? extends Annotation> kind) {
        return kind.getName().equals(CLASS_TEMPLATE)
                || Stream.of(kind.getAnnotations())
                        .anyMatch(meta -> meta.annotationType().getName().equals(CLASS_TEMPLATE));
    }

    private static List<SubjectSpec> subjects(AnnotatedElement element) {
        List<SubjectSpec> subjects = new ArrayList<>();
        subjects.addAll(subjects(element, KubeUser.class, AnnotationReader::user));
        subjects.addAll(subjects(element, KubeServiceAccount.class, AnnotationReader::account));
        subjects.addAll(subjects(element, KubeIdentity.class, AnnotationReader::identity));
        return subjects;
    }

    private static <A extends Annotation> List<SubjectSpec> subjects(
            AnnotatedElement element, Class<A> annotation, Function<A, SubjectSpec> spec) {
        return all(
                element,
                annotation,
                each -> checked(
                        "@" + annotation.getSimpleName() + " on " + Places.of(element), () -> spec.apply(each)));
    }

    private static <T extends @Nullable Object> T checked(String what, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | ManifestException malformed) {
            throw new ExtensionConfigurationException(what + ": " + malformed.getMessage(), malformed);
        }
    }

    private static UserSpec user(KubeUser annotation) {
        return UserSpec.named(annotation.value(), atMostOne("via", annotation.via()))
                .withKey(annotation.key())
                .withExpiration(expiration(annotation.expiration()))
                .withGroups(annotation.groups());
    }

    private static ServiceAccountSpec account(KubeServiceAccount annotation) {
        ServiceAccountSpec account = ServiceAccountSpec.parse(annotation.value())
                .withAudiences(annotation.audiences())
                .withExpiration(expiration(annotation.expiration()));
        if (!annotation.boundObject().isEmpty()) {
            account = account.withBoundObject(annotation.boundObject());
        }
        return annotation.tokenSecret().isEmpty() ? account : account.withTokenSecret(annotation.tokenSecret());
    }

    private static IdentitySpec identity(KubeIdentity annotation) {
        if (!annotation.claims().isEmpty() && !annotation.claimsFile().isEmpty()) {
            throw new IllegalArgumentException("give either claims = or claimsFile =, not both of them");
        }
        IdentitySpec identity = IdentitySpec.named(annotation.value())
                .withClaimSet(atMostOne("claimSet", annotation.claimSet()))
                .withExpiration(expiration(annotation.expiration()));
        if (!annotation.issuer().isEmpty()) {
            identity = identity.withIssuer(annotation.issuer());
        }
        if (!annotation.claims().isEmpty()) {
            identity = identity.withClaims(annotation.claims());
        }
        if (!annotation.claimsFile().isEmpty()) {
            identity = identity.withClaims(claims(annotation.claimsFile()));
        }
        if (!annotation.tokenFile().isEmpty()) {
            identity = identity.withTokenFile(Path.of(annotation.tokenFile()));
        }
        String[] command = annotation.tokenCommand();
        if (command.length > 0) {
            identity = identity.withTokenCommand(command[0], Arrays.copyOfRange(command, 1, command.length));
        }
        return annotation.audience().isEmpty() ? identity : identity.withAudience(annotation.audience());
    }

    private static String claims(String file) {
        List<ConfigurationDocument> documents = ConfigurationDocument.read(file);
        if (documents.size() != 1) {
            throw new IllegalArgumentException(
                    file + " has " + documents.size() + " documents, and one with the claims is needed");
        }
        return documents.get(0).json().toString();
    }

    private static Duration expiration(String text) {
        try {
            return Settings.parseDuration(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("expiration " + malformed.getMessage(), malformed);
        }
    }

    private static Set<String> namespaces(AnnotatedElement element) {
        return new LinkedHashSet<>(all(element, KubeNamespace.class, KubeNamespace::value));
    }

    private static Declared.Files files(KubeManifests annotation) {
        return new Declared.Files(
                List.of(annotation.value()),
                annotation.namespace(),
                options -> options.withCreateNamespaces(annotation.createNamespaces())
                        .withSkipKinds(annotation.skipKinds()));
    }

    private static Declared.Refusals refusals(AnnotatedElement element, KubeDenials annotation) {
        DenialMode mode =
                checked("@KubeDenials on " + Places.of(element), () -> atMostOne("value", annotation.value()));
        return new Declared.Refusals(mode, List.of(annotation.expected()));
    }

    private static HelmChart chart(KubeHelmChart annotation) {
        HelmChart chart = HelmChart.of(annotation.value())
                .withNamespace(annotation.namespace())
                .withValues(annotation.values())
                .withSet(annotation.set())
                .withSkipKinds(annotation.skipKinds());
        return annotation.release().isEmpty() ? chart : chart.withRelease(annotation.release());
    }
}
