// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.Profile;
import org.cyclonedx.model.Bom;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.XZInputStream;

/** The jars with the control planes, one for each minor of Kubernetes and each platform. */
@Tag("staged")
class StagedControlPlanesTest {

    private static final StagedRepository STAGED = StagedRepository.given();
    private static final List<String> PLATFORMS =
            List.of("darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64");
    private static final long LARGEST = 35_000_000;

    /** {@return the jars that have a classifier of a platform} */
    static List<Path> jars() throws IOException {
        return STAGED.files().stream()
                .filter(file ->
                        PLATFORMS.stream().anyMatch(platform -> file.toString().endsWith("-" + platform + ".jar")))
                .toList();
    }

    @Test
    void each_artifact_of_a_minor_has_a_program_for_the_same_platforms() throws IOException {
        List<String> minors = STAGED.artifacts().stream()
                .filter(artifact -> artifact.matches("kubeuser-control-plane-\\d+\\.\\d+"))
                .toList();
        String jars = jars().toString();
        List<String> platforms = PLATFORMS.stream().filter(jars::contains).toList();
        assertThat(minors).isNotEmpty();
        assertThat(platforms).isNotEmpty();
        assertThat(jars()).hasSize(minors.size() * platforms.size());
    }

    @ParameterizedTest
    @MethodSource("jars")
    void a_jar_has_the_one_program_that_its_name_promises(Path jar) throws IOException, GeneralSecurityException {
        try (FileSystem zip = FileSystems.newFileSystem(jar);
                Stream<Path> packed = Files.walk(zip.getPath("META-INF/kubeuser/control-plane"), 3)) {
            List<Path> programs =
                    packed.filter(file -> file.endsWith("control-plane.xz")).toList();
            assertThat(programs).hasSize(1);
            Path program = programs.get(0);
            Path minor = program.getName(3);
            Path platform = program.getName(4);
            assertThat(jar.getFileName().toString())
                    .isEqualTo("kubeuser-control-plane-" + minor + "-" + STAGED.version() + "-" + platform + ".jar");

            assertThat(Files.size(program)).isBetween(1L, LARGEST);
            Properties facts = properties(program.resolveSibling("control-plane.properties"));
            assertThat(facts.getProperty("version")).startsWith("v" + minor + ".");
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(new XZInputStream(Files.newInputStream(program)), digest)) {
                assertThat(in.transferTo(OutputStream.nullOutputStream()))
                        .isEqualTo(Long.parseLong(facts.getProperty("size")));
            }
            assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(facts.getProperty("sha256"));
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void a_bill_of_materials_lists_the_go_modules_and_each_has_its_licence(Path jar) throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            byte[] bill = Files.readAllBytes(zip.getPath("META-INF/sbom/control-plane.cdx.json"));
            assertThat(new JsonParser().validate(bill)).isEmpty();
            Bom bom = new JsonParser().parse(bill);
            assertThat(bom.getMetadata().getComponent().getVersion()).isEqualTo(STAGED.version());
            List<String> modules = bom.getComponents().stream()
                    .filter(component -> !component.getName().equals("std"))
                    .map(component -> component.getName() + "@" + component.getVersion())
                    .toList();
            assertThat(modules)
                    .hasSizeGreaterThan(100)
                    .anyMatch(module -> module.startsWith("k8s.io/kubernetes@v"))
                    .anyMatch(module -> module.startsWith("go.etcd.io/etcd/server/v3@v"));
            Path licences = zip.getPath("META-INF/licenses");
            for (String module : modules) {
                try (Stream<Path> files = Files.list(licences.resolve(module))) {
                    assertThat(files.map(file -> file.getFileName().toString()))
                            .as("licence of %s", module)
                            .anyMatch(name -> name.matches("(?i)(licen[cs]e|copying).*"));
                }
            }
            assertThat(Files.readString(licences.resolve("modules.txt"))
                            .lines()
                            .filter(module -> !module.startsWith("go@")))
                    .containsExactlyInAnyOrderElementsOf(modules);
        }
    }

    /** As Maven does it for JavaFX: whoever depends on it gets the program of their machine. */
    @Test
    void the_artifact_without_a_minor_brings_the_program_of_the_machine() throws Exception {
        Model pom = STAGED.pom("kubeuser-control-plane");
        assertThat(pom.getPackaging()).isEqualTo("pom");
        assertThat(pom.getDependencies()).isEmpty();
        assertThat(pom.getProfiles()).extracting(Profile::getId).containsExactlyInAnyOrderElementsOf(PLATFORMS);
        String minor = defaultMinor();
        assertThat(pom.getProfiles()).allSatisfy(profile -> {
            assertThat(profile.getActivation().getOs()).isNotNull();
            assertThat(profile.getDependencies())
                    .extracting(Dependency::getArtifactId, Dependency::getClassifier, Dependency::getVersion)
                    .containsExactly(tuple("kubeuser-control-plane-" + minor, profile.getId(), STAGED.version()));
        });
    }

    @Test
    void the_library_brings_it() throws Exception {
        assertThat(STAGED.pom("kubeuser-core").getDependencies())
                .filteredOn(dependency -> dependency.getGroupId().equals("dev.kubeuser"))
                .extracting(Dependency::getArtifactId, Dependency::getType, Dependency::getScope)
                .containsExactly(
                        tuple("kubeuser-policy", "jar", "compile"), tuple("kubeuser-control-plane", "pom", "runtime"));
    }

    private static String defaultMinor() throws IOException {
        try (FileSystem library = FileSystems.newFileSystem(STAGED.file("kubeuser-policy", ".jar"))) {
            return properties(library.getPath("META-INF/kubeuser/versions.properties"))
                    .getProperty("default");
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        }
        return read;
    }
}
