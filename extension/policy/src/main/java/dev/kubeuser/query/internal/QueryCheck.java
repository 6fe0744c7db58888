// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query.internal;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.ResourceName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rejects questions that mean nothing to a server. RBAC would answer them with a "no" that is true but worthless.
 *
 * @param discovery what the server serves
 * @param features what the server does that some versions do not
 */
public record QueryCheck(Discovery discovery, Set<ServerFeature> features) {

    /** What to do where a whole API group is missing. */
    private static final String DEFINE =
            ": add the CustomResourceDefinition that defines it to the manifests, or apply it first";

    /** Projects beside Kubernetes have it, and groups of Kubernetes' own may differ by no more. */
    private static final String OF_COMMUNITY = ".x-k8s.io";

    /** {@return all that authorizers are asked about, except wildcards for subresources} */
    public List<ServedResource> served() {
        return KnownVerbs.with(discovery.all(), features);
    }

    /** {@return whether a server is asked for the resource of a question} */
    public boolean knows(AccessQuery query) {
        return !usages(query).isEmpty();
    }

    /** {@return whether a question about a resource can name a namespace; true for a resource that is not known} */
    public boolean isInNamespaces(AccessQuery query) {
        List<ServedResource> usages = usages(query);
        String verb = KnownVerbs.ofRequest(query.verb());
        return usages.stream()
                .filter(usage -> usage.verbs().contains(verb))
                .findFirst()
                .map(ServedResource::isNamespaced)
                .orElseGet(() -> usages.stream().allMatch(ServedResource::isNamespaced));
    }

    private List<ServedResource> usages(AccessQuery query) {
        ResourceName resource = query.resourceName();
        return KnownVerbs.isOfAnyText(query.verb())
                ? List.of(new ServedResource(resource, ServedResource.Scope.NAMESPACED, Set.of(query.verb())))
                : usages(resource);
    }

    /** {@return what authorizers are asked about a resource; nothing about one that the server does not have} */
    public List<ServedResource> usages(ResourceName resource) {
        return KnownVerbs.of(resource, discovery, features);
    }

    /** {@return whether authorizers are asked for a verb, in one of these usages of a resource} */
    public boolean isAsked(String verb, ServedResource usage) {
        return verb.equals("*")
                || (usage.verbs().contains(KnownVerbs.ofRequest(verb))
                        && KnownVerbs.neededFor(verb)
                                .filter(needed -> !features.contains(needed))
                                .isEmpty());
    }

    /**
     * {@return what is wrong with a rule for a resource, and what may have been meant; empty if authorizers are asked
     * for each of its verbs}
     */
    public Optional<String> problem(ResourceName resource, Collection<String> verbs) {
        List<ServedResource> usages = usages(resource);
        List<String> missing = verbs.stream()
                .filter(verb -> usages.stream().noneMatch(usage -> isAsked(verb, usage)))
                .toList();
        Optional<String> ofOtherVersions = missing.stream()
                .flatMap(verb -> neededFeature(verb, resource).stream())
                .findFirst();
        if (ofOtherVersions.isPresent() || missing.isEmpty()) {
            return ofOtherVersions;
        }
        return Optional.of(
                usages.isEmpty()
                        ? new UnknownResource(discovery, resource).message("resourceNames")
                        : unknownVerbs(missing, resource, usages));
    }

    /**
     * {@return that no server has a verb, and what may have been meant; empty if authorizers are asked for it anywhere}
     */
    public Optional<String> unknownVerb(String verb) {
        boolean isKnown = verb.equals("*")
                || KnownVerbs.isKnown(verb)
                || discovery.all().stream()
                        .anyMatch(resource -> resource.verbs().contains(verb));
        return isKnown
                ? Optional.empty()
                : Optional.of("There is no verb \"" + verb + "\"" + Spelling.didYouMean(verb, KnownVerbs.OF_REQUESTS));
    }

    /**
     * {@return that the server has nothing of an API group, and what to do; empty if authorizers are asked for any of
     * it}
     */
    public Optional<String> unknownGroup(String group) {
        return words(discovery).anyMatch(word -> word.group().equals(group))
                ? Optional.empty()
                : Optional.of("The API server has no API group \"" + group + "\"" + DEFINE);
    }

    /** {@return whether others may define an API group: that of a CustomResourceDefinition has a dot} */
    public static boolean mayBeOfOthers(String group) {
        return group.contains(".");
    }

    /** {@return the known API group that was probably meant by an unknown one} */
    public Optional<String> misspeltGroup(String group) {
        return misspeltGroup(discovery, group);
    }

    private static Optional<String> misspeltGroup(Discovery discovery, String group) {
        return group.endsWith(OF_COMMUNITY)
                ? Optional.empty()
                : Spelling.nearest(
                        group, words(discovery).map(ResourceName::group).collect(Collectors.toSet()));
    }

    /** What a server has, and what else authorizers are asked for by some version. */
    private static Stream<ResourceName> words(Discovery discovery) {
        return Stream.concat(
                discovery.all().stream().map(ServedResource::name),
                KnownVerbs.of(ServerFeature.all()).stream().map(ServedResource::name));
    }

    /**
     * Requires that a server is asked such questions.
     *
     * @throws AccessQueryException if it is not; the message suggests what may have been meant
     */
    public void require(AccessQuery query) {
        require(query, query.dialect().thenInAllNamespaces());
    }

    /**
     * The same, for a question that may also be about all namespaces in words of its own.
     *
     * @param everywhere these words, for the message
     */
    public void require(AccessQuery query, String everywhere) {
        if (!query.path().isEmpty()) {
            return;
        }
        ResourceName resource = query.resourceName();
        if (resource.isWildcard() || query.isUnchecked()) {
            requirePlace(query, resource, ServedResource.Scope.EITHER, everywhere);
            return;
        }
        neededFeature(query.verb(), resource).ifPresent(needed -> {
            throw new AccessQueryException(needed);
        });
        List<ServedResource> usages = usages(query);
        if (usages.isEmpty()) {
            throw new AccessQueryException(new UnknownResource(discovery, resource).messageToQuestion(query.dialect()));
        }
        requirePlace(query, resource, scope(query, resource, usages), everywhere);
        requireNameless(query, resource);
    }

    /**
     * Requires that a server may be sent such requests. It refuses those for what it does not serve before it looks, so
     * they may be for a resource that it does not serve; but not for one that is misspelled.
     *
     * @param isComplete whether an API group has no resources beyond those that discovery knows
     * @throws AccessQueryException if it is misspelled, or no request has the verb; the message suggests what may have
     *     been meant
     */
    public void requireSpelled(AccessQuery query, Predicate<String> isComplete) {
        if (knows(query) || misspelling(query.resourceName(), isComplete).isPresent()) {
            require(isInNamespaces(query) ? query.inAllNamespaces() : query);
        }
    }

    /**
     * {@return that the server has no such resource, and what may have been meant; empty if it has it, or if a
     * definition may be missing}
     *
     * @param resource what was asked for
     * @param isComplete whether an API group has no resources beyond those that discovery knows
     */
    public Optional<String> misspelling(ResourceName resource, Predicate<String> isComplete) {
        UnknownResource unknown = new UnknownResource(discovery, resource);
        return !resource.isWildcard()
                        && usages(resource).isEmpty()
                        && (isComplete.test(resource.group()) || unknown.isMisspelled())
                ? Optional.of(unknown.message(Dialect.JAVA.objectName()))
                : Optional.empty();
    }

    /** Reports that only other versions ask for a verb. */
    private Optional<String> neededFeature(String verb, ResourceName resource) {
        String own = KnownVerbs.ofRequest(verb);
        return KnownVerbs.lackingFor(resource, own, features)
                .map(feature -> neverAsked(own, resource, feature))
                .or(() -> KnownVerbs.neededFor(verb)
                        .filter(feature -> !features.contains(feature))
                        .map(feature -> neverAsked(verb, resource, feature)));
    }

    private static String neverAsked(String verb, ResourceName resource, ServerFeature feature) {
        return "This API server never asks for \"" + verb + "\" on " + resource + ": Kubernetes does from "
                + feature.since() + " on";
    }

    private static ServedResource.Scope scope(AccessQuery query, ResourceName resource, List<ServedResource> usages) {
        String verb = KnownVerbs.ofRequest(query.verb());
        return usages.stream()
                .filter(usage -> verb.equals("*") || usage.verbs().contains(verb))
                .map(ServedResource::scope)
                .findFirst()
                .orElseThrow(() -> new AccessQueryException(unknownVerbs(List.of(verb), resource, usages)));
    }

    private static String unknownVerbs(List<String> verbs, ResourceName resource, List<ServedResource> usages) {
        Set<String> known = new TreeSet<>();
        usages.forEach(usage -> known.addAll(usage.verbs()));
        return (verbs.size() == 1 ? "There is no verb \"" : "There are no verbs \"")
                + String.join("\", \"", verbs) + "\" for " + resource + ", only " + String.join(", ", known)
                + (verbs.size() == 1 ? Spelling.didYouMean(verbs.get(0), known) : "");
    }

    private static void requirePlace(
            AccessQuery query, ResourceName resource, ServedResource.Scope scope, String everywhere) {
        boolean saysWhere = query.namespace().isPresent() || query.isInAllNamespaces();
        if (scope == ServedResource.Scope.NAMESPACED && !saysWhere) {
            throw new AccessQueryException(resource + " are in namespaces: say which one, "
                    + query.dialect().question(query.verb(), resource.toString(), "default") + ", or " + everywhere);
        }
        if (scope == ServedResource.Scope.CLUSTER && saysWhere) {
            throw new AccessQueryException(resource + " are in no namespace: leave out "
                    + query.namespace()
                            .map(namespace -> query.dialect().in(namespace) + hint(query, namespace, resource))
                            .orElseGet(query.dialect()::inAllNamespaces));
        }
    }

    private static String hint(AccessQuery query, String namespace, ResourceName resource) {
        return resource.parent().equals(ResourceName.parse("namespaces"))
                ? "; one of them is " + query.dialect().named(namespace)
                : "";
    }

    /** A request to deletecollection has no name in its URL, so no rule with resourceNames allows it. */
    private static void requireNameless(AccessQuery query, ResourceName resource) {
        if (!query.name().isEmpty() && !query.nameless().canBeNamed()) {
            throw new AccessQueryException(
                    "A request to " + query.verb() + " " + resource + " names no object to the authorizer: leave out "
                            + query.dialect().named(query.name()));
        }
    }

    /**
     * Reports that a server does not have a resource, and suggests what may have been meant.
     *
     * @param discovery what the server has
     * @param name what it does not have
     */
    private record UnknownResource(Discovery discovery, ResourceName name) {

        /** The name of an object goes into {@code forName}. */
        String message(String forName) {
            return "The API server has no resource \"" + name + "\""
                    + meant().map(ResourceName::toString)
                            .map(Spelling::question)
                            .orElseGet(() -> ways(forName));
        }

        /** The same as an answer to a question: an API of another project may be served in production only. */
        String messageToQuestion(Dialect dialect) {
            return message(dialect.objectName())
                    + dialect.unchecked()
                            .filter(word -> meant().isEmpty() && isOfUnknownGroup())
                            .map(word -> "; or ask with " + word + " what would hold for it")
                            .orElse("");
        }

        /**
         * Whether it is nearly a known resource of its group, a known subresource, the same resource of another group,
         * or the singular or short name of one.
         */
        boolean isMisspelled() {
            return !isOfOthers()
                    && words(discovery)
                            .anyMatch(word -> hasAlias(word)
                                    || (word.group().equals(name.group()) ? isNearInGroup(word) : isOfNearGroup(word)));
        }

        private boolean isNearInGroup(ResourceName word) {
            return word.subresource().equals(name.subresource())
                    ? Spelling.isNear(name.resource(), word.resource())
                    : word.resource().equals(name.resource())
                            && Spelling.isNear(name.subresource(), word.subresource());
        }

        private boolean isOfNearGroup(ResourceName word) {
            return word.resource().equals(name.resource())
                    && word.subresource().equals(name.subresource())
                    && Spelling.isNear(name.group(), word.group());
        }

        private String ways(String forName) {
            if (isOfKnownResource()) {
                return ", and no subresource of " + name.parent() + " is like it; an object's name goes into "
                        + forName;
            }
            return isOfUnknownGroup()
                    ? ", and no API group \"" + name.group() + "\"" + DEFINE
                    : ": write the plural and, except for the core group, the group, as in deployments.apps;"
                            + " kubectl api-resources lists them";
        }

        /** Whether it may be what others define: a group with a dot that is no slip of the pen of a known one. */
        private boolean isOfOthers() {
            return mayBeOfOthers(name.group())
                    && isOfUnknownGroup()
                    && misspeltGroup(discovery, name.group()).isEmpty();
        }

        private boolean isOfUnknownGroup() {
            return words(discovery).noneMatch(word -> word.group().equals(name.group()));
        }

        private Optional<ResourceName> meant() {
            if (isOfOthers()) {
                return Optional.empty();
            }
            return first(word -> word.resource().equals(name.resource()))
                    .or(() -> first(this::hasAlias))
                    .or(this::similar)
                    .or(this::similarOfAnyGroup)
                    .or(this::meantByParent);
        }

        /** The first match in the same group, or else in any. */
        private Optional<ResourceName> first(Predicate<ResourceName> same) {
            return candidates()
                    .filter(same)
                    .min(Comparator.comparing(word -> !word.group().equals(name.group())));
        }

        /** With the same subresource, or none. */
        private Stream<ResourceName> candidates() {
            return words(discovery).filter(word -> word.subresource().equals(name.subresource()));
        }

        private boolean hasAlias(ResourceName word) {
            return discovery.find(word.parent()).stream()
                    .flatMap(resource -> resource.aliases().stream())
                    .anyMatch(alias -> alias.equalsIgnoreCase(name.resource()));
        }

        private Optional<ResourceName> similar() {
            List<String> near = words(discovery)
                    .filter(word -> word.isSubresource() == name.isSubresource())
                    .filter(this::isNear)
                    .map(ResourceName::toString)
                    .toList();
            return Spelling.nearest(name.toString(), near).map(ResourceName::parse);
        }

        /** A name with a typo and without its group, as in {@code deploymnets}. */
        private Optional<ResourceName> similarOfAnyGroup() {
            if (!name.group().isEmpty() || isOfKnownResource()) {
                return Optional.empty();
            }
            return Spelling.nearest(
                            name.resource(),
                            candidates().map(ResourceName::resource).toList())
                    .flatMap(meant -> first(word -> word.resource().equals(meant)));
        }

        /** A path with a typo, as in {@code /api/v1/namespace/dev/pods}, is one of a subresource. */
        private Optional<ResourceName> meantByParent() {
            return name.isSubresource() && !isOfKnownResource()
                    ? new UnknownResource(discovery, name.parent()).meant()
                    : Optional.empty();
        }

        /** For a known resource, only the subresource can be a mistake. */
        private boolean isNear(ResourceName word) {
            return !isOfKnownResource() || word.parent().equals(name.parent());
        }

        private boolean isOfKnownResource() {
            return name.isSubresource() && discovery.find(name.parent()).isPresent();
        }
    }
}
