// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.LeadingJar;
import dev.kubeuser.shop.Shop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The shop, built by the Maven on the PATH: its tests in a JVM for each class, and the plugin as it is compiled here.
 *
 * @param directory where the shop is
 * @param repository where Maven finds the plugin
 */
record ShopBuild(Path directory, LocalRepository repository) {

    static final String VERSION = LocalRepository.VERSION;

    /** Maven's own classes come from the Maven that runs. */
    private static final List<String> OF_MAVEN =
            List.of("/org/apache/maven/", "/org/codehaus/plexus/", "/org/eclipse/", "/org/slf4j/");

    static ShopBuild in(Path directory) throws IOException {
        return in(directory, Shop.TESTS);
    }

    /** With other tests, by module. */
    static ShopBuild in(Path directory, Map<String, List<String>> tests) throws IOException {
        LocalRepository repository = LocalRepository.at(Path.of("target/repository"));
        repository.putPom("kubeuser-maven-plugin", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.kubeuser</groupId>
                  <artifactId>kubeuser-maven-plugin</artifactId>
                  <version>%s</version>
                  <packaging>maven-plugin</packaging>
                </project>
                """.formatted(VERSION));
        LeadingJar.write(
                repository.file("kubeuser-maven-plugin", ".jar"),
                LeadingJar.classPathOfThisJvm()
                        .filter(entry -> OF_MAVEN.stream().noneMatch(entry.toString()::contains))
                        .toList(),
                Path.of("target/classes"));
        return new ShopBuild(Shop.make(directory, "target/test-classes", tests), repository);
    }

    BuildResult run(String... arguments) {
        return runIn(directory, arguments);
    }

    BuildResult runIn(Path working, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "-o",
                "-Dmaven.test.additionalClasspath="
                        + LeadingJar.classPathOfThisJvm().map(Path::toString).collect(Collectors.joining(","))));
        all.addAll(List.of(arguments));
        return repository.mvn(working, all);
    }
}
