package dev.kubeuser.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Where things are, seen from this module's folder. */
record Folders(Path module) {

    /** The Go module of the control plane, which says which versions the rivals are built of. */
    Path controlPlane() {
        return module.resolve("../../control-plane").normalize();
    }

    /** The minors of Kubernetes that there is a control plane of, oldest first. */
    List<String> minors() throws IOException {
        Properties versions = new Properties();
        try (Reader in = Files.newBufferedReader(controlPlane().resolve("versions/versions.properties"))) {
            versions.load(in);
        }
        return versions.stringPropertyNames().stream()
                .filter(name -> name.matches("\\d+\\.\\d+"))
                .sorted()
                .toList();
    }

    /** Go sources of what the rivals need and no module has. */
    Path rivals() {
        return module.resolve("rivals");
    }

    /** What Maven built of the module with a user's class path. */
    Path firstOk() {
        return module.resolve("first-ok/target");
    }

    /** Policies that known projects publish, beside the repository; they need not be there. */
    Path policies() {
        return module.resolve("../../../shared/policies").normalize();
    }

    /** For whatever is written. */
    Path work() {
        return module.resolve("target");
    }
}
