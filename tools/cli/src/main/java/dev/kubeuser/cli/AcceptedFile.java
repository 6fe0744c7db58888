// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.AcceptedLine;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The file of what is accepted, to which a command can add what it finds. */
final class AcceptedFile {

    @Option(
            names = "--accepted-risks",
            paramLabel = "FILE",
            description = "What is accepted, one per line: risky permissions, escalation paths, gains and losses, each"
                    + " with an optional \"until DATE\" and \"because TEXT\".")
    @Nullable
    Path file;

    @Option(names = "--accept", description = "Adds what is found to the file of --accepted-risks, and ends with 0.")
    boolean isAdding;

    boolean isGiven() {
        return file != null || isAdding;
    }

    /** Reads the file. With {@code --accept} it need not exist. */
    <T> T read(Function<Path, T> reader, T nothing) {
        if (file == null) {
            if (isAdding) {
                throw new IllegalArgumentException("--accept adds to a file: name it by --accepted-risks FILE");
            }
            return nothing;
        }
        return isAdding && Files.notExists(file) ? nothing : with(file, reader);
    }

    /**
     * Adds lines if {@code --accept} is given.
     *
     * @return whether it is given
     */
    boolean add(List<String> lines, String command, PrintWriter err) {
        if (!isAdding || file == null) {
            return false;
        }
        if (!lines.isEmpty()) {
            List<String> all = new ArrayList<>();
            all.add("# Added by kubeuser " + command + " --accept on " + LocalDate.now(ZoneId.systemDefault()) + ".");
            all.addAll(lines);
            with(file, path -> {
                AcceptedLine.append(path, all);
                return all;
            });
        }
        err.println("kubeuser " + command + ": lines added to " + file + ": " + lines.size()
                + (lines.isEmpty() ? "" : ". Review each before you commit it"));
        return true;
    }

    /** Tells how to accept what makes the command fail, if there is a file for it. */
    void advise(String command, PrintWriter err) {
        if (file != null) {
            err.println("kubeuser " + command + ": to accept what is found, review it, and repeat the command with"
                    + " --accept, which adds it to " + file);
        }
    }

    private static <T> T with(Path file, Function<Path, T> use) {
        try {
            return use.apply(file);
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException("--accepted-risks " + file + ": " + unusable.getMessage(), unusable);
        }
    }
}
