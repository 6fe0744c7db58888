// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The namespaces created for tests. Their names change with each run, so output that outlives a run has the placeholder
 * of manifests instead, {@code ${kubeuser.namespace}}.
 *
 * @param declared the value of {@code @KubeNamespace}, which may be empty, by the name in the cluster
 * @param defined those that the manifests themselves have as objects: their names last
 */
public record OwnNamespaces(Map<String, String> declared, Set<String> defined) {

    /** The placeholder of the namespace of {@code @KubeNamespace} without a name. */
    public static final String UNNAMED = placeholder("");

    /** Copies both. */
    public OwnNamespaces {
        declared = Map.copyOf(declared);
        defined = Set.copyOf(defined);
    }

    /**
     * Creates some that no manifest defines.
     *
     * @param declared the value of {@code @KubeNamespace} by the name in the cluster
     */
    public OwnNamespaces(Map<String, String> declared) {
        this(declared, Set.of());
    }

    /** Returns no namespaces. */
    public static OwnNamespaces none() {
        return new OwnNamespaces(Map.of());
    }

    /** Returns the namespaces of both. */
    public OwnNamespaces with(OwnNamespaces other) {
        Map<String, String> both = new TreeMap<>(declared);
        both.putAll(other.declared);
        return new OwnNamespaces(
                both, Stream.of(defined, other.defined).flatMap(Set::stream).collect(Collectors.toSet()));
    }

    /**
     * {@return a text as in a manifest, with placeholders for the names of these namespaces}
     *
     * @param text a text with the names of this run
     */
    public String written(String text) {
        String written = text;
        for (Map.Entry<String, String> namespace : declared.entrySet()) {
            written = written.replace(namespace.getKey(), placeholder(namespace.getValue()));
        }
        return written;
    }

    private static String placeholder(String called) {
        return "${kubeuser.namespace" + (called.isEmpty() ? "" : "." + called) + "}";
    }

    private List<String> written(List<String> texts) {
        return texts.stream().map(this::written).toList();
    }

    private RoleReference written(RoleReference role) {
        return new RoleReference(role.kind(), written(role.namespace()), written(role.name()));
    }

    private BindingReference written(BindingReference binding) {
        return new BindingReference(binding.kind(), written(binding.namespace()), written(binding.name()));
    }

    /** Returns a rule as in a manifest: its role and resource names may contain names of namespaces. */
    public RbacRule written(RbacRule rule) {
        return new RbacRule(
                new RbacRule.Id(written(rule.id().role()), rule.id().index()),
                rule.origin(),
                rule.verbs(),
                rule.apiGroups(),
                rule.resources(),
                written(rule.resourceNames()),
                rule.nonResourceUrls());
    }

    public RbacBinding written(RbacBinding binding) {
        return new RbacBinding(
                written(binding.id()),
                binding.labels(),
                written(binding.roleRef()),
                binding.subjects().stream().map(this::written).toList(),
                binding.origin());
    }

    public Subject written(Subject subject) {
        return new Subject(subject.kind(), written(subject.namespace()), written(subject.name()));
    }

    public RequestAttributes written(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                ? new ResourceAttributes(
                        resource.verb(),
                        resource.apiGroup(),
                        resource.resource(),
                        resource.subresource(),
                        written(resource.namespace()),
                        written(resource.name()),
                        written(resource.fieldSelector()),
                        written(resource.labelSelector()))
                : request;
    }
}
