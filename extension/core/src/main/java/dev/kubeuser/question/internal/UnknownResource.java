package dev.kubeuser.question.internal;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.rbac.ServerFeature;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Says that a server does not have a resource, and what may have been meant.
 *
 * @param discovery what the server has
 * @param name what it does not have
 */
record UnknownResource(Discovery discovery, ResourceName name) {

    /** What to do where a whole API group is missing. */
    static final String DEFINE =
            ": add the CustomResourceDefinition that defines it to the manifests, or apply it first";

    String message(Dialect dialect) {
        return "The API server has no resource \"" + name + "\""
                + meant().map(ResourceName::toString).map(Spelling::question).orElseGet(() -> ways(dialect));
    }

    /** The same, to who asks about it: an API of somebody else may be served in production alone. */
    String messageToQuestion(Dialect dialect) {
        return message(dialect)
                + dialect.unchecked()
                        .filter(word -> meant().isEmpty() && isOfUnknownGroup())
                        .map(word -> "; or ask with " + word + " what would hold for it")
                        .orElse("");
    }

    /**
     * Whether it is nearly a known resource of its group, a known subresource, the same resource of another group, or the
     * singular or short name of one.
     */
    boolean isMisspelled() {
        return words().anyMatch(word ->
                hasAlias(word) || (word.group().equals(name.group()) ? isNearInGroup(word) : isOfNearGroup(word)));
    }

    private boolean isNearInGroup(ResourceName word) {
        return word.subresource().equals(name.subresource())
                ? Spelling.isNear(name.resource(), word.resource())
                : word.resource().equals(name.resource()) && Spelling.isNear(name.subresource(), word.subresource());
    }

    private boolean isOfNearGroup(ResourceName word) {
        return word.resource().equals(name.resource())
                && word.subresource().equals(name.subresource())
                && Spelling.isNear(name.group(), word.group());
    }

    private String ways(Dialect dialect) {
        if (isOfKnownResource()) {
            return ", and no subresource of " + name.parent() + " is like it; an object's name goes into "
                    + dialect.objectName();
        }
        return isOfUnknownGroup()
                ? ", and no API group \"" + name.group() + "\"" + DEFINE
                : ": write the plural and, but for the core group, the group, as in deployments.apps;"
                        + " kubectl api-resources lists them";
    }

    private boolean isOfUnknownGroup() {
        return words().noneMatch(word -> word.group().equals(name.group()));
    }

    private Optional<ResourceName> meant() {
        return first(word -> word.resource().equals(name.resource()))
                .or(() -> first(this::hasAlias))
                .or(this::similar)
                .or(this::similarOfAnyGroup)
                .or(this::meantByParent);
    }

    /** Of the same group, or else of any. */
    private Optional<ResourceName> first(Predicate<ResourceName> same) {
        List<ResourceName> found = words().filter(same)
                .filter(word -> word.subresource().equals(name.subresource()))
                .toList();
        return found.stream()
                .filter(word -> word.group().equals(name.group()))
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    private Stream<ResourceName> words() {
        return words(discovery);
    }

    /** What a server has, and what else authorizers are asked for by some version. */
    static Stream<ResourceName> words(Discovery discovery) {
        return Stream.concat(
                discovery.all().stream().map(ServedResource::name),
                KnownVerbs.of(ServerFeature.all()).stream().map(ServedResource::name));
    }

    private boolean hasAlias(ResourceName word) {
        return discovery.find(word.parent()).stream()
                .flatMap(resource -> resource.aliases().stream())
                .anyMatch(alias -> alias.equalsIgnoreCase(name.resource()));
    }

    private Optional<ResourceName> similar() {
        Stream<ResourceName> near = words().filter(word -> word.isSubresource() == name.isSubresource())
                .filter(this::isNear);
        return Spelling.nearest(
                        name.toString(), near.map(ResourceName::toString).toList())
                .map(ResourceName::parse);
    }

    /** A name with a typo and without its group, as in {@code deploymnets}. */
    private Optional<ResourceName> similarOfAnyGroup() {
        if (!name.group().isEmpty() || isOfKnownResource()) {
            return Optional.empty();
        }
        List<ResourceName> candidates = words().filter(
                        word -> word.subresource().equals(name.subresource()))
                .toList();
        return Spelling.nearest(
                        name.resource(),
                        candidates.stream().map(ResourceName::resource).toList())
                .flatMap(meant -> candidates.stream()
                        .filter(word -> word.resource().equals(meant))
                        .findFirst());
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
