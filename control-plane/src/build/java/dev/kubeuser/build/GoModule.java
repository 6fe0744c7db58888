package dev.kubeuser.build;

import java.nio.file.Path;

/** A Go module that is linked into the program, and where its sources are. */
record GoModule(String path, String version, Path directory) {

    String name() {
        return path + "@" + version;
    }
}
