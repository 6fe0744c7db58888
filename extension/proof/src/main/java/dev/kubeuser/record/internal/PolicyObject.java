package dev.kubeuser.record.internal;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.Origin;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Role, ClusterRole or binding of the policy under test. Caches its hash code, because it is in many sets. */
public final class PolicyObject {

    private final KubernetesObject object;
    private final ManifestObject source;
    private final int hash;

    /**
     * Creates one. The object must not change afterwards.
     *
     * @param object the object in the cluster
     * @param source the object as written
     */
    public PolicyObject(KubernetesObject object, ManifestObject source) {
        this.object = object;
        this.source = source;
        this.hash = object.hashCode();
    }

    /**
     * {@return the policy object that an object of a manifest becomes, or empty if it is not an RBAC object}
     *
     * @param source the object of a manifest
     * @param namespace its namespace if it names none
     */
    public static Optional<PolicyObject> of(ManifestObject source, String namespace) {
        return RbacManifest.of(source, namespace).map(object -> new PolicyObject(object, source));
    }

    /**
     * {@return the object in the cluster}
     */
    public KubernetesObject object() {
        return object;
    }

    /**
     * {@return the object as written}
     */
    public ManifestObject source() {
        return source;
    }

    /**
     * {@return its file and line}
     */
    public Origin origin() {
        return source.origin();
    }

    /** Returns a copy of the object, whose rules, role and subjects may be replaced; it shares the metadata. */
    public <T extends KubernetesObject> @Nullable T copyAs(Class<T> type) {
        return type.isInstance(object) ? type.cast(copy()) : null;
    }

    private KubernetesObject copy() {
        if (object instanceof V1Role role) {
            return new V1Role()
                    .apiVersion(role.getApiVersion())
                    .kind(role.getKind())
                    .metadata(role.getMetadata())
                    .rules(rules(role.getRules()));
        }
        if (object instanceof V1ClusterRole role) {
            return new V1ClusterRole()
                    .apiVersion(role.getApiVersion())
                    .kind(role.getKind())
                    .metadata(role.getMetadata())
                    .aggregationRule(role.getAggregationRule())
                    .rules(rules(role.getRules()));
        }
        if (object instanceof V1RoleBinding binding) {
            return new V1RoleBinding()
                    .apiVersion(binding.getApiVersion())
                    .kind(binding.getKind())
                    .metadata(binding.getMetadata())
                    .roleRef(role(binding.getRoleRef()))
                    .subjects(subjects(binding.getSubjects()));
        }
        V1ClusterRoleBinding binding = (V1ClusterRoleBinding) object;
        return new V1ClusterRoleBinding()
                .apiVersion(binding.getApiVersion())
                .kind(binding.getKind())
                .metadata(binding.getMetadata())
                .roleRef(role(binding.getRoleRef()))
                .subjects(subjects(binding.getSubjects()));
    }

    private static @Nullable List<V1PolicyRule> rules(@Nullable List<V1PolicyRule> rules) {
        return rules == null
                ? null
                : rules.stream()
                        .map(rule -> new V1PolicyRule()
                                .apiGroups(rule.getApiGroups())
                                .resources(rule.getResources())
                                .resourceNames(rule.getResourceNames())
                                .nonResourceURLs(rule.getNonResourceURLs())
                                .verbs(rule.getVerbs()))
                        .collect(Collectors.toCollection(ArrayList::new));
    }

    private static V1RoleRef role(V1RoleRef role) {
        return new V1RoleRef().apiGroup(role.getApiGroup()).kind(role.getKind()).name(role.getName());
    }

    private static @Nullable List<RbacV1Subject> subjects(@Nullable List<RbacV1Subject> subjects) {
        return subjects == null
                ? null
                : subjects.stream()
                        .map(subject -> new RbacV1Subject()
                                .apiGroup(subject.getApiGroup())
                                .kind(subject.getKind())
                                .namespace(subject.getNamespace())
                                .name(subject.getName()))
                        .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Whether both have the same origin, even if they are in different namespaces. */
    public boolean isWrittenWith(PolicyObject other) {
        return origin().equals(other.origin());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof PolicyObject that
                        && hash == that.hash
                        && origin().equals(that.origin())
                        && object.equals(that.object));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Returns kind, name and origin. */
    @Override
    public String toString() {
        return source.toString();
    }
}
