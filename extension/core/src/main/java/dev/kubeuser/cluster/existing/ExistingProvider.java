// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterProvider;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.cluster.internal.KubeconfigFiles;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Offers {@link ClusterKind#EXISTING} wherever a kubeconfig and a context are named.
 *
 * <p>Stateless and thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class ExistingProvider implements ClusterProvider {

    private static final String ON_ANOTHER_KIND = ", or run this class on another kind by @KubeCluster(kind = ...)";

    /** Creates the provider; it holds no state. */
    public ExistingProvider() {}

    @Override
    public String name() {
        return ClusterKind.EXISTING.toString();
    }

    @Override
    public void check(ClusterSpec spec) {
        requireUnconfigured(spec);
        requireContext(spec.existing());
    }

    @Override
    public Availability availability(ClusterSpec spec) {
        try {
            check(spec);
            return Availability.yes("the context " + spec.existing().context() + " is named");
        } catch (IllegalArgumentException unnamed) {
            return Availability.no(String.valueOf(unnamed.getMessage()));
        }
    }

    @Override
    public RunningCluster start(ClusterSpec spec) {
        return ExistingCluster.attach(spec);
    }

    private static void requireUnconfigured(ClusterSpec spec) {
        if (spec.authentication() != null) {
            throw keepsOwn("authentication");
        }
        if (spec.authorization() != null) {
            throw keepsOwn("authorization");
        }
        boolean configured = spec.anonymousAuth() != null
                || !spec.extraSans().isEmpty()
                || spec.signingDuration() != null
                || !spec.apiserverArguments().isEmpty()
                || spec.simulatedWorkloads()
                || spec.keepGarbage();
        if (configured) {
            String what = spec.keepGarbage()
                    ? "kubeuser.keep-garbage"
                    : "anonymousAuth, extraSans, signingDuration, apiserverArguments and simulatedWorkloads";
            throw new IllegalArgumentException("an existing cluster keeps its own configuration, so " + what
                    + " cannot be set; leave them out" + ON_ANOTHER_KIND);
        }
    }

    private static IllegalArgumentException keepsOwn(String what) {
        return new IllegalArgumentException("an existing cluster keeps its own " + what + ": its API server reads it"
                + " from files on its own machine, so " + what + " cannot be set; leave it out" + ON_ANOTHER_KIND);
    }

    /** The context, which the user must name. */
    static String requireContext(ExistingOptions cluster) {
        List<Path> kubeconfigs = requireKubeconfigs(cluster);
        String context = cluster.context();
        if (context == null || context.isBlank()) {
            throw new IllegalArgumentException("an existing cluster needs kubeuser.context, the name of a context in"
                    + " the kubeconfig; the current context is never used. There is "
                    + KubeconfigFiles.describeContexts(kubeconfigs));
        }
        return context;
    }

    private static List<Path> requireKubeconfigs(ExistingOptions cluster) {
        if (cluster.kubeconfigs().isEmpty()) {
            throw new IllegalArgumentException("an existing cluster needs a kubeconfig: set kubeuser.kubeconfig or the"
                    + " environment variable KUBECONFIG"
                    + (cluster.context() == null ? ", and kubeuser.context to the name of its context" : ""));
        }
        return cluster.kubeconfigs();
    }
}
