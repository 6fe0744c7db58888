// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.junit.jupiter.api.Test;

/** The BOM has no parent, so what it shares with that is written twice. */
class BomTest {

    private static final List<String> PLATFORMS =
            List.of("darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64");

    private final Model bom = read("../extension/bom/pom.xml");
    private final Model parent = read("../pom.xml");

    @Test
    void says_the_same_of_the_project_as_the_parent() {
        assertThat(bom.getVersion()).isEqualTo(parent.getVersion());
        assertThat(bom.getUrl()).isEqualTo(parent.getUrl());
        assertThat(bom.getScm())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes("child.*", "locations")
                .isEqualTo(parent.getScm());
        assertThat(bom.getLicenses().get(0).getUrl())
                .isEqualTo(parent.getLicenses().get(0).getUrl());
        assertThat(bom.getDevelopers().get(0).getName())
                .isEqualTo(parent.getDevelopers().get(0).getName());
    }

    @Test
    void is_released_by_the_same_plugin() {
        assertThat(plugin("flatten-maven-plugin")).isEqualTo(property("flatten.version"));
    }

    @Test
    void has_the_versions_that_the_library_is_compiled_with() {
        assertThat(version("io.kubernetes", "client-java")).isEqualTo(property("client-java.version"));
        assertThat(version("com.squareup.okhttp3", "okhttp-bom")).isEqualTo(property("okhttp.version"));
        assertThat(version("org.testcontainers", "testcontainers-bom")).isEqualTo(property("testcontainers.version"));
        assertThat(List.of("bcpkix-jdk18on", "bcprov-jdk18on", "bcutil-jdk18on"))
                .allSatisfy(artifact ->
                        assertThat(version("org.bouncycastle", artifact)).isEqualTo(property("bouncycastle.version")));
    }

    @Test
    void has_the_control_plane_of_each_minor_for_each_platform() throws Exception {
        Properties versions = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("../control-plane/versions/versions.properties"))) {
            versions.load(in);
        }
        List<String> expected = versions.stringPropertyNames().stream()
                .filter(name -> name.matches("\\d+\\.\\d+"))
                .flatMap(minor -> PLATFORMS.stream().map(platform -> minor + " " + platform))
                .toList();
        Stream<String> managed = bom.getDependencyManagement().getDependencies().stream()
                .filter(dependency -> dependency.getArtifactId().matches("kubeuser-control-plane-.*"))
                .map(dependency -> dependency.getArtifactId().replace("kubeuser-control-plane-", "") + " "
                        + dependency.getClassifier());
        assertThat(managed).containsExactlyInAnyOrderElementsOf(expected);
    }

    private String plugin(String artifact) {
        return bom.getProfiles().get(0).getBuild().getPlugins().stream()
                .filter(plugin -> plugin.getArtifactId().equals(artifact))
                .map(Plugin::getVersion)
                .findFirst()
                .orElseThrow();
    }

    private String property(String name) {
        return parent.getProperties().getProperty(name);
    }

    private String version(String group, String artifact) {
        return bom.getDependencyManagement().getDependencies().stream()
                .filter(dependency -> dependency.getGroupId().equals(group))
                .filter(dependency -> dependency.getArtifactId().equals(artifact))
                .map(Dependency::getVersion)
                .findFirst()
                .orElseThrow();
    }

    private static Model read(String pom) {
        try (InputStream in = Files.newInputStream(Path.of(pom))) {
            return new MavenXpp3Reader().read(in);
        } catch (Exception failure) {
            throw new AssertionError(pom + " cannot be read", failure);
        }
    }
}
