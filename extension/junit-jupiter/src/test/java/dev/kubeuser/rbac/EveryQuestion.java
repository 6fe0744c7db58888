// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All questions about whom some bindings name: every verb, every resource, every name, every path, everywhere they
 * count.
 */
record EveryQuestion(RbacPolicy policy, Discovery discovered) {

    private static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    List<Question> questions() {
        Set<String> verbs = new TreeSet<>(VERBS);
        written(RbacRule::verbs).forEach(verbs::add);
        return subjects()
                .flatMap(subject -> questions(subject, verbs))
                .distinct()
                .toList();
    }

    private Stream<Question> questions(UserInfo user, Set<String> verbs) {
        Set<String> namespaces = policy.bindingsFor(user).stream()
                .map(applied -> applied.binding().id().namespace())
                .collect(Collectors.toCollection(TreeSet::new));
        namespaces.add("");
        return verbs.stream()
                .flatMap(verb -> Stream.concat(resources(verb, namespaces), paths(verb)))
                .map(request -> new Question(user, request));
    }

    private Stream<RequestAttributes> resources(String verb, Set<String> namespaces) {
        Stream<ResourceName> served = discovered.all().stream().map(ServedResource::name);
        Stream<ResourceAttributes> all = Stream.concat(served, named()).map(name -> name.request(verb, ""));
        return Stream.concat(all, named(verb))
                .flatMap(request -> namespaces.stream().map(request::in));
    }

    /** What rules name and this server has not, such as custom resources. */
    private Stream<ResourceName> named() {
        return rules().flatMap(rule -> rule.apiGroups().stream()
                .flatMap(group -> rule.resources().stream().map(resource -> ResourceName.of(group, resource))));
    }

    private Stream<ResourceAttributes> named(String verb) {
        return rules().flatMap(rule -> rule.resourceNames().stream()
                        .flatMap(name -> rule.resources().stream()
                                .map(resource -> ResourceName.of(
                                                rule.apiGroups().get(0), resource)
                                        .request(verb, "")
                                        .named(name))))
                .distinct();
    }

    private Stream<RequestAttributes> paths(String verb) {
        return Stream.concat(written(RbacRule::nonResourceUrls), Stream.of("/healthz", "/metrics/x", "/apis", "/logs"))
                .distinct()
                .map(path -> new NonResourceAttributes(verb, path));
    }

    private Stream<String> written(Function<RbacRule, List<String>> part) {
        return rules().flatMap(rule -> part.apply(rule).stream());
    }

    private Stream<RbacRule> rules() {
        return policy.roles().stream().flatMap(role -> role.rules().stream());
    }

    private Stream<UserInfo> subjects() {
        return policy.bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .map(UserInfo::of);
    }
}
