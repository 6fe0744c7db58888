// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.junit.jupiter.api.Test;

/** The BOM has no parent, so what it shares with that is written twice. */
class BomTest {

    private static final List<String> PLATFORMS =
            List.of("darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64");

    private final Model bom;
    private final Model parent;

    BomTest() throws Exception {
        bom = StagedRepository.pom(Path.of("../extension/bom/pom.xml"));
        parent = StagedRepository.pom(Path.of("../pom.xml"));
    }

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
        assertThat(bom.getProfiles().get(0).getBuild().getPlugins())
                .extracting(Plugin::getArtifactId, Plugin::getVersion)
                .contains(tuple("flatten-maven-plugin", property("flatten.version")));
    }

    @Test
    void has_the_versions_that_the_library_is_compiled_with() {
        String bouncycastle = property("bouncycastle.version");
        assertThat(bom.getDependencyManagement().getDependencies())
                .extracting(Dependency::getGroupId, Dependency::getArtifactId, Dependency::getVersion)
                .contains(
                        tuple("io.kubernetes", "client-java", property("client-java.version")),
                        tuple("com.squareup.okhttp3", "okhttp-bom", property("okhttp.version")),
                        tuple("org.testcontainers", "testcontainers-bom", property("testcontainers.version")),
                        tuple("org.bouncycastle", "bcpkix-jdk18on", bouncycastle),
                        tuple("org.bouncycastle", "bcprov-jdk18on", bouncycastle),
                        tuple("org.bouncycastle", "bcutil-jdk18on", bouncycastle));
    }

    private String property(String name) {
        return parent.getProperties().getProperty(name);
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
}
