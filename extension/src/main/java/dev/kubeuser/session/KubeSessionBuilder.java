package dev.kubeuser.session;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.report.internal.ReportDestination;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.settings.internal.SettingsCheck;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link KubeSession}. Settings in code take precedence over system properties.
 *
 * @see KubeSession#builder()
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class KubeSessionBuilder {

    private final Map<String, String> overrides = new HashMap<>();
    private @Nullable Path report;

    KubeSessionBuilder() {}

    /**
     * Sets the kind of cluster; {@code kubeuser.cluster}.
     *
     * @param kind the kind
     * @return this
     */
    public KubeSessionBuilder cluster(ClusterKind kind) {
        return setting(Setting.CLUSTER.key(), kind.toString());
    }

    /**
     * Overrides a setting.
     *
     * @param key the key, for example {@code kubeuser.signing-duration}
     * @param value the value, as a system property would have it
     * @return this
     * @throws ConfigurationException if there is no such setting
     */
    public KubeSessionBuilder setting(String key, String value) {
        SettingsCheck.requireKnown(Set.of(key), "KubeSession.builder()");
        overrides.put(key, value);
        return this;
    }

    /**
     * Records assertions and requests, and writes the report.
     *
     * @param directory the directory of the report
     * @return this
     */
    public KubeSessionBuilder report(Path directory) {
        this.report = directory;
        return this;
    }

    /**
     * Starts or finds the cluster.
     *
     * @return the session, with a cluster that is ready
     * @throws ConfigurationException if a setting is malformed, or the report cannot be written to its directory
     * @throws dev.kubeuser.cluster.ClusterException if the cluster does not start
     */
    public KubeSession start() {
        SettingsCheck.requireKnownKeys();
        return new KubeSession(Settings.ofSystemProperties().with(overrides), destination());
    }

    private ReportDestination destination() {
        try {
            return report == null ? new ReportDestination.Off() : ReportDestination.directory(report);
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException("report(" + report + "): " + refused.getMessage(), refused);
        }
    }
}
