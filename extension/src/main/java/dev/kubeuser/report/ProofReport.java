package dev.kubeuser.report;

import dev.kubeuser.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes what tests proved about a policy: {@code report.json} for programs, {@code report.md} for people, and the smallest
 * roles that would have been enough, {@code least-privilege.yaml}.
 *
 * @param proof what they proved
 */
public record ProofReport(Proof proof) {

    /**
     * Writes the files, each at once: who reads sees an old one or a new one. JVMs that run side by side need a
     * directory each.
     *
     * @param directory where; created if it is missing
     * @throws IOException if it cannot be written there
     */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        replace(directory.resolve("report.json"), JsonReport.of(proof).text());
        replace(directory.resolve("report.md"), new MarkdownReport(proof).text());
        replace(
                directory.resolve("least-privilege.yaml"),
                proof.leastPrivilege().yaml());
    }

    private static void replace(Path file, String content) throws IOException {
        Path written = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
        try {
            Files.writeString(written, content);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /**
     * {@return the numbers in one line, for example {@code 83 % of 41 permissions exercised, 12 of 15 mutants killed}}
     */
    public String summary() {
        return proof.coverage().exercised().percent() + " % of "
                + proof.coverage().exercised().total() + " permissions exercised, "
                + proof.mutations().killed() + " mutants killed";
    }
}
