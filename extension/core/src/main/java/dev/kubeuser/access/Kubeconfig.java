// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.KubeconfigContext;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.internal.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * A kubeconfig with one cluster, one user and one context, and with the credentials inside. It names the server as the
 * administrator's kubeconfig does, so any program can reach it.
 *
 * <p>The kubeconfig of an impersonated user is for kubectl and other programs on client-go only: {@link #forKubectl()}.
 * fabric8's client, the official Java client and Python's ignore the user to impersonate, and would act as the
 * administrator.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/">kubeconfig (v1)</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Kubeconfig {

    private static final String NAME = "kubeuser";
    private static final String PLUGIN_VERSION = "client.authentication.k8s.io/v1";

    private final Cluster cluster;
    private final AuthInfo user;
    private final Secret text;
    private final String namespace;
    private final UserFiles files;
    private final boolean isForKubectl;

    private Kubeconfig(Cluster cluster, AuthInfo user, String namespace, UserFiles files, boolean isForKubectl) {
        this.cluster = cluster;
        this.user = user;
        this.text = new Secret(text(cluster, user, user.kubeconfigUser(), namespace));
        this.namespace = namespace;
        this.files = files;
        this.isForKubectl = isForKubectl;
    }

    static Kubeconfig of(Cluster cluster, AuthInfo user, String namespace, UserFiles files) {
        return new Kubeconfig(cluster, user, namespace, files, false);
    }

    private static String text(Cluster cluster, AuthInfo user, Map<String, Object> credential, String namespace) {
        return KubeconfigContext.of(
                        NAME,
                        user.name(),
                        KubeconfigContext.of(cluster).cluster(),
                        credential,
                        Map.of("namespace", namespace))
                .yaml();
    }

    /**
     * {@return the kubeconfig of an impersonated user, for kubectl and other programs on client-go only; for any other
     * user, this kubeconfig}
     */
    public Kubeconfig forKubectl() {
        return new Kubeconfig(cluster, user, namespace, files, true);
    }

    /**
     * {@return the kubeconfig as YAML. It contains the private key, or the token as it is now: keep it out of logs and
     * reports}
     *
     * @throws IllegalStateException if the user is impersonated and this is not {@link #forKubectl()}
     */
    public String text() {
        requireHeeded();
        return text.reveal();
    }

    /**
     * Writes the kubeconfig to disk on the first call, for {@code kubectl --kubeconfig} and similar programs. If the
     * user is a ServiceAccount whose tokens this library requests, clients get the current token by a credential
     * plugin, {@code cat} of a file that is rewritten before the token ends.
     *
     * @return a file with mode 0600 in a directory with mode 0700, removed when the user's scope ends
     * @throws IllegalStateException if the user is impersonated and this is not {@link #forKubectl()}, or if the user's
     *     access is closed
     */
    public Path file() {
        requireHeeded();
        Map<String, Object> credential =
                user.renewedToken().flatMap(this::plugin).orElseGet(user::kubeconfigUser);
        return files.write(
                namespace.equals("default") ? "kubeconfig" : "kubeconfig-" + namespace,
                text(cluster, user, credential, namespace));
    }

    /**
     * A {@code user} with a credential plugin that prints the current token: {@code cat} ({@code type} on Windows) of a
     * file that is rewritten while the JVM lives. Unlike {@code tokenFile}, all clients honour it; fabric8 reads no
     * {@code tokenFile}, and Python reads it once. Empty if no command of the system can print this file.
     *
     * @see <a href="https://kubernetes.io/docs/reference/config-api/client-authentication.v1/">ExecCredential</a>
     */
    private Optional<Map<String, Object>> plugin(Supplier<BearerToken> tokens) {
        Path file = files.keepCurrent("credential.json", () -> credential(tokens.get()));
        return HostSystem.current().print(file).map(Kubeconfig::exec);
    }

    private static Map<String, Object> exec(List<String> command) {
        Map<String, Object> exec = new LinkedHashMap<>();
        exec.put("apiVersion", PLUGIN_VERSION);
        exec.put("command", command.get(0));
        exec.put("args", command.subList(1, command.size()));
        exec.put("interactiveMode", "Never");
        return Map.of("exec", exec);
    }

    private static String credential(BearerToken token) {
        Instant end = token.expirationTime().truncatedTo(ChronoUnit.SECONDS);
        Map<String, ?> status = Map.of("expirationTimestamp", end.toString(), "token", token.token());
        return Json.object(Map.of("apiVersion", PLUGIN_VERSION, "kind", "ExecCredential", "status", status))
                .toString();
    }

    /** Most clients would silently act as the impersonator. */
    private void requireHeeded() {
        if (user instanceof AuthInfo.Impersonated impersonated && !isForKubectl) {
            throw new IllegalStateException("\"" + user.name() + "\" is impersonated, and most clients ignore that in a"
                    + " kubeconfig: fabric8's, the official Java client and Python's would act as \""
                    + impersonated.impersonator().name() + "\". For kubectl and other programs on client-go take"
                    + " kubeconfig.forKubectl(); for the others inject their client, or use Via.CERTIFICATE");
        }
    }

    /** Names the directory, never the content. */
    @Override
    public String toString() {
        return "kubeconfig in " + files;
    }
}
