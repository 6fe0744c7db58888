// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.MissingSource;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Kubernetes objects from files, for example the RBAC policy that production runs. Immutable and thread-safe.
 *
 * <p>A source is one of:
 *
 * <ul>
 *   <li>a file, {@code deploy/rbac.yaml}; relative paths start in the directory where the tests run, which Maven and
 *       Gradle set to that of the module
 *   <li>a directory, {@code deploy/rbac/}: the files directly in it that end with {@code .yaml}, {@code .yml} or
 *       {@code .json}, in alphabetical order, like {@code kubectl apply -f}
 *   <li>a glob, {@code deploy/*.yaml}; {@code deploy/**} also matches files in the directories below
 *   <li>a resource, {@code classpath:rbac.yaml}, or a directory of resources that is not packed in a jar
 *   <li>a kustomization, {@code kustomize:deploy/overlays/prod}: the user's {@code kustomize}, or else {@code kubectl},
 *       renders the directory; all that it names is on this machine, for nothing is fetched; origins name the
 *       kustomization and the line of the rendered text
 *   <li>a chart, {@code helm:charts/operator}: rendered with its own values, as a release with the name of the
 *       directory in the namespace of objects that name none, by default {@code default}, for the newest Kubernetes
 *       that this release knows. A {@link HelmChart} has other values, and is rendered for the cluster
 *   <li>a bundle of the Operator Lifecycle Manager, {@code olm:bundle/}: a directory with {@code manifests/}, or that
 *       directory. The objects are those that OLM leaves in a cluster, as below
 *   <li>Go packages with {@code +kubebuilder:rbac} markers, {@code kubebuilder:internal/...} or
 *       {@code kubebuilder:internal/controller}: the ClusterRole {@code manager-role} and the Roles that controller-gen
 *       makes of them, with the file and line of each marker.
 *       {@code kubebuilder:roleName=operator:api/...;internal/...} reads several, and has another name. Nothing of Go
 *       is run
 *   <li>one of these except a resource, at a revision, {@code git:main:deploy/rbac/} or
 *       {@code git:v1.2:kustomize:deploy/overlays/prod}: the user's {@code git} reads it from the repository around the
 *       working directory, where relative paths start. Nothing is fetched; hooks, filters and attributes are ignored; a
 *       symbolic link or a submodule in it is an error
 * </ul>
 *
 * <p>From the ClusterServiceVersion of a bundle come, as from OLM 0.46.0: the ServiceAccounts; for
 * {@code clusterPermissions}, ClusterRoles and their bindings; for {@code permissions}, Roles and RoleBindings; the
 * Deployments; and for each API that it owns, the ClusterRoles by which {@code admin}, {@code edit} and {@code view}
 * use it. The operator is in the namespace of objects that name none, by default {@code default}, and watches all
 * namespaces, or its own if only that install mode is supported. {@code olm:team-a,team-b:bundle/} names others. If it
 * watches all, {@code permissions} become ClusterRoles that also read namespaces; otherwise, Roles in its own namespace
 * and in those that it watches. An install mode that is not supported is an error. OLM's names end with a hash; here
 * {@code NAME-SERVICEACCOUNT} is without the version in NAME, with {@code -lifted} for what became a ClusterRole, and
 * with {@code -2} for the second of the same account. There are no webhooks, no OperatorConditions and none of the
 * ClusterRoles of OperatorGroups, which no binding gives to anybody. OLM 1, as in operator-controller 1.11.0, has the
 * same roles, but none for {@code admin}, {@code edit} and {@code view}, and none in the operator's namespace if it
 * watches others.
 *
 * <p>{@link HelmChart} renders charts. A file holds any number of YAML or JSON documents of any kind, including lists
 * such as a RoleList and the output of {@code helm template} and {@code kustomize build}. YAML is read as kubectl reads
 * it, but a duplicate key is an error. So is an object that occurs twice, unless it is a namespace and both are equal.
 * Files are in UTF-8, with at most 16 MiB per file and 1 MiB per line. {@code ${kubeuser.NAME}} is a placeholder; all
 * other dollar signs stay as they are.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/">Declarative management
 *     of Kubernetes objects</a>
 * @see <a
 *     href="https://github.com/operator-framework/operator-lifecycle-manager/blob/v0.46.0/pkg/controller/registry/resolver/rbac.go">OLM:
 *     roles of a ClusterServiceVersion</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class Manifests {

    private final List<ManifestObject> objects;

    private final List<String> notes;

    private Manifests(List<ManifestObject> objects, List<String> notes) {
        this.objects = objects;
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads files without placeholders.
     *
     * @param sources the files, in the order in which to apply them
     * @return their objects
     * @throws ManifestException if a source matches nothing, a file is malformed, or an object occurs twice
     */
    public static Manifests load(String... sources) {
        return load(Map.of(), List.of(sources));
    }

    /**
     * Reads files.
     *
     * @param placeholders the text for each {@code ${NAME}}, filled in before the YAML is parsed; names begin with
     *     {@code kubeuser.}, for example {@code kubeuser.namespace}
     * @param sources the files, in the order in which to apply them
     * @return their objects
     * @throws ManifestException if a source matches nothing, a file is malformed or has a placeholder without a value,
     *     or an object occurs twice
     */
    public static Manifests load(Map<String, String> placeholders, List<String> sources) {
        return load(placeholders, sources, Installation.in("default"), "");
    }

    /**
     * Reads files as they are installed.
     *
     * @param placeholders the text for each {@code ${NAME}}
     * @param sources the files
     * @param installation how charts and bundles among the sources are installed
     * @param namespace where roles and bindings are that name no namespace
     * @return their objects
     * @throws ManifestException as for {@link #load(Map, List)}
     */
    @API(status = API.Status.INTERNAL)
    public static Manifests load(
            Map<String, String> placeholders, List<String> sources, Installation installation, String namespace) {
        return read(new Placeholders(placeholders), ManifestSources.read(sources, installation), namespace);
    }

    /**
     * Reads text.
     *
     * @param name the file name to use in origins and messages
     * @param text YAML or JSON without placeholders
     * @return its objects
     * @throws ManifestException if it is malformed, or an object occurs twice
     */
    public static Manifests parse(String name, String text) {
        return read(new Placeholders(Map.of()), List.of(SourceFile.of(name, text)));
    }

    static Manifests read(Placeholders placeholders, List<SourceFile> files) {
        return read(placeholders, files, "");
    }

    private static Manifests read(Placeholders placeholders, List<SourceFile> files, String namespace) {
        List<ManifestObject> objects = new ArrayList<>();
        Map<OlmBundle, List<ManifestObject>> bundles = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        boolean isEmpty = true;
        for (SourceFile file : files) {
            List<ManifestObject> all = ObjectReader.read(file.filledIn(placeholders), namespace, notes);
            notes.addAll(file.notes());
            isEmpty &= all.isEmpty();
            if (file.bundle() == null) {
                all.stream().filter(file::counts).forEach(objects::add);
            } else {
                bundles.computeIfAbsent(file.bundle(), unused -> new ArrayList<>())
                        .addAll(all);
            }
        }
        bundles.forEach((bundle, all) -> objects.addAll(bundle.installed(all)));
        if (isEmpty) {
            throw new ManifestException(
                    "The manifests hold no object: "
                            + (files.isEmpty()
                                    ? "no file was read"
                                    : "there is none in "
                                            + files.stream()
                                                    .map(SourceFile::name)
                                                    .map(Printable::text)
                                                    .toList()),
                    new MissingSource(""));
        }
        return new Manifests(requireDifferent(objects), notes);
    }

    /** Each object may occur once. Equal namespaces may occur several times; only one is kept. */
    private static List<ManifestObject> requireDifferent(List<ManifestObject> objects) {
        Map<String, ManifestObject> byIdentity = new LinkedHashMap<>();
        for (ManifestObject object : objects) {
            String identity = object.group() + " " + object.title();
            ManifestObject earlier = byIdentity.putIfAbsent(identity, object);
            boolean isAlike = earlier != null && earlier.json().equals(object.json());
            if (earlier != null && !(isAlike && isNamespace(object))) {
                throw new ManifestException(object.origin() + ": " + object.title()
                        + (isAlike ? " is the same as" : " differs from") + " the one in " + earlier.origin()
                        + ": remove one of the two");
            }
        }
        return List.copyOf(byIdentity.values());
    }

    /** Files that are also applied one by one each contain their namespace. */
    private static boolean isNamespace(ManifestObject object) {
        return object.kind().equals("Namespace") && object.group().isEmpty();
    }

    /** {@return the objects, in the order of the files} */
    public List<ManifestObject> objects() {
        return objects;
    }

    /** {@return what was left out, or read as something else, each in a line with its file and line} */
    @API(status = API.Status.INTERNAL)
    public List<String> notes() {
        return notes;
    }

    /** {@return each object alone, in the order of the files} */
    @API(status = API.Status.INTERNAL)
    public List<Manifests> each() {
        return objects.stream()
                .map(object -> new Manifests(List.of(object), List.of()))
                .toList();
    }

    /**
     * {@return the policy made of the roles and bindings, with the file and line of each rule and binding. The rules of
     * aggregated ClusterRoles are computed. A Role or RoleBinding without a namespace is in {@code default}}
     */
    @API(status = API.Status.INTERNAL)
    public RbacPolicy rbacPolicy() {
        return RbacManifest.policy(objects).build();
    }

    /**
     * {@return these manifests with one object replaced by others, which take its file and line}
     *
     * @param object the object to replace
     * @param others the objects in its place, each with apiVersion, kind and name
     */
    @API(status = API.Status.INTERNAL)
    public Manifests replacing(ManifestObject object, List<JsonObject> others) {
        return new Manifests(
                objects.stream()
                        .flatMap(each -> each == object ? others.stream().map(object::with) : Stream.of(each))
                        .toList(),
                notes);
    }

    /** Lists the objects with their origins. */
    @Override
    public String toString() {
        return objects.toString();
    }
}
