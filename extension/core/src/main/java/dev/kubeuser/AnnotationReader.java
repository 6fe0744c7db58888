package dev.kubeuser;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.K3sOptions;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.junit.internal.DeclarationSource;
import dev.kubeuser.junit.internal.Declarations;
import dev.kubeuser.junit.internal.DeclaredChart;
import dev.kubeuser.junit.internal.DeclaredDenials;
import dev.kubeuser.junit.internal.DeclaredManifests;
import dev.kubeuser.junit.internal.DeclaredSubject;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.version.KubernetesVersion;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
final class AnnotationReader implements DeclarationSource {

    /** Named, because the oldest JUnit does not have it. */
    private static final String CLASS_TEMPLATE = "org.junit.jupiter.api.ClassTemplate";

    @Override
    public Declarations registered(Class<?> type) {
        return KubeUserExtension.registeredBy(type);
    }

    @Override
    public boolean hasCluster(Class<?> type) {
        return AnnotationSupport.isAnnotated(type, KubeCluster.class);
    }

    @Override
    public ClusterSpec cluster(Class<?> type, Settings settings) {
        return AnnotationSupport.findAnnotation(type, KubeCluster.class)
                .map(cluster -> chosen(cluster, settings))
                .orElse(Settings.ALL_OPEN);
    }

    @Override
    public boolean isDedicated(Class<?> type) {
        return AnnotationSupport.findAnnotation(type, KubeCluster.class)
                .filter(KubeCluster::dedicated)
                .isPresent();
    }

    private static ClusterSpec chosen(KubeCluster cluster, Settings settings) {
        return Settings.ALL_OPEN
                .withProvider(provider(cluster))
                .withVersion(given(cluster.version(), KubernetesVersion::parse))
                .withAnonymousAuth(cluster.anonymousAuth())
                .withAuthentication(given(cluster.authentication(), Function.identity()))
                .withAuthorization(given(cluster.authorization(), Function.identity()))
                .withExtraSans(cluster.extraSans())
                .withSigningDuration(given(cluster.signingDuration(), Settings::parseDuration))
                .withApiserverArguments(cluster.apiserverArguments())
                .withWorkloads(settings.workloads(cluster.workloads()))
                .withReadyAfter(given(cluster.readyAfter(), Settings::parseDuration))
                .withK3s(K3sOptions.defaults()
                        .withImage(given(cluster.k3sImage(), Function.identity()))
                        .withAgent(cluster.k3sAgent()));
    }

    private static String provider(KubeCluster cluster) {
        ClusterKind kind = cluster.kind();
        if (cluster.provider().isEmpty()) {
            return kind == ClusterKind.DEFAULT ? Settings.ALL_OPEN.provider() : kind.provider();
        }
        if (kind != ClusterKind.DEFAULT && kind != ClusterKind.OTHER) {
            throw new IllegalArgumentException("kind = " + kind.name() + " and provider = \"" + cluster.provider()
                    + "\" both choose the kind of cluster; leave one of the two out");
        }
        return cluster.provider();
    }

    private static <T> @Nullable T given(String text, Function<String, T> parser) {
        return text.isEmpty() ? null : parser.apply(text);
    }

    @Override
    public boolean hasVersions(Class<?> type) {
        return AnnotationSupport.isAnnotated(type, KubeVersions.class);
    }

    /** Runs of several templates would follow each other, and those of the other one would be of no version. */
    @Override
    public List<String> versions(Class<?> type) {
        for (Annotation annotation : type.getAnnotations()) {
            Class<? extends Annotation> kind = annotation.annotationType();
            if (isTemplate(kind) && kind != KubeVersions.class && !hasVersions(kind)) {
                throw new IllegalArgumentException(
                        "the class has @" + kind.getSimpleName() + " too; put that on a nested class with the tests");
            }
        }
        return AnnotationSupport.findAnnotation(type, KubeVersions.class)
                .map(versions -> List.of(versions.value()))
                .orElseThrow();
    }

    private static boolean isTemplate(Class<? extends Annotation> kind) {
        return kind.getName().equals(CLASS_TEMPLATE)
                || Stream.of(kind.getAnnotations())
                        .anyMatch(meta -> meta.annotationType().getName().equals(CLASS_TEMPLATE));
    }

    @Override
    public boolean hasWebhooks(Class<?> type) {
        return AnnotationSupport.isAnnotated(type, KubeWebhooks.class);
    }

    /** An annotation that says a name and no more may refer to a declaration elsewhere. */
    @Override
    public List<DeclaredSubject> subjects(AnnotatedElement element, String place, @Nullable Class<?> owner) {
        List<DeclaredSubject> subjects = new ArrayList<>();
        for (KubeUser user : users(element)) {
            SubjectSpec spec = checked("@KubeUser on " + place, () -> user(user));
            boolean isReference = user.via() == Via.DEFAULT && spec.equals(UserSpec.named(user.value()));
            subjects.add(new DeclaredSubject(spec, isReference, place, owner));
        }
        for (KubeServiceAccount account : serviceAccounts(element)) {
            SubjectSpec spec = checked("@KubeServiceAccount on " + place, () -> account(account));
            subjects.add(
                    new DeclaredSubject(spec, spec.equals(ServiceAccountSpec.parse(account.value())), place, owner));
        }
        for (KubeIdentity identity : identities(element)) {
            SubjectSpec spec = checked("@KubeIdentity on " + place, () -> identity(identity));
            subjects.add(new DeclaredSubject(spec, spec.equals(IdentitySpec.named(identity.value())), place, owner));
        }
        return subjects;
    }

    private static List<KubeUser> users(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeUser.class);
    }

    private static List<KubeServiceAccount> serviceAccounts(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeServiceAccount.class);
    }

    private static List<KubeIdentity> identities(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeIdentity.class);
    }

    private static SubjectSpec checked(String annotation, Supplier<SubjectSpec> spec) {
        try {
            return spec.get();
        } catch (IllegalArgumentException | ManifestException malformed) {
            throw new ExtensionConfigurationException(annotation + ": " + malformed.getMessage(), malformed);
        }
    }

    private static UserSpec user(KubeUser annotation) {
        return UserSpec.named(annotation.value(), annotation.via())
                .withKey(annotation.key())
                .withExpiration(expiration(annotation.expiration()))
                .withGroups(annotation.groups());
    }

    private static ServiceAccountSpec account(KubeServiceAccount annotation) {
        ServiceAccountSpec account = ServiceAccountSpec.parse(annotation.value())
                .withAudiences(annotation.audiences())
                .withExpiration(expiration(annotation.expiration()));
        if (!annotation.boundTo().isEmpty()) {
            account = account.withBoundObject(annotation.boundTo());
        }
        return annotation.tokenSecret().isEmpty() ? account : account.withTokenSecret(annotation.tokenSecret());
    }

    private static IdentitySpec identity(KubeIdentity annotation) {
        if (!annotation.claims().isEmpty() && !annotation.claimsFile().isEmpty()) {
            throw new IllegalArgumentException("give either claims = or claimsFile =, not both of them");
        }
        IdentitySpec identity = IdentitySpec.named(annotation.value())
                .withClaimSet(annotation.like())
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

    @Override
    public boolean hasSubjects(AnnotatedElement element) {
        return !users(element).isEmpty()
                || !serviceAccounts(element).isEmpty()
                || !identities(element).isEmpty();
    }

    @Override
    public boolean isAdmin(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, KubeAdmin.class);
    }

    @Override
    public boolean isAnonymous(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, KubeAnonymous.class);
    }

    @Override
    public boolean isDeclaring(AnnotatedElement element) {
        return isInjected(element)
                || AnnotationSupport.isAnnotated(element, KubeNamespace.class)
                || AnnotationSupport.isAnnotated(element, KubeManifests.class)
                || AnnotationSupport.isAnnotated(element, KubeHelmChart.class)
                || hasDenials(element)
                || AnnotationSupport.isAnnotated(element, AccessTable.class)
                || AnnotationSupport.isAnnotated(element, IdentityTable.class);
    }

    @Override
    public Set<String> namespaces(AnnotatedElement element) {
        Set<String> names = new LinkedHashSet<>();
        AnnotationSupport.findRepeatableAnnotations(element, KubeNamespace.class)
                .forEach(annotation -> names.add(annotation.value()));
        return names;
    }

    @Override
    public List<DeclaredManifests> manifests(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeManifests.class).stream()
                .map(annotation -> new DeclaredManifests(
                        List.of(annotation.value()), annotation.namespace(), annotation.createNamespaces()))
                .toList();
    }

    @Override
    public List<DeclaredChart> charts(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeHelmChart.class).stream()
                .map(annotation -> new DeclaredChart(chart(annotation)))
                .toList();
    }

    private static HelmChart chart(KubeHelmChart annotation) {
        HelmChart chart = HelmChart.at(annotation.value())
                .withNamespace(annotation.namespace())
                .withValues(annotation.values())
                .withSet(annotation.set());
        return annotation.release().isEmpty() ? chart : chart.withRelease(annotation.release());
    }

    @Override
    public boolean hasDenials(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, KubeDenials.class);
    }

    @Override
    public Optional<DeclaredDenials> denials(
            AnnotatedElement element,
            @Nullable DeclaredSubject subject,
            String place,
            Map<String, String> placeholders) {
        return AnnotationSupport.findAnnotation(element, KubeDenials.class)
                .map(annotation -> DeclaredDenials.of(
                        subject, annotation.value(), List.of(annotation.expected()), place, placeholders));
    }

    @Override
    public Optional<String> table(AnnotatedElement method) {
        return AnnotationSupport.findAnnotation(method, AccessTable.class).map(AccessTable::value);
    }

    @Override
    public Optional<String> identityTable(AnnotatedElement method) {
        return AnnotationSupport.findAnnotation(method, IdentityTable.class).map(IdentityTable::value);
    }
}
