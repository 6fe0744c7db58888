// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the library and the packed program are made of, is passed on under the terms of its authors. */
@RunsOnce
class LicencesTest {

    @Test
    void of_the_library() throws IOException, URISyntaxException {
        assertThat(besides(ControlPlaneBinary.class, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
        assertThat(besides(ControlPlaneBinary.class, "META-INF/NOTICE")).startsWith("kubeuser\nCopyright");
    }

    @Test
    void of_each_go_module_in_the_control_plane() throws IOException {
        List<String> modules = text("META-INF/licenses/modules.txt").lines().toList();
        assertThat(modules)
                .hasSizeGreaterThan(100)
                .anyMatch(module -> module.startsWith("k8s.io/kubernetes@"))
                .anyMatch(module -> module.startsWith("go.etcd.io/etcd/server/v3@"));
        assertThat(modules)
                .allSatisfy(module -> assertThat(List.of("LICENSE", "LICENSE.txt", "license.md", "COPYING.md"))
                        .as("licence of %s", module)
                        .anySatisfy(name -> assertThat(text("META-INF/licenses/" + module + "/" + name))
                                .isNotBlank()));
    }

    /** A file of the folder or jar that a class is from: other jars have files of these names, too. */
    private static String besides(Class<?> type, String file) throws IOException, URISyntaxException {
        Path place =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return Files.readString(place.resolve(file));
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return Files.readString(jar.getPath(file));
        }
    }

    private static String text(String resource) throws IOException {
        URL url = LicencesTest.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new AssertionError("there is no " + resource);
        }
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
