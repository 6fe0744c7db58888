package dev.kubeuser.manifest;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Kubernetes objects from files, for example the RBAC policy that production runs. Immutable.
 *
 * <p>A source is one of:
 *
 * <ul>
 *   <li>a file, {@code deploy/rbac.yaml}; relative paths begin in the directory in which the tests run, with Maven and
 *       Gradle that of the module
 *   <li>a directory, {@code deploy/rbac/}: the files directly in it that end with {@code .yaml}, {@code .yml} or
 *       {@code .json}, in alphabetical order, like {@code kubectl apply -f}
 *   <li>a glob, {@code deploy/*.yaml}; {@code deploy/**} reaches the directories below as well
 *   <li>a resource, {@code classpath:rbac.yaml}, or a directory of them that is not packed in a jar
 * </ul>
 *
 * <p>Files hold any number of documents in YAML or JSON, of any kind, also lists such as a RoleList, and what
 * {@code helm template} and {@code kustomize build} print. YAML is read as kubectl reads it, except that a duplicate
 * key is an error, and so is an object that stands twice, unless it is a namespace and both are alike. Files are in UTF-8 and
 * of 16 MiB at most, a line of 1 MiB. {@code ${kubeuser.NAME}} is a placeholder; all other dollar signs stay
 * as they are.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/">Declarative management
 *     of Kubernetes objects</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Manifests {

    private final List<ManifestObject> objects;

    private Manifests(List<ManifestObject> objects) {
        this.objects = objects;
    }

    /**
     * Reads files without placeholders.
     *
     * @param sources the files, in the order in which to apply them
     * @return their objects
     * @throws ManifestException if a source finds nothing, a file is malformed, or an object stands there twice
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
     * @throws ManifestException if a source finds nothing, a file is malformed or has a placeholder without a value, or an
     *     object stands there twice
     */
    public static Manifests load(Map<String, String> placeholders, List<String> sources) {
        return read(new Placeholders(placeholders), ManifestSources.read(sources));
    }

    /**
     * Reads text.
     *
     * @param name stands for the file in origins and messages
     * @param text YAML or JSON without placeholders
     * @return its objects
     * @throws ManifestException if it is malformed, or an object stands there twice
     */
    public static Manifests parse(String name, String text) {
        return read(new Placeholders(Map.of()), List.of(new SourceFile(name, text)));
    }

    private static Manifests read(Placeholders placeholders, List<SourceFile> files) {
        List<ManifestObject> objects = new ArrayList<>();
        files.forEach(file -> objects.addAll(ObjectReader.read(file.filledIn(placeholders))));
        if (objects.isEmpty()) {
            throw new ManifestException("The manifests hold no object: read "
                    + (files.isEmpty()
                            ? "no file"
                            : files.stream().map(SourceFile::name).toList()));
        }
        return new Manifests(requireDifferent(objects));
    }

    /** Each object stands once; a namespace may stand several times alike, and counts once. */
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

    /** Files that are also applied one by one each bring their namespace. */
    private static boolean isNamespace(ManifestObject object) {
        return object.kind().equals("Namespace") && object.group().isEmpty();
    }

    /**
     * {@return the objects, in the order of the files}
     */
    public List<ManifestObject> objects() {
        return objects;
    }

    /**
     * {@return the policy that the roles and bindings make up, with file and line of each rule and binding. Aggregated
     * ClusterRoles get their rules; a Role or RoleBinding without a namespace counts as one in {@code default}}
     */
    public RbacPolicy rbacPolicy() {
        RbacPolicyBuilder policy = RbacPolicy.builder();
        objects.forEach(
                object -> RbacManifest.of(object, "default").ifPresent(rbac -> policy.add(rbac, object::origin)));
        return policy.build();
    }

    /**
     * {@return these manifests with other objects in place of one; they count as written at its file and line}
     *
     * @param object one of these
     * @param others with apiVersion, kind and name each
     */
    public Manifests replacing(ManifestObject object, List<JsonObject> others) {
        return new Manifests(objects.stream()
                .flatMap(each -> each == object ? others.stream().map(object::with) : Stream.of(each))
                .toList());
    }

    /** Lists the objects with their origins. */
    @Override
    public String toString() {
        return objects.toString();
    }
}
