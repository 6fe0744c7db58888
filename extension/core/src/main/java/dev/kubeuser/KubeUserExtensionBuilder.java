package dev.kubeuser;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.plan.internal.Declarations;
import dev.kubeuser.run.DenialMode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * Declares in code what annotations declare on a class. Two things take their annotation: several versions, by
 * {@link KubeVersions}, and a cluster of its own, by {@link KubeCluster#dedicated()}.
 *
 * <p>Not thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KubeUserExtensionBuilder {

    private final Declarations.Collector collected = new Declarations.Collector();

    KubeUserExtensionBuilder() {}

    /**
     * Declares a user as {@link KubeUser} does.
     *
     * @param name the user name
     * @param groups the groups
     * @return this
     */
    public KubeUserExtensionBuilder user(String name, String... groups) {
        collected.user(name, groups);
        return this;
    }

    /**
     * Declares a user with its key, its lifetime and how a test becomes it.
     *
     * @param user the user
     * @return this
     */
    public KubeUserExtensionBuilder user(UserSpec user) {
        collected.subject(user);
        return this;
    }

    /**
     * Declares a ServiceAccount as {@link KubeServiceAccount} does.
     *
     * @param account {@code NAMESPACE/NAME}
     * @return this
     */
    public KubeUserExtensionBuilder serviceAccount(String account) {
        collected.serviceAccount(account);
        return this;
    }

    /**
     * Declares a ServiceAccount with the audiences and the lifetime of its token.
     *
     * @param account the ServiceAccount
     * @return this
     */
    public KubeUserExtensionBuilder serviceAccount(ServiceAccountSpec account) {
        collected.subject(account);
        return this;
    }

    /**
     * Declares somebody with a token of an issuer, as {@link KubeIdentity} does.
     *
     * @param identity the identity
     * @return this
     */
    public KubeUserExtensionBuilder identity(IdentitySpec identity) {
        collected.subject(identity);
        return this;
    }

    /**
     * Sets the file by which the API server authenticates, as {@link KubeCluster#authentication} does;
     * {@code kubeuser.authentication}.
     *
     * @param file a file, or a resource such as {@code classpath:authn.yaml}
     * @return this
     */
    public KubeUserExtensionBuilder authentication(String file) {
        return setting("kubeuser.authentication", file);
    }

    /**
     * Sets the file by which the API server authorizes, as {@link KubeCluster#authorization} does;
     * {@code kubeuser.authorization}.
     *
     * @param file a file, or a resource such as {@code classpath:authz.yaml}
     * @return this
     */
    public KubeUserExtensionBuilder authorization(String file) {
        return setting("kubeuser.authorization", file);
    }

    /**
     * Applies manifests before the tests, as {@link KubeManifests} does.
     *
     * @param sources files, directories and globs
     * @return this
     */
    public KubeUserExtensionBuilder manifests(String... sources) {
        return manifests(List.of(sources), "", false);
    }

    /**
     * Applies manifests before the tests, as {@link KubeManifests} does.
     *
     * @param sources files, directories and globs
     * @param namespace the namespace of objects that name none; empty for that of an unnamed {@link KubeNamespace}, or
     *     else {@code default}
     * @param createNamespaces whether to create the namespaces of objects that do not exist
     * @return this
     */
    public KubeUserExtensionBuilder manifests(List<String> sources, String namespace, boolean createNamespaces) {
        collected.manifests(sources, namespace, createNamespaces);
        return this;
    }

    /**
     * Applies what a Helm chart renders before the tests and after the manifests, as {@link KubeHelmChart} does.
     *
     * @param chart the chart
     * @return this
     */
    public KubeUserExtensionBuilder helmChart(HelmChart chart) {
        collected.chart(chart);
        return this;
    }

    /**
     * Gives the class a namespace of its own, as {@link KubeNamespace} does.
     *
     * @param name the name that manifests use, as in {@code ${kubeuser.namespace.NAME}}
     * @return this
     */
    public KubeUserExtensionBuilder namespace(String name) {
        collected.namespace(name);
        return this;
    }

    /**
     * Says what denials do to the tests of the class, and which refusals are expected, as {@link KubeDenials} does.
     *
     * @param value {@code FAIL} fails a test in which a request was refused; {@code DEFAULT} leaves that to the setting
     *     {@code kubeuser.require.no-denials}
     * @param refusals what may be refused, for example {@code list secrets} or {@code get secrets db in dev}
     * @return this
     */
    public KubeUserExtensionBuilder denials(DenialMode value, String... refusals) {
        collected.denials(value, List.of(refusals));
        return this;
    }

    /**
     * Serves admission webhooks in the test's JVM, as {@link KubeWebhooks} does.
     *
     * @return this
     */
    public KubeUserExtensionBuilder webhooks() {
        collected.webhooks();
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
        collected.cluster(change);
        return this;
    }

    /**
     * Sets the kind of cluster that the class runs on; {@code kubeuser.cluster}, which also takes the name of a
     * provider of your own.
     *
     * @param kind the kind; {@link ClusterKind#DEFAULT} leaves it to the setting
     * @return this
     * @throws IllegalArgumentException if it is {@link ClusterKind#OTHER}
     */
    public KubeUserExtensionBuilder cluster(ClusterKind kind) {
        collected.cluster(kind);
        return this;
    }

    /**
     * Sets the version of Kubernetes that the class runs on; {@code kubeuser.kubernetes.version}.
     *
     * @param version a minor such as {@code 1.35}, or an exact version such as {@code v1.35.4}
     * @return this
     */
    public KubeUserExtensionBuilder version(String version) {
        return setting("kubeuser.kubernetes.version", version);
    }

    /**
     * Sets the directory of the report; {@code kubeuser.report}. One run has one report: the first class decides.
     *
     * @param directory the directory
     * @return this
     */
    public KubeUserExtensionBuilder report(Path directory) {
        return setting("kubeuser.report", directory.toString());
    }

    /**
     * Records nothing and writes no report; {@code kubeuser.report=off}.
     *
     * @return this
     */
    public KubeUserExtensionBuilder noReport() {
        return setting("kubeuser.report", "off");
    }

    /**
     * Overrides a setting for this class.
     *
     * @param key the key, for example {@code kubeuser.policy-timeout}
     * @param value the value, as a system property would have it
     * @return this
     * @throws dev.kubeuser.error.ConfigurationException if there is no such setting
     */
    public KubeUserExtensionBuilder setting(String key, String value) {
        collected.setting(key, value);
        return this;
    }

    /**
     * {@return the extension, for a static field with {@code @RegisterExtension}}
     */
    public KubeUserExtension build() {
        return new KubeUserExtension(collected.declarations());
    }
}
