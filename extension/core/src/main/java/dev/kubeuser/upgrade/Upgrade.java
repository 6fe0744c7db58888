package dev.kubeuser.upgrade;

import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.rbac.ServerFeature;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What an upgrade of Kubernetes, or a downgrade, changes for a policy: who gains or loses access, how the default roles
 * and bindings change, what the API server serves and checks. Made by an {@link UpgradeComparison}.
 *
 * @param before the earlier version without its patch, for example {@code 1.34}
 * @param after the later version, for example {@code 1.37}
 * @param access the access that subjects gain or lose
 * @param policy how roles and bindings differ
 * @param served the resources and verbs that only one version has
 * @param checks what only one of the versions does when it authorizes requests
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Upgrade(
        String before,
        String after,
        List<AccessChange> access,
        PolicyDifference policy,
        List<ServedChange> served,
        List<ServerFeature> checks) {

    /** Copies the lists. */
    public Upgrade {
        access = List.copyOf(access);
        served = List.copyOf(served);
        checks = List.copyOf(checks);
    }

    /**
     * {@return whether nobody gains or loses access; roles that nobody has may still change}
     */
    public boolean changesNoAccess() {
        return access.isEmpty();
    }

    /**
     * {@return all changes as tables in Markdown, the same for the same clusters}
     */
    public String markdown() {
        return new UpgradePage(this).markdown();
    }

    /**
     * {@return all changes in lines, for a terminal}
     */
    public String text() {
        return new UpgradePage(this).text();
    }

    /**
     * Writes {@link #markdown()} to a file.
     *
     * @param file the file, overwritten if it exists
     * @throws UncheckedIOException if the file cannot be written
     */
    public void write(Path file) {
        TextFile.write(file, markdown());
    }

    /** Shows {@link #text()}. */
    @Override
    public String toString() {
        return text();
    }

    /**
     * A resource, or verbs of one, that only one of two versions serves or asks authorizers for.
     *
     * @param isNew whether the later version has them
     * @param resource for example {@code clustertrustbundles.certificates.k8s.io}
     * @param verbs the verbs that only one version has
     * @param isWhole whether the other version does not have the resource at all
     */
    public record ServedChange(boolean isNew, String resource, List<String> verbs, boolean isWhole) {

        /** Copies the list. */
        public ServedChange {
            verbs = List.copyOf(verbs);
        }
    }
}
