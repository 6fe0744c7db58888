// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report calls project and module as their build does. */
@RunsOnce
class CheckoutTest {

    @TempDir
    private Path root;

    private Path module;

    @BeforeEach
    void lay() throws IOException {
        module = Files.createDirectories(root.resolve("services/web"));
        Files.createDirectory(root.resolve(".git"));
    }

    private Checkout names() {
        return Checkout.of(new ModuleDirectory(module), Map.of());
    }

    @Test
    void Maven_names_its_artifacts() throws IOException {
        Files.writeString(root.resolve("pom.xml"), """
                <?xml version="1.0"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <parent><artifactId>company-parent</artifactId></parent>
                  <artifactId> shop </artifactId>
                </project>
                """);
        Files.writeString(
                module.resolve("pom.xml"),
                "<project><parent><artifactId>shop</artifactId></parent><artifactId>shop-web</artifactId></project>");
        assertThat(names()).isEqualTo(new Checkout("shop", "shop-web", null));
    }

    @Test
    void Gradle_names_its_root_and_directories_the_rest() throws IOException {
        Files.writeString(root.resolve("settings.gradle.kts"), "rootProject.name = \"shop\"\ninclude(\"web\")\n");
        assertThat(names()).isEqualTo(new Checkout("shop", "web", null));
    }

    @Test
    void without_a_readable_name_the_directory_has_one() throws IOException {
        Files.writeString(root.resolve("pom.xml"), "<project><artifactId>");
        assertThat(names()).isEqualTo(new Checkout(root.getFileName().toString(), "web", null));
    }
}
