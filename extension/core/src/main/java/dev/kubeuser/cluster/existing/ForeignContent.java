package dev.kubeuser.cluster.existing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.Status;
import io.kubernetes.client.Discovery.APIResource;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What else would go with a Namespace or a CustomResourceDefinition: objects in it that its run did not create. Reads
 * metadata only, and of each kind no more than until the first such object. What somebody creates after the look is not
 * seen.
 */
final class ForeignContent {

    /** A message names no more. */
    private static final int MOST_NAMES = 3;

    /** Measurements, which no one stores. */
    private static final String METRICS = "metrics.k8s.io";

    private static final String UNKNOWN = "what is in it cannot be found out: ";
    private static final String OWNER_OF_TOKEN = "kubernetes.io/service-account.uid";

    private final LabelledObjects objects;

    /** Asked for once. */
    private @Nullable Kinds namespaced;

    /**
     * The kinds of objects that a namespace may hold.
     *
     * @param unknown why there may be more
     */
    private record Kinds(List<GroupVersionResource> listed, List<String> unknown) {}

    ForeignContent(LabelledObjects objects) {
        this.objects = objects;
    }

    /** Says what keeps an object from being removed; empty if there is nothing. */
    Optional<String> in(LabelledObject object) {
        if (object.isNamespace()) {
            return inNamespace(object);
        }
        return object.isDefinition() ? ofDefinition(object) : Optional.empty();
    }

    private Optional<String> inNamespace(LabelledObject namespace) {
        Kinds kinds;
        try {
            kinds = namespaced();
        } catch (ApiException refusal) {
            return Optional.of(UNKNOWN + Status.describe(refusal));
        }
        List<Content> contents = InFlight.QUESTIONS.ask(
                kinds.listed(), kind -> Content.read(objects, kind, namespace.name(), namespace.run()));
        return Stream.concat(kinds.unknown().stream(), contents.stream().flatMap(content -> content.unknown().stream()))
                .findFirst()
                .map(UNKNOWN::concat)
                .or(() -> foreign(contents));
    }

    private Kinds namespaced() throws ApiException {
        Kinds known = namespaced;
        if (known == null) {
            List<String> unknown = new ArrayList<>();
            known = new Kinds(
                    objects.served(unknown::add).stream()
                            .filter(APIResource::getNamespaced)
                            .filter(resource -> !resource.getGroup().equals(METRICS))
                            .map(LabelledObjects::kind)
                            .toList(),
                    unknown);
            namespaced = known;
        }
        return known;
    }

    private Optional<String> ofDefinition(LabelledObject definition) {
        JsonObject spec = definition.json().getAsJsonObject("spec");
        for (JsonElement version : spec.get("versions") instanceof JsonArray versions ? versions : new JsonArray()) {
            if (version.getAsJsonObject().get("served").getAsBoolean()) {
                Content content = Content.read(
                        objects,
                        new GroupVersionResource(
                                spec.get("group").getAsString(),
                                version.getAsJsonObject().get("name").getAsString(),
                                spec.getAsJsonObject("names").get("plural").getAsString()),
                        "",
                        definition.run());
                return content.unknown().stream()
                        .findFirst()
                        .map(UNKNOWN::concat)
                        .or(() -> foreign(List.of(content)));
            }
        }
        return Optional.of(UNKNOWN + "no version of it is served");
    }

    /** Objects of foreign owners are foreign; Kubernetes removes the others with their owners. */
    private static Optional<String> foreign(List<Content> contents) {
        Set<String> expected = contents.stream()
                .flatMap(content -> content.expected().stream())
                .collect(Collectors.toCollection(HashSet::new));
        List<LabelledObject> owned = new ArrayList<>(
                contents.stream().flatMap(content -> content.owned().stream()).toList());
        while (owned.removeIf(object -> isOf(object, expected) && expected.add(object.uid()))) {
            // An owner may have one, too: a Pod is a ReplicaSet's, and that a Deployment's.
        }
        List<LabelledObject> foreign = new ArrayList<>(
                contents.stream().flatMap(content -> content.foreign().stream()).toList());
        foreign.addAll(owned);
        return foreign.isEmpty() ? Optional.empty() : Optional.of(holds(foreign));
    }

    private static boolean isOf(LabelledObject object, Set<String> uids) {
        List<String> owners = object.ownerUids();
        return owners.isEmpty() ? uids.contains(object.annotation(OWNER_OF_TOKEN)) : uids.containsAll(owners);
    }

    private static String holds(List<LabelledObject> foreign) {
        String names =
                foreign.stream().limit(MOST_NAMES).map(LabelledObject::toString).collect(Collectors.joining(", "));
        return "it holds " + names + (foreign.size() > MOST_NAMES ? " and more" : "")
                + ", which the run did not create";
    }

    /**
     * The objects of one kind.
     *
     * @param expected the UIDs of those that the run created, or Kubernetes for each namespace
     * @param owned those that go with others
     * @param foreign the first that is neither, if there is one
     * @param unknown why the kind could not be listed
     */
    private record Content(
            Set<String> expected, List<LabelledObject> owned, List<LabelledObject> foreign, List<String> unknown) {

        static Content read(LabelledObjects objects, GroupVersionResource kind, String namespace, String run) {
            Content content = new Content(new HashSet<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            try {
                objects.read(kind, namespace, object -> content.add(object, run));
            } catch (ApiException refusal) {
                content.unknown.add(LabelledObject.name(kind) + ": " + Status.describe(refusal));
            }
            return content;
        }

        /** Returns whether more has to be seen. */
        private boolean add(LabelledObject object, String run) {
            if (isOfEveryNamespace(object)
                    || (object.run().equals(run) && object.doubt().isEmpty())) {
                expected.add(object.uid());
            } else if (!object.ownerUids().isEmpty()
                    || !object.annotation(OWNER_OF_TOKEN).isEmpty()) {
                owned.add(object);
            } else {
                foreign.add(object);
            }
            return foreign.isEmpty();
        }

        private static boolean isOfEveryNamespace(LabelledObject object) {
            return (object.isOf("", "serviceaccounts") && object.name().equals("default"))
                    || (object.isOf("", "configmaps") && object.name().equals("kube-root-ca.crt"))
                    || object.resource().getResource().equals("events");
        }
    }
}
