package dev.kubeuser.access.internal;

import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The second check before a request may impersonate a user. The API server asks its authorizers for {@code impersonate}
 * on each thing that the headers name or, since Kubernetes 1.36, for a constrained mode, which also limits the
 * requests.
 *
 * @param headers the impersonation headers
 * @param request the request
 * @param verb {@code impersonate}, or the verb of a mode, such as {@code impersonate:user-info}
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/#constrained-impersonation">Constrained
 *     impersonation</a>
 */
public record ImpersonationCheck(Impersonation headers, RequestAttributes request, String verb) {

    private static final String LEGACY = "impersonate";
    private static final String GROUP = "authentication.k8s.io";
    private static final String NODE = "system:node:";
    private static final String MASTERS = "system:masters";

    /** From this number of groups or values on, the API server first asks for all at once. */
    private static final int MANY = 4;

    /**
     * Returns the ways to pass.
     *
     * @param constraint the verb of the mode, empty for none, or null if it has to be inferred from the policy
     */
    public static List<List<RequestAttributes>> ways(
            Impersonation headers, RequestAttributes request, @Nullable String constraint) {
        List<List<RequestAttributes>> ways = new ArrayList<>();
        if (constraint == null) {
            mode(headers)
                    .ifPresent(
                            mode -> ways.addAll(new ImpersonationCheck(headers, request, LEGACY + ":" + mode).ways()));
        }
        String verb = constraint == null || constraint.isEmpty() ? LEGACY : constraint;
        ways.addAll(new ImpersonationCheck(headers, request, verb).ways());
        return ways;
    }

    /**
     * ServiceAccounts and nodes have a constrained mode only if nothing but the name is impersonated, and masters have
     * none.
     */
    public static Optional<String> mode(Impersonation headers) {
        boolean isAccount = Subject.serviceAccountOf(headers.userName()).isPresent();
        boolean isNode = headers.userName().startsWith(NODE);
        if (headers.groups().contains(MASTERS)) {
            return Optional.empty();
        }
        if (!isAccount && !isNode) {
            return Optional.of("user-info");
        }
        boolean isPlain = headers.groups().isEmpty()
                && headers.uid().isEmpty()
                && headers.extra().isEmpty();
        return isPlain ? Optional.of(isAccount ? "serviceaccount" : "arbitrary-node") : Optional.empty();
    }

    private boolean isConstrained() {
        return !verb.equals(LEGACY);
    }

    private List<List<RequestAttributes>> ways() {
        List<RequestAttributes> always = new ArrayList<>();
        if (isConstrained()) {
            always.add(onRequest());
        }
        always.add(user());
        if (!headers.uid().isEmpty()) {
            always.add(ResourceAttributes.of(verb, GROUP, "uids").named(headers.uid()));
        }
        ResourceAttributes group = ResourceAttributes.of(verb, isConstrained() ? GROUP : "", "groups");
        ResourceAttributes extra = ResourceAttributes.of(verb, GROUP, "userextras");
        List<RequestAttributes> groups =
                headers.groups().stream().<RequestAttributes>map(group::named).toList();
        List<RequestAttributes> extras = headers.extra().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .<RequestAttributes>map(
                                value -> extra.subresource(entry.getKey()).named(value)))
                .toList();
        List<List<RequestAttributes>> ways = new ArrayList<>();
        for (List<RequestAttributes> someGroups : ways(groups, group.named("*"))) {
            for (List<RequestAttributes> someExtras :
                    ways(extras, extra.subresource("*").named("*"))) {
                List<RequestAttributes> way = new ArrayList<>(always);
                way.addAll(someGroups);
                way.addAll(someExtras);
                ways.add(way);
            }
        }
        return ways;
    }

    private List<List<RequestAttributes>> ways(List<RequestAttributes> each, RequestAttributes all) {
        return isConstrained() && each.size() >= MANY ? List.of(List.of(all), each) : List.of(each);
    }

    private RequestAttributes onRequest() {
        String on = "impersonate-on:" + verb.substring(LEGACY.length() + 1) + ":" + request.verb();
        return request instanceof ResourceAttributes resource
                ? resource.withVerb(on)
                : new NonResourceAttributes(on, ((NonResourceAttributes) request).path());
    }

    private RequestAttributes user() {
        String apiGroup = isConstrained() ? GROUP : "";
        if (isConstrained() && headers.userName().startsWith(NODE)) {
            String node =
                    verb.endsWith(":associated-node") ? "*" : headers.userName().substring(NODE.length());
            return ResourceAttributes.of(verb, apiGroup, "nodes").named(node);
        }
        return Subject.serviceAccountOf(headers.userName())
                .map(account -> ResourceAttributes.of(verb, apiGroup, "serviceaccounts")
                        .in(account.namespace())
                        .named(account.name()))
                .orElseGet(() -> ResourceAttributes.of(verb, apiGroup, "users").named(headers.userName()));
    }
}
