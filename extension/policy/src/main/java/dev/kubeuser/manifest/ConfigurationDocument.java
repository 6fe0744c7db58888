// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * A document of a file that configures a program, such as an AuthenticationConfiguration, with the line of each part. A
 * file may have several. Immutable.
 */
@API(status = API.Status.INTERNAL)
public final class ConfigurationDocument {

    private static final List<String> SERVER_VERSIONS = List.of(
            "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1beta1", "apiserver.config.k8s.io/v1alpha1");

    private final SourceFile file;
    private final LocatedJson located;

    private ConfigurationDocument(SourceFile file, LocatedJson located) {
        this.file = file;
        this.located = located;
    }

    /**
     * {@return the documents of one file, without empty ones}
     *
     * @param source the file, or a resource such as {@code classpath:authn.yaml}
     * @throws ManifestException if there is not exactly one such file, or it is not YAML
     */
    public static List<ConfigurationDocument> read(String source) {
        List<SourceFile> files = ManifestSources.read(List.of(source), Installation.in("default"));
        if (files.size() != 1) {
            throw new ManifestException(
                    Printable.text(source) + " is " + files.size() + " files, and one is needed: name it");
        }
        return read(files.get(0));
    }

    /**
     * {@return the document of a file that configures kube-apiserver}
     *
     * @param source the file, or a resource such as {@code classpath:authn.yaml}
     * @param kind its kind, such as {@code AuthenticationConfiguration}
     * @param argument the argument of kube-apiserver that names such a file
     * @throws ManifestException if the file is not one document of this kind; the message names file and line
     */
    public static ConfigurationDocument ofServer(String source, String kind, String argument) {
        List<ConfigurationDocument> documents = read(source);
        if (documents.isEmpty()) {
            throw new ManifestException(Printable.text(source) + " is empty, and an " + kind + " is needed");
        }
        if (documents.size() > 1) {
            ConfigurationDocument second = documents.get(1);
            throw second.malformed(
                    "",
                    "the file goes on with another document, of kind " + second.kind() + ": the API server reads one "
                            + kind + " from it, so move what else your platform keeps there into a file of its own");
        }
        documents.get(0).require(kind, argument);
        return documents.get(0);
    }

    private void require(String kind, String argument) {
        if (!Json.text(json(), "kind").equals(kind)) {
            throw malformed(
                    "kind",
                    "expected the kind " + kind + ", found " + kind() + "; the API server reads nothing else by --"
                            + argument + ", so write into the file what your platform makes of it");
        }
        if (!SERVER_VERSIONS.contains(Json.text(json(), "apiVersion"))) {
            throw malformed(
                    "apiVersion", "the apiVersion of an " + kind + " must be " + String.join(" or ", SERVER_VERSIONS));
        }
    }

    private String kind() {
        String kind = Json.text(json(), "kind");
        return kind.isEmpty() ? "no kind" : Printable.text(kind);
    }

    /**
     * {@return the documents of a text, without empty ones}
     *
     * @param name what it is called in messages
     * @param text the text, in YAML or JSON
     * @throws ManifestException if it is not YAML
     */
    public static List<ConfigurationDocument> parse(String name, String text) {
        return read(SourceFile.of(name, text));
    }

    private static List<ConfigurationDocument> read(SourceFile file) {
        List<ConfigurationDocument> documents = new ArrayList<>();
        new YamlReader(file).forEach(document -> {
            if (!document.located().json().isJsonNull()) {
                documents.add(new ConfigurationDocument(file, document.located()));
            }
        });
        return documents;
    }

    /** {@return its content, which must not be changed} */
    public JsonElement json() {
        return located.json();
    }

    /**
     * {@return file and line of a part, as in {@code authn.yaml:7}; if it is missing, of the innermost part that would
     * hold it}
     *
     * @param path for example {@code jwt[0].issuer.url}; empty for the document itself
     */
    public String place(String path) {
        return origin(path).toString();
    }

    /**
     * {@return the places of several parts, with their paths, each once; empty if there are none}
     *
     * @param paths as for one place
     */
    public String places(Stream<String> paths) {
        return paths.distinct().map(path -> place(path) + " (" + path + ")").collect(Collectors.joining(", "));
    }

    /**
     * {@return the same as a place}
     *
     * @param path as there
     */
    public Origin origin(String path) {
        return file.at(located.nearestLine(path));
    }

    /**
     * {@return the exception for a problem}
     *
     * @param path the part that has the problem
     * @param problem what is wrong, and what to do
     */
    public ManifestException malformed(String path, String problem) {
        return file.malformed(located.nearestLine(path), problem);
    }

    /** File and line. */
    @Override
    public String toString() {
        return place("");
    }
}
