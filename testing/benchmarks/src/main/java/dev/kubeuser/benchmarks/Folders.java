package dev.kubeuser.benchmarks;

import java.nio.file.Path;

/** Where things are, seen from this module's folder. */
record Folders(Path module) {

    /** The Go module of the control plane, which says which versions the rivals are built of. */
    Path controlPlane() {
        return module.resolve("../../control-plane").normalize();
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
