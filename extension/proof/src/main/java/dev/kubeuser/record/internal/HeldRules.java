package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Converts rules that a user must hold to grant them into requests that are allowed exactly to users who hold them.
 * Only a {@code *} covers a {@code *}, so the requests contain it too.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping">Privilege
 *     escalation prevention</a>
 */
final class HeldRules {

    private HeldRules() {}

    static List<RequestAttributes> asRequests(Collection<RbacRule> rules, String namespace) {
        List<RequestAttributes> requests = new ArrayList<>();
        for (RbacRule rule : rules) {
            for (String verb : rule.verbs()) {
                rule.nonResourceUrls().forEach(url -> requests.add(new NonResourceAttributes(verb, url)));
                for (String group : rule.apiGroups()) {
                    rule.resources().forEach(resource -> add(requests, verb, group, resource, namespace, rule));
                }
            }
        }
        return requests;
    }

    private static void add(
            List<RequestAttributes> requests,
            String verb,
            String group,
            String resource,
            String namespace,
            RbacRule rule) {
        String[] parts = resource.split("/", 2);
        ResourceAttributes any = ResourceAttributes.of(verb, group, parts[0])
                .subresource(parts.length == 2 ? parts[1] : "")
                .in(namespace);
        if (rule.resourceNames().isEmpty()) {
            requests.add(any);
        }
        rule.resourceNames().forEach(name -> requests.add(any.named(name)));
    }
}
