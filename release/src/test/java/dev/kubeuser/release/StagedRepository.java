// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/**
 * What {@code mvn -Prelease deploy} wrote into a directory, in the layout of a Maven repository.
 *
 * @param root the directory of the group {@code dev.kubeuser}
 * @param version the version that is released
 */
record StagedRepository(Path root, String version) {

    static StagedRepository given() {
        Path staging = Path.of(System.getProperty("staging")).toAbsolutePath();
        return new StagedRepository(staging.resolve("dev/kubeuser"), System.getProperty("version"));
    }

    List<String> artifacts() throws IOException {
        try (Stream<Path> found = Files.list(root)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** {@code suffix} is what follows the version, as in {@code .pom} or {@code -sources.jar}. */
    Path file(String artifact, String suffix) {
        return root.resolve(artifact).resolve(version).resolve(artifact + "-" + version + suffix);
    }

    Model pom(String artifact) throws IOException, XmlPullParserException {
        return pom(file(artifact, ".pom"));
    }

    static Model pom(Path file) throws IOException, XmlPullParserException {
        try (InputStream in = Files.newInputStream(file)) {
            return new MavenXpp3Reader().read(in);
        }
    }

    /** All that was made by the build, without checksums, signatures and the repository's own index. */
    List<Path> files() throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().matches(".*\\.(asc|md5|sha1|sha256|sha512)"))
                    .filter(path -> !path.getFileName().toString().startsWith("maven-metadata"))
                    .sorted()
                    .toList();
        }
    }
}
