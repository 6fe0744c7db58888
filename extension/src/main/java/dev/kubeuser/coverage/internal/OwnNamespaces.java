package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.RuleId;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The namespaces that were made for tests, whose names are other ones in each run. What outlives the run names them by the
 * placeholders of manifests, {@code ${kubeuser.namespace}}.
 *
 * @param declared by the name in the cluster, what {@code @KubeNamespace} calls it, perhaps nothing
 */
public record OwnNamespaces(Map<String, String> declared) {

    private static final String VARIABLE = "namespace";

    /** Copies the map. */
    public OwnNamespaces {
        declared = Map.copyOf(declared);
    }

    /** None at all. */
    static OwnNamespaces none() {
        return new OwnNamespaces(Map.of());
    }

    /** Both together. */
    OwnNamespaces with(OwnNamespaces other) {
        Map<String, String> both = new TreeMap<>(declared);
        both.putAll(other.declared);
        return new OwnNamespaces(both);
    }

    /**
     * {@return a text as it could stand in a manifest, with placeholders for the names of these namespaces}
     *
     * @param text with the names of this run
     */
    public String written(String text) {
        String written = text;
        for (Map.Entry<String, String> namespace : declared.entrySet()) {
            written = written.replace(namespace.getKey(), placeholder(namespace.getValue()));
        }
        return written;
    }

    private static String placeholder(String called) {
        return "${kubeuser." + VARIABLE + (called.isEmpty() ? "" : "." + called) + "}";
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

    /** A rule, of which everything but URLs may come from placeholders. */
    RbacRule written(RbacRule rule) {
        return new RbacRule(
                new RuleId(written(rule.id().role()), rule.id().index()),
                rule.origin(),
                rule.verbs(),
                rule.apiGroups(),
                rule.resources(),
                written(rule.resourceNames()),
                rule.nonResourceUrls());
    }

    RbacBinding written(RbacBinding binding) {
        return new RbacBinding(
                written(binding.id()),
                binding.labels(),
                written(binding.roleRef()),
                binding.subjects().stream()
                        .map(subject ->
                                new Subject(subject.kind(), written(subject.namespace()), written(subject.name())))
                        .toList(),
                binding.origin());
    }

    RequestAttributes written(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                ? resource.in(written(resource.namespace())).named(written(resource.name()))
                : request;
    }

    /**
     * A text in Java: a variable for what a test is told at its run, such as {@code devNamespace}, and the rest as it is.
     */
    String source(String text) {
        return declared.entrySet().stream()
                .filter(namespace -> text.contains(namespace.getKey()))
                .findFirst()
                .map(namespace -> source(text, namespace.getKey(), namespace.getValue()))
                .orElseGet(() -> JavaText.literal(text));
    }

    private static String source(String text, String name, String called) {
        int at = text.indexOf(name);
        String variable = called.isEmpty() ? VARIABLE : JavaText.variable(called + "-" + VARIABLE, VARIABLE);
        return Stream.of(
                        Stream.of(text.substring(0, at))
                                .filter(before -> !before.isEmpty())
                                .map(JavaText::literal),
                        Stream.of(variable),
                        Stream.of(text.substring(at + name.length()))
                                .filter(after -> !after.isEmpty())
                                .map(JavaText::literal))
                .flatMap(part -> part)
                .collect(Collectors.joining(" + "));
    }
}
