package dev.kubeuser.rbac.escalation;

import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * A risk that a policy accepts: a {@link Risk} in all roles, or in one role by {@link Risk#in}.
 *
 * <p>Those of {@link Risk} are immutable. One of your own must be thread-safe if tests of several threads share it.
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface RiskAcceptance {

    /**
     * {@return whether a finding is accepted}
     *
     * @param finding the finding
     */
    boolean accepts(RiskFinding finding);

    /**
     * {@return the acceptance that a line of text states}
     *
     * @param line {@code secrets-read}, or {@code secrets-read in Role dev/readers} for one role only
     * @throws IllegalArgumentException if no such risk exists
     */
    static RiskAcceptance parse(String line) {
        String[] parts = line.strip().split("\\s+in\\s+", 2);
        Risk risk = Stream.of(Risk.values())
                .filter(known -> known.id().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + parts[0] + "\" is not a risk; there are "
                        + Stream.of(Risk.values()).map(Risk::id).collect(Collectors.joining(", "))));
        return parts.length == 1 ? risk : risk.in(parts[1]);
    }

    /**
     * {@return the acceptances that a file states, one a line; blank lines and lines that begin with {@code #} do not
     * count}
     *
     * @param file a text file in UTF-8
     * @throws IllegalArgumentException if it cannot be read, or a line is malformed
     */
    static List<RiskAcceptance> read(Path file) {
        try {
            return TextFile.read(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(RiskAcceptance::ofFile)
                    .toList();
        } catch (IOException unreadable) {
            String advice = Files.notExists(file) ? "; make an empty one if no risky permission is accepted" : "";
            throw new IllegalArgumentException(unreadable.getMessage() + advice, unreadable);
        }
    }

    private static RiskAcceptance ofFile(String line) {
        try {
            return parse(line);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("the line \"" + line + "\": " + malformed.getMessage(), malformed);
        }
    }
}
