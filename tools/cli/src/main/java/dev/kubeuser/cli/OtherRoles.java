// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Roles that the cluster has, and no source of the policy. */
final class OtherRoles {

    @Option(
            names = "--roles-from",
            paramLabel = "SOURCE",
            description = "A file or directory with roles that bindings of the sources may name, as from \"kubectl get"
                    + " roles,clusterroles -A -o yaml\". Its bindings do not count.")
    private List<String> sources = new ArrayList<>();

    boolean isGiven() {
        return !sources.isEmpty();
    }

    /** The roles; none if the option is not given. */
    List<ManifestObject> read(Map<String, String> placeholders) {
        return sources.isEmpty()
                ? List.of()
                : Manifests.load(placeholders, sources).objects();
    }
}
