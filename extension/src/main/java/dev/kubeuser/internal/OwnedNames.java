package dev.kubeuser.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of files and directories that have the number of the JVM which made them in it, so that what a killed one left is
 * known as that.
 *
 * @param directory where they are
 * @param kind how the names begin, before the number
 */
public record OwnedNames(Path directory, String kind) {

    /** How the names of this JVM's begin. */
    public String prefix() {
        return kind + ProcessHandle.current().pid() + "-";
    }

    /** Removes what is of JVMs that are gone. */
    public void removeLeftovers() throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(kind) + "(\\d+)-.*");
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(directory, kind + "*")) {
            for (Path candidate : candidates) {
                Matcher matcher = name.matcher(candidate.getFileName().toString());
                if (matcher.matches()
                        && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                    PrivateFiles.deleteRecursively(candidate);
                }
            }
        }
    }
}
