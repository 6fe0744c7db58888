// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An object as the API server shows it, which may carry the marks of a run. Anyone who can patch the object can forge
 * the marks, so marks alone prove nothing.
 *
 * @param resource of its kind
 * @param json at least its metadata
 * @param obstacle why it stays; empty if it goes
 */
record Leftover(GroupVersionResource resource, JsonObject json, Optional<String> obstacle) {

    /** Field managers of controllers that write to an object itself as soon as it is there. */
    private static final Set<String> CONTROLLERS =
            Set.of("clusterrole-aggregation-controller", "kube-controller-manager");

    private static final String METADATA = "metadata";

    /** The ServiceAccount whose token a Secret holds. */
    private static final String OWNER_OF_TOKEN = "kubernetes.io/service-account.uid";

    Leftover(GroupVersionResource resource, JsonObject json) {
        this(resource, json, Optional.empty());
    }

    Leftover kept(String reason) {
        return new Leftover(resource, json, Optional.of(reason));
    }

    boolean stays() {
        return obstacle.isPresent();
    }

    private JsonObject metadata() {
        return Json.object(json, METADATA);
    }

    String namespace() {
        return Json.text(metadata(), "namespace");
    }

    String name() {
        return Json.text(metadata(), "name");
    }

    String uid() {
        return Json.text(metadata(), "uid");
    }

    String annotation(String key) {
        return Json.text(Json.object(metadata(), "annotations"), key);
    }

    /** The value of the label {@code kubeuser.dev/run}; empty without one. */
    String run() {
        return Json.text(Json.object(metadata(), "labels"), Run.RUN_LABEL);
    }

    Optional<ProcessMark> process() {
        return ProcessMark.parse(annotation(Run.PROCESS_ANNOTATION));
    }

    /** Whether its marks name a process of this machine that has ended. */
    boolean isOfKilledRun() {
        return process()
                .filter(process -> process.isOfThisMachine() && !process.isAlive())
                .isPresent();
    }

    /** The UIDs of the objects with which Kubernetes removes it. */
    List<String> ownerUids() {
        List<String> owners = Json.list(metadata(), "ownerReferences").stream()
                .map(owner -> Json.text(owner, "uid"))
                .toList();
        String ofToken = annotation(OWNER_OF_TOKEN);
        return owners.isEmpty() && !ofToken.isEmpty() ? List.of(ofToken) : owners;
    }

    boolean isAggregating() {
        return json.has("aggregationRule");
    }

    boolean isNamespace() {
        return isOf("", "namespaces");
    }

    boolean isDefinition() {
        return isOf("apiextensions.k8s.io", "customresourcedefinitions");
    }

    /** Whether Kubernetes creates such an object in each namespace. */
    boolean isOfEveryNamespace() {
        return (isOf("", "serviceaccounts") && name().equals("default"))
                || (isOf("", "configmaps") && name().equals("kube-root-ca.crt"))
                || resource.getResource().equals("events");
    }

    private boolean isOf(String group, String plural) {
        return resource.getGroup().equals(group) && resource.getResource().equals(plural);
    }

    /**
     * Returns why the run whose label it carries cannot have created it; empty if all its marks agree: label and
     * annotation have the right form, and the run's own request set them when it created the object.
     */
    Optional<String> doubt() {
        if (Run.beginOf(run()).isEmpty()) {
            return Optional.of("its label " + Run.RUN_LABEL + " does not name a run");
        }
        if (process().isEmpty()) {
            return Optional.of("its annotation " + Run.PROCESS_ANNOTATION + " does not name a process");
        }
        return isMarkedAtCreation()
                ? Optional.empty()
                : Optional.of("it was not created with the marks of the run; somebody added them later");
    }

    /**
     * Marks that were added to an existing object have a later time than its creation, or, in the same second, another
     * field manager beside the creator. Only controllers of Kubernetes may be as quick. Admission may come between the
     * field manager's time and the creation.
     */
    private boolean isMarkedAtCreation() {
        String created = Json.text(metadata(), "creationTimestamp");
        List<String> marked = timesOf(Leftover::setsMarks);
        List<String> others = timesOf(writer -> !setsMarks(writer));
        return !marked.isEmpty()
                && marked.get(0).compareTo(created) <= 0
                && others.stream().allMatch(time -> time.compareTo(marked.get(0)) > 0);
    }

    /** When writers wrote to the object itself, not to a subresource such as its status; sorted, as the server does. */
    private List<String> timesOf(Predicate<JsonElement> wanted) {
        return Json.list(metadata(), "managedFields").stream()
                .filter(writer -> Json.text(writer, "subresource").isEmpty())
                .filter(writer -> !CONTROLLERS.contains(Json.text(writer, "manager")))
                .filter(wanted)
                .map(writer -> Json.text(writer, "time"))
                .toList();
    }

    private static boolean setsMarks(JsonElement writer) {
        JsonObject fields = Json.object(Json.object(writer, "fieldsV1"), "f:" + METADATA);
        return Json.text(writer, "manager").equals(Run.MANAGER)
                && Json.object(fields, "f:labels").has("f:" + Run.RUN_LABEL)
                && Json.object(fields, "f:annotations").has("f:" + Run.PROCESS_ANNOTATION);
    }

    /** @param removed what is done with it unless it stays */
    String line(String removed) {
        return (stays() ? "left " : removed + " ") + line();
    }

    String line() {
        return Printable.text(this + " of the run " + run()
                + obstacle.map(reason -> ": " + reason).orElse(""));
    }

    /**
     * The form that kubectl accepts, for example
     * {@code certificatesigningrequests.certificates.k8s.io/kubeuser-alice-x}; with the namespace before the name.
     */
    @Override
    public String toString() {
        return name(resource) + "/" + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }

    /** A resource with its group, as kubectl writes it. */
    static String name(GroupVersionResource resource) {
        String group = resource.getGroup().isEmpty() ? "" : "." + resource.getGroup();
        return resource.getResource() + group;
    }
}
