// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run;

import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.run.internal.Denials;
import dev.kubeuser.run.internal.ReportDestination;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link KubeSession}. Settings in code take precedence over system properties.
 *
 * <p>Not thread-safe.
 *
 * @see KubeSession#builder()
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KubeSessionBuilder {

    private final Map<String, String> overrides = new HashMap<>();
    private UnaryOperator<ClusterSpec> cluster = UnaryOperator.identity();
    private @Nullable Path report;
    private final List<Denials.Rule> denials = new ArrayList<>();

    KubeSessionBuilder() {}

    /**
     * Sets the kind of cluster; {@code kubeuser.cluster}, which also takes the name of a provider of your own.
     *
     * @param kind the kind
     * @return this
     * @throws IllegalArgumentException if it is {@link ClusterKind#OTHER}
     */
    public KubeSessionBuilder cluster(ClusterKind kind) {
        return setting(Setting.CLUSTER.key(), kind.provider());
    }

    /**
     * Changes the cluster that the settings specify. For another kind of cluster use {@link #cluster(ClusterKind)}.
     *
     * <pre>{@code
     * .cluster(spec -> spec.withAnonymousAuth(AnonymousAuth.ENABLED).withExtraSans("api.example.test"))
     * }</pre>
     *
     * @param change returns the specification that is wanted
     * @return this
     */
    public KubeSessionBuilder cluster(UnaryOperator<ClusterSpec> change) {
        cluster = cluster.andThen(change)::apply;
        return this;
    }

    /**
     * Sets the version of Kubernetes; {@code kubeuser.kubernetes.version}.
     *
     * @param version a minor such as {@code 1.35}, or an exact version such as {@code v1.35.4}
     * @return this
     */
    public KubeSessionBuilder version(String version) {
        return setting(Setting.KUBERNETES_VERSION.key(), version);
    }

    /**
     * Overrides a setting.
     *
     * @param key the key, for example {@code kubeuser.policy-timeout}
     * @param value the value, as a system property would have it
     * @return this
     * @throws ConfigurationException if there is no such setting
     */
    public KubeSessionBuilder setting(String key, String value) {
        Setting.requireKnown(Set.of(key), "KubeSession.builder()");
        overrides.put(key, value);
        return this;
    }

    /**
     * Records assertions and requests, and writes the report; {@code kubeuser.report}. By default there is none.
     *
     * @param directory the directory of the report
     * @return this
     */
    public KubeSessionBuilder report(Path directory) {
        this.report = directory;
        return this;
    }

    /**
     * Sets what denials do to the tests, as {@code @KubeDenials} does for classes.
     *
     * @param mode {@code FAIL} fails the test in which a request was refused or, outside of tests,
     *     {@link KubeSession#close}. By default {@code kubeuser.require.no-denials} decides.
     * @return this
     */
    public KubeSessionBuilder denials(DenialMode mode) {
        denials.add(0, rule(mode, List.of()));
        return this;
    }

    /**
     * Names denials that the tests expect, as {@code @KubeDenials(expected = ...)} does. Several calls add up.
     *
     * @param refusals what may be refused, for example {@code list secrets} or {@code get secrets db in dev}
     * @return this
     * @throws ConfigurationException if a refusal is malformed
     */
    public KubeSessionBuilder expectedDenials(String... refusals) {
        denials.add(rule(null, List.of(refusals)));
        return this;
    }

    private static Denials.Rule rule(@Nullable DenialMode mode, List<String> expected) {
        return new Denials.Rule("KubeSession.builder()", null, mode, expected, Map.of(), Settings.ofSystemProperties());
    }

    /**
     * Starts or finds the cluster.
     *
     * @return the session, with a cluster that is ready
     * @throws ConfigurationException if a setting is malformed, or the report cannot be written to its directory
     * @throws dev.kubeuser.cluster.ClusterException if the cluster does not start
     */
    public KubeSession start() {
        Setting.requireValid();
        Settings settings = Settings.ofSystemProperties().with(overrides);
        return new KubeSession(
                settings, cluster, destination(settings), Denials.of(settings).with(denials.stream()));
    }

    /** Without a wish, nothing is written: unlike tests, a program has no usual directory for it. */
    private ReportDestination destination(Settings settings) {
        if (report == null) {
            return settings.isSet(Setting.REPORT) ? settings.reportDestination() : new ReportDestination.Off();
        }
        try {
            return ReportDestination.directory(report);
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException("report(" + report + "): " + refused.getMessage(), refused);
        }
    }
}
