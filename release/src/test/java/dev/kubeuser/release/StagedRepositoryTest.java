// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Developer;
import org.apache.maven.model.License;
import org.apache.maven.model.Model;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a public Maven repository asks for, and what a user expects of what comes from one. */
@Tag("staged")
class StagedRepositoryTest {

    private static final StagedRepository STAGED = StagedRepository.given();

    static List<String> artifacts() throws IOException {
        return STAGED.artifacts();
    }

    static Stream<String> jars() throws IOException {
        return STAGED.artifacts().stream().filter(artifact -> Files.exists(STAGED.file(artifact, ".jar")));
    }

    @Test
    void only_what_users_need_is_published() throws IOException {
        assertThat(artifacts())
                .filteredOn(artifact -> !artifact.matches("kubeuser-control-plane-\\d+\\.\\d+"))
                .containsExactly(
                        "dev.kubeuser.gradle.plugin",
                        "kubeuser-bom",
                        "kubeuser-cli",
                        "kubeuser-control-plane",
                        "kubeuser-core",
                        "kubeuser-fabric8",
                        "kubeuser-gradle-plugin",
                        "kubeuser-junit-jupiter",
                        "kubeuser-maven-plugin",
                        "kubeuser-policy",
                        "kubeuser-proof");
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void a_pom_says_what_it_is_and_who_made_it(String artifact) throws Exception {
        Model pom = STAGED.pom(artifact);
        assertThat(pom.getGroupId()).isEqualTo("dev.kubeuser");
        assertThat(pom.getArtifactId()).isEqualTo(artifact);
        assertThat(pom.getVersion()).isEqualTo(STAGED.version()).doesNotContain("SNAPSHOT");
        assertThat(pom.getName()).isNotBlank();
        assertThat(pom.getDescription()).isNotBlank();
        assertThat(pom.getUrl()).startsWith("https://");
        assertThat(pom.getLicenses()).extracting(License::getName).containsExactly("Apache-2.0");
        assertThat(pom.getLicenses()).extracting(License::getUrl).allMatch(url -> url.startsWith("https://"));
        assertThat(pom.getDevelopers()).extracting(Developer::getName).containsExactly("The kubeuser authors");
        assertThat(pom.getScm().getUrl()).isEqualTo(pom.getUrl());
        assertThat(pom.getScm().getConnection()).isEqualTo("scm:git:" + pom.getUrl() + ".git");
        assertThat(pom.getScm().getDeveloperConnection()).startsWith("scm:git:ssh://");
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void a_pom_stands_alone(String artifact) throws Exception {
        Model pom = STAGED.pom(artifact);
        assertThat(pom.getParent()).isNull();
        assertThat(pom.getBuild()).isNull();
        assertThat(pom.getRepositories()).isEmpty();
        assertThat(dependencies(pom)).allSatisfy(dependency -> {
            assertThat(dependency.getVersion())
                    .as("version of %s", dependency)
                    .isNotBlank()
                    .doesNotContain("$")
                    .doesNotContain("SNAPSHOT");
            assertThat(dependency.getScope()).isNotEqualTo("test");
        });
        assertThat(dependencies(pom))
                .filteredOn(dependency -> dependency.getGroupId().equals("dev.kubeuser"))
                .extracting(Dependency::getArtifactId)
                .isSubsetOf(artifacts());
    }

    private static List<Dependency> dependencies(Model pom) {
        return Stream.concat(
                        pom.getDependencies().stream(),
                        pom.getProfiles().stream().flatMap(profile -> profile.getDependencies().stream()))
                .toList();
    }

    @Test
    void each_file_has_checksums() throws IOException {
        assertThat(STAGED.files())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(List.of(".md5", ".sha1"))
                        .allSatisfy(suffix -> assertThat(Path.of(file + suffix)).isNotEmptyFile()));
    }

    @ParameterizedTest
    @MethodSource("jars")
    void a_jar_comes_with_sources_documentation_and_a_bill_of_materials(String artifact) {
        assertThat(List.of("-sources.jar", "-javadoc.jar", "-cyclonedx.json"))
                .allSatisfy(suffix -> assertThat(STAGED.file(artifact, suffix)).isNotEmptyFile());
    }

    @Test
    void each_jar_with_code_has_its_licence() throws IOException {
        for (Path jar : STAGED.files().stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .filter(file -> !file.toString().endsWith("-javadoc.jar"))
                .toList()) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                assertThat(List.of("META-INF/LICENSE", "META-INF/NOTICE"))
                        .allSatisfy(name -> assertThat(zip.getEntry(name))
                                .as("%s in %s", name, jar)
                                .isNotNull());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void a_bill_of_materials_follows_its_schema(String artifact) throws IOException, ParseException {
        Path file = STAGED.file(artifact, "-cyclonedx.json");
        assertThat(new JsonParser().validate(file.toFile())).isEmpty();
        Bom bom = new JsonParser().parse(file.toFile());
        assertThat(bom.getMetadata().getComponent().getName()).isEqualTo(artifact);
        assertThat(bom.getMetadata().getComponent().getVersion()).isEqualTo(STAGED.version());
    }

    /** The ID leads Gradle to the marker, the marker to the plugin, and a file in the plugin's jar to its class. */
    @Test
    void the_Gradle_plugin_is_found_by_its_ID() throws Exception {
        assertThat(STAGED.pom("dev.kubeuser.gradle.plugin").getDependencies())
                .extracting(Dependency::getArtifactId, Dependency::getVersion)
                .containsExactly(tuple("kubeuser-gradle-plugin", STAGED.version()));
        Properties descriptor = new Properties();
        try (ZipFile jar =
                new ZipFile(STAGED.file("kubeuser-gradle-plugin", ".jar").toFile())) {
            descriptor.load(jar.getInputStream(jar.getEntry("META-INF/gradle-plugins/dev.kubeuser.properties")));
            assertThat(jar.getEntry(
                            descriptor.getProperty("implementation-class").replace('.', '/') + ".class"))
                    .isNotNull();
        }
        assertThat(descriptor).as("the command line that it runs").containsEntry("version", STAGED.version());
    }

    @Test
    void the_bill_of_materials_of_the_library_lists_what_it_stands_on() throws ParseException {
        Bom bom = new JsonParser()
                .parse(STAGED.file("kubeuser-core", "-cyclonedx.json").toFile());
        assertThat(bom.getComponents())
                .extracting(component -> component.getGroup() + ":" + component.getName())
                .contains(
                        "io.kubernetes:client-java",
                        "org.bouncycastle:bcpkix-jdk18on",
                        "com.squareup.okhttp3:okhttp-jvm")
                .doesNotContain(
                        "dev.kubeuser:kubeuser-kinds", "dev.kubeuser:kubeuser-testkit", "org.awaitility:awaitility");
    }
}
