// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.auth.internal.AuthenticationFile;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.junit.internal.DeclaredSubjects.DeclaredSubject;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The cluster of a test class: what the nearest class chooses overrides settings, which override defaults.
 *
 * @param spec the configuration of the cluster
 * @param dedicatedTo the only class that uses it, or {@code null} if it is shared
 */
record ClusterSettings(ClusterSpec spec, @Nullable Class<?> dedicatedTo) {

    /**
     * Reads the settings of a class.
     *
     * @param owner the nearest class that chooses anything, or else the outermost one
     * @param declared what it chooses
     * @param change what registered extensions change
     * @param version the version of Kubernetes that a run of the class is for; {@code null} for that of the settings
     */
    static ClusterSettings of(
            Class<?> owner,
            Declared.OfCluster declared,
            UnaryOperator<ClusterSpec> change,
            Settings settings,
            ClusterLauncher launcher,
            @Nullable KubernetesVersion version) {
        Settings ofRun = version == null
                ? settings
                : settings.with(Map.of(Setting.KUBERNETES_VERSION.key(), version.toString()));
        try {
            ClusterSpec chosen = declared.chosen().apply(ofRun);
            requireOneVersion(chosen.version(), version);
            ClusterSpec spec = ofRun.cluster(chosen, launcher, change);
            ClusterSettings found = new ClusterSettings(spec, declared.isDedicated() ? owner : null);
            launcher.check(found.spec);
            found.requirePossible();
            return found;
        } catch (IllegalArgumentException malformed) {
            throw new ExtensionConfigurationException(
                    "The cluster of " + owner.getName() + " is misconfigured: " + malformed.getMessage(), malformed);
        }
    }

    private static void requireOneVersion(@Nullable KubernetesVersion chosen, @Nullable KubernetesVersion ofRun) {
        if (chosen != null && ofRun != null) {
            throw new IllegalArgumentException("@KubeCluster(version = \"" + chosen
                    + "\") and @KubeVersions name versions; leave one of the two out");
        }
    }

    /** Requires that a subject can be had on the cluster: that its issuer is known, if it is an identity. */
    void require(DeclaredSubject subject) {
        if (subject.spec() instanceof IdentitySpec identity) {
            try {
                requireIssuer(identity);
            } catch (IllegalArgumentException unknown) {
                throw new ExtensionConfigurationException(
                        "The " + subject.subject() + " on " + subject.place() + " cannot have a token: "
                                + unknown.getMessage(),
                        unknown);
            }
        }
    }

    /**
     * Requires that the identity can have a token.
     *
     * @throws IllegalArgumentException if no issuer of the cluster signs it
     */
    void requireIssuer(IdentitySpec identity) {
        if (identity.isSupplied()) {
            return;
        }
        String source = spec.authentication();
        if (source == null) {
            throw new IllegalArgumentException("the cluster has no issuers; name the file that has them, as in"
                    + " @KubeCluster(authentication = \"deploy/authn.yaml\")");
        }
        String unused = AuthenticationFile.read(source).issuer(identity.issuer(), identity.claimSet());
    }

    /** Requires that what is injected can be had on the cluster: how it authenticates is changed for all who use it. */
    void require(Injection injection, String place) {
        if (injection.type() == ClusterAuthentication.class && injection.obstacle() == null && !isChangeable()) {
            throw new ExtensionConfigurationException("A ClusterAuthentication cannot be injected into " + place
                    + ": that takes a cluster of the class's own which authenticates by a file, as by"
                    + " @KubeCluster(authentication = \"deploy/authn.yaml\", dedicated = true)");
        }
    }

    /** Whether a test may change how the cluster authenticates. */
    boolean isChangeable() {
        return spec.authentication() != null && dedicatedTo != null;
    }

    /** Whether the cluster runs already, so that there is one only. */
    boolean isExisting() {
        return spec.kind() == ClusterKind.EXISTING;
    }

    private void requirePossible() {
        if (dedicatedTo != null && isExisting()) {
            throw new IllegalArgumentException("an existing cluster cannot be dedicated to a class: there is one only;"
                    + " give the class objects of its own, or another kind by @KubeCluster(kind = ...)");
        }
    }
}
