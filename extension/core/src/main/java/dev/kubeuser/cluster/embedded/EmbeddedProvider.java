// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterProvider;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.RunningCluster;
import org.apiguardian.api.API;

/**
 * Offers {@link ClusterKind#EMBEDDED} wherever a control-plane program is packed or named.
 *
 * <p>Stateless and thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class EmbeddedProvider implements ClusterProvider {

    /** Creates the provider; it holds no state. */
    public EmbeddedProvider() {}

    @Override
    public String name() {
        return ClusterKind.EMBEDDED.toString();
    }

    @Override
    public int preference() {
        return 50;
    }

    @Override
    public void check(ClusterSpec spec) {
        if (spec.launch().binary() == null) {
            KnownVersions.read().require(spec.version());
        }
    }

    @Override
    public Availability availability(ClusterSpec spec) {
        try {
            return Availability.yes("there is " + ControlPlaneBinary.describe(spec));
        } catch (ClusterException | IllegalArgumentException missing) {
            return Availability.no(String.valueOf(missing.getMessage()));
        }
    }

    @Override
    public RunningCluster start(ClusterSpec spec) {
        return EmbeddedCluster.start(spec);
    }
}
