package dev.kubeuser.build;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/**
 * The release of Kubernetes that is built: one line of {@code versions/versions.properties}.
 *
 * @param minor as in {@code 1.35}
 * @param version as in {@code v1.35.4}
 * @param isDefault whether a cluster runs it that asks for none
 * @param laterMinors the other minors in the table that came after it
 */
record Release(String minor, String version, boolean isDefault, List<String> laterMinors) {

    private static final String DEFAULT = "default";
    private static final Comparator<String> BY_AGE = Comparator.comparingInt(Release::number);

    static Release read(Path table, String minor) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(table)) {
            properties.load(in);
        }
        List<String> minors = properties.stringPropertyNames().stream()
                .filter(name -> name.matches("1\\.\\d+"))
                .sorted(BY_AGE)
                .toList();
        if (!minors.contains(minor)) {
            throw new Failure("There is no control plane of Kubernetes " + minor + ": " + table + " has "
                    + String.join(", ", minors) + ".");
        }
        List<String> later = minors.stream()
                .filter(other -> BY_AGE.compare(other, minor) > 0)
                .toList();
        return new Release(minor, properties.getProperty(minor), minor.equals(properties.getProperty(DEFAULT)), later);
    }

    /** Relative to the sources. */
    String goMod() {
        return "versions/" + minor + "/go.mod";
    }

    /** Sources that call this Kubernetes otherwise than the newest have one of these in their build constraint. */
    List<String> tags() {
        return laterMinors.stream()
                .map(later -> "before_kubernetes_" + later.replace('.', '_'))
                .toList();
    }

    /** Without these {@code /version}, and every client that looks at it, would be told v0.0.0. */
    String ldflags(Path sources) throws IOException {
        return Files.readString(sources.resolve("ldflags.txt"))
                .strip()
                .replace("${version}", version)
                .replace("${minor}", Integer.toString(number(minor)));
    }

    private static int number(String minor) {
        return Integer.parseInt(minor.substring(minor.indexOf('.') + 1));
    }
}
