// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.testkit.Failures;
import dev.kubeuser.testkit.NeedsProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a repository, and what is refused. */
abstract class AbstractRevisionTest {

    @RegisterExtension
    static final NeedsProgram GIT = new NeedsProgram("git");

    @TempDir
    Path directory;

    GitCheckout repository;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = GitCheckout.in(directory.resolve("shop"));
    }

    static String role(String name, String verb) {
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: %s}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [%s]}
            """.formatted(name, verb);
    }

    List<String> read(String... sources) {
        return readIn("", sources);
    }

    /** The names of the objects and where they are, as from a directory of the repository. */
    List<String> readIn(String working, String... sources) {
        return Manifests.read(
                        new Placeholders(Map.of()),
                        ManifestSources.read(
                                new SourceDirectory(repository.root().resolve(working)),
                                List.of(sources),
                                Installation.in("default")))
                .objects()
                .stream()
                .map(object -> object.name() + " " + object.origin())
                .toList();
    }

    String refusal(String... sources) {
        return Failures.refusal(() -> read(sources));
    }
}
