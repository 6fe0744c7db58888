// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradle.internal.impldep.org.objectweb.asm.ClassReader;
import org.gradle.internal.impldep.org.objectweb.asm.ClassWriter;
import org.gradle.internal.impldep.org.objectweb.asm.commons.ClassRemapper;
import org.gradle.internal.impldep.org.objectweb.asm.commons.Remapper;
import org.gradle.util.GradleVersion;

/**
 * Gradle as Maven Central has it: all its classes in one jar. A distribution has a jar for each module, and looks them
 * up by their names; here each is a jar that says only which others it needs.
 *
 * @param jar the jar
 * @param modules where the modules are put
 */
record GradleInJar(Path jar, Path modules) {

    private static final String DESCRIPTOR = "-classpath.properties";

    /** The module that brings the jar: it is on each class path, also on that of a test JVM. */
    private static final String FIRST = "gradle-base-services";

    /** Libraries of a distribution whose classes are in the jar, too. */
    private static final List<String> LIBRARIES =
            List.of("javax.inject", "jul-to-slf4j", "native-platform", "kryo", "commons-lang", "slf4j-api");

    private static final String JUNIT_PLATFORM = "org/gradle/api/internal/tasks/testing/junitplatform/";
    private static final String PREFIX = "org/gradle/internal/impldep/";
    private static final String SHADED = PREFIX + "org/junit";

    /** Writes the modules, and returns them before the jar. */
    List<Path> classPath() throws IOException {
        Files.createDirectories(modules);
        try (JarFile all = new JarFile(jar.toFile())) {
            List<String> names = all.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(DESCRIPTOR))
                    .map(name -> name.substring(0, name.length() - DESCRIPTOR.length()))
                    .toList();
            for (String name : names) {
                module(all, name, names);
            }
        }
        for (String library : LIBRARIES) {
            try (JarOutputStream empty = create(library + "-1.jar", new Manifest())) {
                empty.putNextEntry(new JarEntry("empty"));
            }
        }
        try (Stream<Path> written = Files.list(modules)) {
            return Stream.concat(written.sorted(), Stream.of(jar)).toList();
        }
    }

    private void module(JarFile all, String name, List<String> names) throws IOException {
        Properties needs = new Properties();
        try (InputStream in = all.getInputStream(all.getEntry(name + DESCRIPTOR))) {
            needs.load(in);
        }
        String projects = Stream.of(needs.getProperty("projects", "").split(",", -1))
                .filter(names::contains)
                .collect(Collectors.joining(","));
        boolean isFirst = name.equals(FIRST);
        Manifest manifest = new Manifest();
        if (isFirst) {
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes()
                    .put(Attributes.Name.CLASS_PATH, jar.toUri().toString());
        }
        String version = GradleVersion.current().getBaseVersion().getVersion();
        try (JarOutputStream module = create(name + "-" + version + ".jar", manifest)) {
            module.putNextEntry(new JarEntry(name + DESCRIPTOR));
            module.write(("projects=" + projects + "\nruntime=\n").getBytes(StandardCharsets.ISO_8859_1));
            if (isFirst) {
                junitOfUsers(all, module);
            }
        }
    }

    private JarOutputStream create(String name, Manifest manifest) throws IOException {
        OutputStream out = Files.newOutputStream(modules.resolve(name));
        return new JarOutputStream(out, manifest);
    }

    /** In the jar, Gradle's classes for JUnit use a renamed copy of JUnit, which finds no engine. This undoes that. */
    private static void junitOfUsers(JarFile all, JarOutputStream module) throws IOException {
        Remapper original = new Remapper() {
            @Override
            public String map(String name) {
                return name.startsWith(SHADED) ? name.substring(PREFIX.length()) : name;
            }

            /** Also the packages that a test JVM shares with Gradle. */
            @Override
            public Object mapValue(Object value) {
                return value instanceof String text && text.startsWith(SHADED.replace('/', '.'))
                        ? text.substring(PREFIX.length())
                        : super.mapValue(value);
            }
        };
        for (JarEntry entry :
                (Iterable<JarEntry>) all.stream().filter(each -> each.getName().startsWith(JUNIT_PLATFORM))::iterator) {
            if (entry.getName().endsWith(".class")) {
                ClassWriter renamed = new ClassWriter(0);
                try (InputStream in = all.getInputStream(entry)) {
                    new ClassReader(in.readAllBytes()).accept(new ClassRemapper(renamed, original), 0);
                }
                module.putNextEntry(new JarEntry(entry.getName()));
                module.write(renamed.toByteArray());
            }
        }
    }
}
