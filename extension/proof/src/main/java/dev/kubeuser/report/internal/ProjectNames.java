// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.lint.internal.SourceRoot;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The names of a project and of the module whose tests run, as their builds call them: the {@code artifactId} of
 * {@code pom.xml}, {@code rootProject.name} of Gradle's settings, or else the name of the directory.
 *
 * @param project the name of the whole build
 * @param module the name of the module; the same if there is only one
 */
public record ProjectNames(String project, String module) {

    private static final Pattern ROOT_PROJECT =
            Pattern.compile("^\\s*rootProject\\.name\\s*=\\s*[\"']([^\"'$]+)[\"']", Pattern.MULTILINE);

    /** {@return the names of this JVM's project and module} */
    public static ProjectNames current() {
        return of(ModuleDirectory.current());
    }

    static ProjectNames of(ModuleDirectory module) {
        Path root = SourceRoot.of(module).root();
        Path project = Stream.iterate(module.path(), path -> path != null && path.startsWith(root), Path::getParent)
                .filter(ProjectNames::isBuilt)
                .reduce((below, above) -> above)
                .orElse(root);
        return new ProjectNames(name(project), name(module.path()));
    }

    private static boolean isBuilt(Path directory) {
        return Stream.of("pom.xml", "settings.gradle", "settings.gradle.kts")
                .anyMatch(file -> Files.isRegularFile(directory.resolve(file)));
    }

    private static String name(Path directory) {
        Path name = directory.getFileName();
        return artifact(directory.resolve("pom.xml"))
                .or(() -> rootProject(directory.resolve("settings.gradle")))
                .or(() -> rootProject(directory.resolve("settings.gradle.kts")))
                .orElse(name == null ? "" : name.toString());
    }

    private static Optional<String> rootProject(Path settings) {
        try {
            Matcher found = ROOT_PROJECT.matcher(Files.isRegularFile(settings) ? Files.readString(settings) : "");
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Returns the {@code artifactId} directly below {@code project}, which is not the one of the parent. */
    private static Optional<String> artifact(Path pom) {
        if (!Files.isRegularFile(pom)) {
            return Optional.empty();
        }
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(pom)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            int depth = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth == 2 && reader.getLocalName().equals("artifactId")) {
                        return Optional.of(reader.getElementText().strip());
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
        } catch (IOException | XMLStreamException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
