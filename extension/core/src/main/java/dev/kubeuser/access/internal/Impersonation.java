// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity that a request asks for by its {@code Impersonate} headers.
 *
 * @param sender the user whose credential the request has
 * @param userName the impersonated user
 * @param groups the groups it names; if it names none, the API server adds those of a ServiceAccount
 * @param uid the UID it names, or empty
 * @param extra the values it names, by lower-case key
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
 */
public record Impersonation(
        UserInfo sender, String userName, List<String> groups, String uid, Map<String, List<String>> extra) {

    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";
    private static final String MASTERS = "system:masters";
    private static final String LEGACY = "impersonate";
    private static final String NODE = "system:node:";

    /** Copies the collections. */
    public Impersonation {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** {@return the user info that the request is authorized as, with the groups that the API server adds} */
    public UserInfo impersonated() {
        return impersonated(userName, groups);
    }

    /**
     * {@return the user info that a request with impersonation is authorized as}
     *
     * @param userName the impersonated user
     * @param groups the groups that the request names
     */
    public static UserInfo impersonated(String userName, List<String> groups) {
        if (groups.isEmpty()) {
            return UserInfo.of(UserInfo.exactly(userName).subject());
        }
        Set<String> all = new LinkedHashSet<>(groups);
        if (userName.equals(UserInfo.anonymous().name())) {
            all.add(UNAUTHENTICATED);
        } else if (!all.contains(UNAUTHENTICATED)) {
            all.add(AUTHENTICATED);
        }
        return new UserInfo(userName, all);
    }

    /**
     * {@return the ways to pass the additional check before the request may impersonate}
     *
     * @param constraint the verb of the mode, empty for none, or null if it has to be inferred from the policy
     */
    public List<List<RequestAttributes>> ways(RequestAttributes request, @Nullable String constraint) {
        List<List<RequestAttributes>> ways = new ArrayList<>();
        if (constraint == null) {
            mode().ifPresent(mode -> ways.addAll(new Check(this, request, LEGACY + ":" + mode).ways()));
        }
        String verb = constraint == null || constraint.isEmpty() ? LEGACY : constraint;
        ways.addAll(new Check(this, request, verb).ways());
        return ways;
    }

    /**
     * {@return the constrained mode. ServiceAccounts and nodes have one only if nothing but the name is impersonated,
     * and masters have none}
     */
    public Optional<String> mode() {
        boolean isAccount = Subject.serviceAccountOf(userName).isPresent();
        boolean isNode = userName.startsWith(NODE);
        if (groups.contains(MASTERS)) {
            return Optional.empty();
        }
        if (!isAccount && !isNode) {
            return Optional.of("user-info");
        }
        boolean isPlain = groups.isEmpty() && uid.isEmpty() && extra.isEmpty();
        return isPlain ? Optional.of(isAccount ? "serviceaccount" : "arbitrary-node") : Optional.empty();
    }

    /**
     * The additional check before a request may impersonate a user. The API server asks its authorizers for
     * {@code impersonate} on each thing that the headers name or, since Kubernetes 1.36, for a constrained mode, which
     * also limits the requests.
     *
     * @param headers the impersonation headers
     * @param request the request
     * @param verb {@code impersonate}, or the verb of a mode, such as {@code impersonate:user-info}
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/#constrained-impersonation">Constrained
     *     impersonation</a>
     */
    private record Check(Impersonation headers, RequestAttributes request, String verb) {

        private static final String GROUP = "authentication.k8s.io";

        /** From this number of groups or values on, the API server first asks for all at once. */
        private static final int MANY = 4;

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
            List<RequestAttributes> groups = headers.groups().stream()
                    .<RequestAttributes>map(group::named)
                    .toList();
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
                String node = verb.endsWith(":associated-node")
                        ? "*"
                        : headers.userName().substring(NODE.length());
                return ResourceAttributes.of(verb, apiGroup, "nodes").named(node);
            }
            return Subject.serviceAccountOf(headers.userName())
                    .map(account -> ResourceAttributes.of(verb, apiGroup, "serviceaccounts")
                            .in(account.namespace())
                            .named(account.name()))
                    .orElseGet(
                            () -> ResourceAttributes.of(verb, apiGroup, "users").named(headers.userName()));
        }
    }
}
