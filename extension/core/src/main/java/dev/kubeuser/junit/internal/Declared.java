// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.internal.Settings;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The declarations of one class, method, field or parameter, or of an extension that a class registers.
 *
 * @param subjects the subjects, users before ServiceAccounts
 * @param isAdmin whether it is for the administrator
 * @param isAnonymous whether it is for access without a credential
 * @param namespaces the namespaces
 * @param manifests the manifests, in the order in which they are applied
 * @param charts the charts, which are applied after the manifests
 * @param denials what denials do
 * @param hasWebhooks whether it serves webhooks
 * @param accessTable the name of a table of accesses
 * @param identityTable the name of a table of identities
 * @param cluster what it chooses of its cluster
 * @param versions the versions of Kubernetes that it runs on, one after the other; an empty list for those of the
 *     setting
 */
public record Declared(
        List<SubjectSpec> subjects,
        boolean isAdmin,
        boolean isAnonymous,
        Set<String> namespaces,
        List<Files> manifests,
        List<HelmChart> charts,
        List<Refusals> denials,
        boolean hasWebhooks,
        Optional<String> accessTable,
        Optional<String> identityTable,
        Optional<OfCluster> cluster,
        Optional<List<String>> versions) {

    /**
     * Manifests.
     *
     * @param sources files, directories and globs
     * @param namespace the namespace of objects that name none, or empty for the default
     * @param options changes the other options, whose owner stays
     */
    public record Files(List<String> sources, String namespace, UnaryOperator<ApplyOptions> options) {}

    /**
     * The declared choice of the cluster.
     *
     * @param chosen applies the choice, and leaves the rest to the settings
     * @param isDedicated whether the class has its own cluster
     */
    public record OfCluster(Function<Settings, ClusterSpec> chosen, boolean isDedicated) {

        /** Leaves everything to the settings. */
        static final OfCluster NONE = new OfCluster(settings -> Settings.ALL_OPEN, false);
    }

    /** The effect of denials, and which are expected. */
    public record Refusals(@Nullable DenialMode mode, List<String> expected) {}

    /**
     * The declarations of an extension that a class registers itself.
     *
     * @param declared what it declares as annotations do
     * @param cluster what changes in the cluster that settings and annotations specify
     * @param overrides values of settings, which take precedence over those of the run
     */
    public record InCode(Declared declared, UnaryOperator<ClusterSpec> cluster, Map<String, String> overrides) {

        /** Copies the map. */
        public InCode {
            overrides = Map.copyOf(overrides);
        }

        /** Returns the settings of a class that registers some. */
        static Settings settings(Settings ofRun, List<InCode> registered) {
            Settings settings = ofRun;
            for (InCode each : registered) {
                settings = settings.with(each.overrides);
            }
            return settings;
        }
    }

    /** Copies the collections. */
    public Declared {
        subjects = List.copyOf(subjects);
        namespaces = Set.copyOf(namespaces);
        manifests = List.copyOf(manifests);
        charts = List.copyOf(charts);
        denials = List.copyOf(denials);
    }

    /** Whether the field or parameter gets the access of a subject. */
    boolean isInjected() {
        return !subjects.isEmpty() || isAdmin || isAnonymous;
    }

    /** Whether anything at all is declared that is found out before a test. */
    boolean isAnything() {
        return isInjected()
                || !namespaces.isEmpty()
                || !manifests.isEmpty()
                || !charts.isEmpty()
                || !denials.isEmpty()
                || accessTable.isPresent()
                || identityTable.isPresent();
    }

    /** Says what test classes declare. The entry point reads it from annotations, so that plans know values only. */
    public interface Source {

        /**
         * Returns what a class, a method, a field or a parameter declares.
         *
         * @throws ExtensionConfigurationException if that is malformed
         */
        Declared of(AnnotatedElement element);

        /** Returns what extensions declare that a class registers itself. */
        List<Declared.InCode> registered(Class<?> type);

        /** Whether a class runs once for each of several versions of Kubernetes. */
        boolean hasVersions(Class<?> type);
    }
}
