// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.junit.internal.Declared;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.internal.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * Declares in code what annotations declare on a class. Two things take their annotation: several versions, by
 * {@link KubeVersions}, and a dedicated cluster, by {@link KubeCluster#dedicated()}.
 *
 * <p>Not thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KubeUserExtensionBuilder {

    private final List<SubjectSpec> subjects = new ArrayList<>();
    private final List<Declared.Files> manifests = new ArrayList<>();
    private final List<HelmChart> charts = new ArrayList<>();
    private final Set<String> namespaces = new LinkedHashSet<>();
    private final List<Declared.Refusals> denials = new ArrayList<>();
    private final Map<String, String> overrides = new HashMap<>();
    private UnaryOperator<ClusterSpec> cluster = UnaryOperator.identity();
    private boolean hasWebhooks;

    KubeUserExtensionBuilder() {}

    /**
     * Declares a user as {@link KubeUser} does.
     *
     * @param name the user name
     * @param groups the groups
     * @return this
     */
    public KubeUserExtensionBuilder user(String name, String... groups) {
        return user(UserSpec.named(name).withGroups(groups));
    }

    /**
     * Declares a user with its key, its lifetime and how a test becomes it.
     *
     * @param user the user
     * @return this
     */
    public KubeUserExtensionBuilder user(UserSpec user) {
        subjects.add(user);
        return this;
    }

    /**
     * Declares a ServiceAccount as {@link KubeServiceAccount} does.
     *
     * @param account {@code NAMESPACE/NAME}
     * @return this
     */
    public KubeUserExtensionBuilder serviceAccount(String account) {
        return serviceAccount(ServiceAccountSpec.parse(account));
    }

    /**
     * Declares a ServiceAccount with the audiences and the lifetime of its token.
     *
     * @param account the ServiceAccount
     * @return this
     */
    public KubeUserExtensionBuilder serviceAccount(ServiceAccountSpec account) {
        subjects.add(account);
        return this;
    }

    /**
     * Declares an identity with an issuer's token, as {@link KubeIdentity} does.
     *
     * @param identity the identity
     * @return this
     */
    public KubeUserExtensionBuilder identity(IdentitySpec identity) {
        subjects.add(identity);
        return this;
    }

    /**
     * Applies manifests before the tests, as {@link KubeManifests} does.
     *
     * @param sources files, directories and globs
     * @return this
     */
    public KubeUserExtensionBuilder manifests(String... sources) {
        manifests.add(new Declared.Files(List.of(sources), "", UnaryOperator.identity()));
        return this;
    }

    /**
     * Applies manifests before the tests, as {@link KubeManifests} does.
     *
     * @param options the namespace of objects that name none, whether to create namespaces, what to skip, and how long
     *     to wait: {@code kubeuser.policy-timeout} has no effect here
     * @param sources files, directories and globs
     * @return this
     */
    public KubeUserExtensionBuilder manifests(ApplyOptions options, String... sources) {
        manifests.add(
                new Declared.Files(List.of(sources), options.namespace(), usual -> options.withOwner(usual.owner())));
        return this;
    }

    /**
     * Applies what a Helm chart renders before the tests and after the manifests, as {@link KubeHelmChart} does.
     *
     * @param chart the chart
     * @return this
     */
    public KubeUserExtensionBuilder helmChart(HelmChart chart) {
        charts.add(chart);
        return this;
    }

    /**
     * Gives the class its own namespace, as {@link KubeNamespace} does.
     *
     * @param name the name that manifests use, as in {@code ${kubeuser.namespace.NAME}}
     * @return this
     */
    public KubeUserExtensionBuilder namespace(String name) {
        namespaces.add(name);
        return this;
    }

    /**
     * Sets what denials do to the tests of the class, as {@code @KubeDenials} does.
     *
     * @param mode {@code FAIL} fails a test in which a request was refused; by default
     *     {@code kubeuser.require.no-denials} decides
     * @return this
     */
    public KubeUserExtensionBuilder denials(DenialMode mode) {
        denials.add(0, new Declared.Refusals(mode, List.of()));
        return this;
    }

    /**
     * Names denials that the tests of the class expect, as {@code @KubeDenials(expected = ...)} does. Several calls add
     * up.
     *
     * @param refusals what may be refused, for example {@code list secrets} or {@code get secrets db in dev}
     * @return this
     */
    public KubeUserExtensionBuilder expectedDenials(String... refusals) {
        denials.add(new Declared.Refusals(null, List.of(refusals)));
        return this;
    }

    /**
     * Serves admission webhooks in the test's JVM, as {@link KubeWebhooks} does.
     *
     * @return this
     */
    public KubeUserExtensionBuilder webhooks() {
        hasWebhooks = true;
        return this;
    }

    /**
     * Changes the cluster that the class runs on, as {@link KubeCluster} does. The change is made to what settings and
     * annotations specify. For another kind of cluster use {@link #cluster(ClusterKind)}.
     *
     * <pre>{@code
     * .cluster(spec -> spec.withAnonymousAuth(AnonymousAuth.ENABLED).withExtraSans("api.example.test"))
     * }</pre>
     *
     * @param change returns the specification that is wanted
     * @return this
     */
    public KubeUserExtensionBuilder cluster(UnaryOperator<ClusterSpec> change) {
        cluster = cluster.andThen(change)::apply;
        return this;
    }

    /**
     * Sets the kind of cluster that the class runs on; {@code kubeuser.cluster}, which also takes the name of a
     * provider of your own.
     *
     * @param kind the kind
     * @return this
     * @throws IllegalArgumentException if it is {@link ClusterKind#OTHER}
     */
    public KubeUserExtensionBuilder cluster(ClusterKind kind) {
        return setting(Setting.CLUSTER.key(), kind.provider());
    }

    /**
     * Sets the version of Kubernetes that the class runs on; {@code kubeuser.kubernetes.version}.
     *
     * @param version a minor such as {@code 1.35}, or an exact version such as {@code v1.35.4}
     * @return this
     */
    public KubeUserExtensionBuilder version(String version) {
        return setting(Setting.KUBERNETES_VERSION.key(), version);
    }

    /**
     * Sets the directory of the report; {@code kubeuser.report}, which also takes {@code off}. One run has one report:
     * the first class decides.
     *
     * @param directory the directory
     * @return this
     */
    public KubeUserExtensionBuilder report(Path directory) {
        return setting(Setting.REPORT.key(), directory.toString());
    }

    /**
     * Overrides a setting for this class.
     *
     * @param key the key, for example {@code kubeuser.policy-timeout}
     * @param value the value, as a system property would have it
     * @return this
     * @throws dev.kubeuser.base.ConfigurationException if there is no such setting
     */
    public KubeUserExtensionBuilder setting(String key, String value) {
        Setting.requireKnown(Set.of(key), "KubeUserExtension.builder()");
        overrides.put(key, value);
        return this;
    }

    /** {@return the extension, for a static field with {@code @RegisterExtension}} */
    public KubeUserExtension build() {
        Declared declared = new Declared(
                subjects,
                false,
                false,
                namespaces,
                manifests,
                charts,
                denials,
                hasWebhooks,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new KubeUserExtension(new Declared.InCode(declared, cluster, overrides));
    }
}
